"""Addresses of the portal, in English; the same below `es/` in Spanish."""

from django.urls import include, path

from eipd_portal import catalogue_urls, registrant_urls

app_name = "portal"
urlpatterns = [
    path("", include(registrant_urls.urlpatterns)),
    path("", include(catalogue_urls.urlpatterns)),
]
