"""What search engines are told: the open pages of the portal, each by one address, and no more."""

import re
import urllib.robotparser
import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from tests.eipd_portal.files import publish, storage
from tests.sales_orders import office as offices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
__all__ = ["storage"]
STAFF, PORTAL = "uccms.example.gov", "eipd.example.gov"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OPEN = ("/eipd/", "/eipd/EIP-5350P-OL/", "/eipd/es/EIP-5350P-OL/2026-11-24/", "/eipd/privacy/", "/data.json")
OWN = (
    "/eipd/register/",
    "/eipd/es/my-data/",
    "/eipd/confirm/register/x/",
    "/eipd/files/a",
    "/eipd/my/1-0-x/a",
)


@pytest.fixture(autouse=True)
def edition(tmp_path):
    publish(tmp_path, offices.open_office(copies=0).download)


def may_read(host: str, path: str) -> bool:
    """By the longest rule that fits, as RFC 9309 has it."""
    text = Client(headers={"host": host}).get("/robots.txt").content.decode()
    rules = re.findall(r"(?m)^(Allow|Disallow): (\S+)$", text)
    fitting = [(len(said), verdict == "Allow") for verdict, said in rules if path.startswith(said)]
    return max(fitting)[1] if fitting else True


def test_on_one_host_the_portal_is_read_and_the_staffs_part_is_not():
    for path in OPEN:
        assert may_read("testserver", path), path
    for path in (*OWN, "/", "/desk/", "/orders/", "/account/sign-in/"):
        assert not may_read("testserver", path), path


def test_on_two_hosts_the_staffs_is_not_read_at_all(settings):
    settings.PORTAL_HOST, settings.PORTAL_ADDRESS = PORTAL, f"https://{PORTAL}"
    settings.ALLOWED_HOSTS = [STAFF, PORTAL]
    for path in OPEN:
        assert may_read(PORTAL, path) and not may_read(STAFF, path), path
    assert not any(may_read(PORTAL, path) for path in OWN)
    text = Client(headers={"host": PORTAL}).get("/robots.txt").content.decode()
    assert f"Sitemap: https://{PORTAL}/eipd/sitemap.xml" in text
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(Client(headers={"host": STAFF}).get("/robots.txt").content.decode().splitlines())
    assert not robots.can_fetch("anybody", f"https://{STAFF}/")


def test_the_sitemap_lists_pages_that_are_there_in_both_languages(settings):
    settings.PORTAL_ADDRESS = "https://eipd.example.gov"
    answer = Client().get("/eipd/sitemap.xml")
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    urls = [each.find(f"{SITEMAP}loc").text for each in ET.fromstring(answer.content)]
    assert len(urls) == len(set(urls)) > 8
    assert "https://eipd.example.gov/eipd/es/EIP-5350P-OL/" in urls
    for url in urls:
        page = Client().get(url.removeprefix("https://eipd.example.gov"))
        assert page.status_code == 200
        assert f'<link rel="canonical" href="{url}">' in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/eipd/?q=grant", "/eipd/"),
        ("/eipd/?confirmed", "/eipd/"),
        ("/eipd/EIP-5350P-OL/?utm=x", "/eipd/EIP-5350P-OL/"),
        ("/eipd/EIP-5350P-OL/?before=2026-11-30", "/eipd/EIP-5350P-OL/?before=2026-11-30"),
        ("/eipd/es/EIP-5350P-OL/2026-11-24/", "/eipd/es/EIP-5350P-OL/2026-11-24/"),
    ],
)
def test_every_open_page_has_one_address(settings, asked, canonical):
    settings.PORTAL_ADDRESS = "https://eipd.example.gov"
    page = Client().get(asked).content.decode()
    assert f'<link rel="canonical" href="https://eipd.example.gov{canonical}">' in page
    assert {"en", "es"} == set(re.findall(r'rel="alternate" hreflang="(\w+)"', page))


@pytest.mark.parametrize("path", ["/eipd/register/", "/eipd/terms/", "/eipd/nowhere/"])
def test_pages_of_ones_own_and_errors_have_none(path):
    assert b"canonical" not in Client().get(path).content
