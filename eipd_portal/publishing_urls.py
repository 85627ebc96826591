"""Addresses of the staff who publish."""

from django.urls import path

from eipd_portal.views import publishing

app_name = "publishing"
urlpatterns = [
    path("", publishing.versions, name="list"),
    path("new/", publishing.publish, name="new"),
    path("<int:key>/", publishing.version, name="version"),
    path("<int:key>/withdraw/", publishing.withdraw, name="withdraw"),
]
