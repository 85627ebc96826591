from django.urls import path

from uccms.mail.views import outbox

app_name = "mail"
urlpatterns = [
    path("", outbox.outbox, name="outbox"),
    path("<int:key>/", outbox.mail, name="mail"),
    path("<int:key>/again/", outbox.again, name="again"),
]
