"""Addresses of the catalogue's pages, in both languages."""

from django.urls import path, register_converter

from eipd_portal import numbers
from eipd_portal.views import catalogue, downloading

register_converter(numbers.ProductCode, "product_code")
register_converter(numbers.IssueDay, "issue_day")

urlpatterns = [
    path("", catalogue.products, name="products"),
    path("my-link/", downloading.my_link, name="my_link"),
    path("<product_code:code>/", catalogue.product, name="product"),
    path("<product_code:code>/latest/", catalogue.latest, name="latest"),
    path("<product_code:code>/<issue_day:day>/", catalogue.edition, name="edition"),
    path("<product_code:code>/<issue_day:day>/download/", downloading.download, name="download"),
]
