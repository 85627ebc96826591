"""What programs look for at the same place on every host (RFC 8615)."""

from django.urls import path

from eipd_portal.views import about

urlpatterns = [path("security.txt", about.security_txt, name="security_txt")]
