"""Addresses of what all parts share."""

from django.urls import path

from uccms.web.views import finding, guard, styleguide

app_name = "web"
urlpatterns = [
    path("find/", finding.find, name="find"),
    path("check-text/", guard.check_text, name="check_text"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("styleguide/draft/", styleguide.draft, name="styleguide_draft"),
]
