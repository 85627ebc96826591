from django.urls import path

from uccms.privacy.views import assessment

app_name = "privacy"
urlpatterns = [path("", assessment.assessment, name="assessment")]
