"""Addresses of the whole system."""

from django.urls import include, path

from uccms.web.views import health

handler400 = "eipd_portal.views.errors.not_understood"
handler403 = "eipd_portal.views.errors.not_allowed"
handler404 = "eipd_portal.views.errors.not_found"
handler500 = "eipd_portal.views.errors.failed"
urlpatterns = [
    path("healthz", health.health, name="health"),
    path("orders/", include("sales_orders.urls")),
    path("", include("contacts.urls")),
    path("", include("eipd_portal.file_urls")),
    path("publishing/", include("eipd_portal.publishing_urls")),
    path("eipd/es/", include("eipd_portal.urls", namespace="portal_es")),
    path("eipd/", include("eipd_portal.urls", namespace="portal")),
    path(".well-known/", include("eipd_portal.well_known_urls")),
    path("", include("uccms.web.urls")),
    path("mail/", include("uccms.mail.urls")),
    path("account/", include("uccms.accounts.urls")),
    path("privacy/record/", include("uccms.audit.urls")),
    path("privacy/", include("uccms.privacy.urls")),
]
