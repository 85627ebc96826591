"""Addresses of the whole system."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("uccms.accounts.urls")),
]
