"""Addresses that programs read. Each is there once, whatever the language, and never changes."""

from django.urls import path

from eipd_portal import catalogue_urls  # noqa: F401  (its converters)
from eipd_portal.views import downloading, for_programs

app_name = "portal_files"
urlpatterns = [
    path("eipd/feed.atom", for_programs.feed, name="feed"),
    path("eipd/<product_code:code>/feed.atom", for_programs.product_feed, name="product_feed"),
    path("eipd/<product_code:code>/latest/SHA256SUMS", for_programs.latest_sums, name="latest_sums"),
    path(
        "eipd/<product_code:code>/latest/manifest.json", for_programs.latest_manifest, name="latest_manifest"
    ),
    path("eipd/<product_code:code>/<issue_day:day>/v<int:number>/SHA256SUMS", for_programs.sums, name="sums"),
    path(
        "eipd/<product_code:code>/<issue_day:day>/v<int:number>/manifest.json",
        for_programs.manifest,
        name="manifest",
    ),
    path(
        "eipd/files/<product_code:code>/<issue_day:day>/v<int:number>/<str:name>",
        downloading.file,
        name="file",
    ),
    path(
        "eipd/my/<str:token>/<product_code:code>/<issue_day:day>/v<int:number>/<str:name>",
        downloading.file_by_link,
        name="file_by_link",
    ),
    path("data.json", for_programs.data_json, name="data_json"),
    path("eipd/sitemap.xml", for_programs.sitemap, name="sitemap"),
    path("robots.txt", for_programs.robots, name="robots"),
]
