from django.urls import path

from uccms.audit.views import choosing_people, record

app_name = "audit"
urlpatterns = [
    path("", record.record, name="record"),
    path("people/", choosing_people.people_called, name="people"),
    path("whose/", choosing_people.whose, name="whose"),
]
