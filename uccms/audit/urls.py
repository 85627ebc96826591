from django.urls import path

from uccms.audit.views import record

app_name = "audit"
urlpatterns = [path("", record.record, name="record")]
