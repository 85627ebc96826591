"""Where nothing answers, the portal says so in its own look and language, and never as the staff's part."""

import pytest
from django.conf import settings
from django.test import Client

from eipd_portal.views import errors
from tests import cast
from tests.eipd_portal.files import WEEK_47, publish, storage
from tests.eipd_portal.people import registered
from tests.sales_orders import office as offices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
__all__ = ["storage"]
STAFF, PORTAL = "uccms.example.gov", "eipd.example.gov"
TOO_MANY = "&".join(f"a{n}=" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))


@pytest.fixture
def two_hosts(settings) -> None:
    settings.PORTAL_HOST, settings.PORTAL_ADDRESS = PORTAL, f"https://{PORTAL}"
    settings.ALLOWED_HOSTS = [STAFF, PORTAL, "testserver"]


def staff() -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.staff("dana", cast.call_center()))
    return browser


def is_portals(answer, heading: str, language: str = "en") -> None:
    """In the portal's look and language, with nothing of the staff's, kept nowhere, and no cookie."""
    text = answer.content.decode()
    assert f"<h1>{heading}</h1>" in text
    assert f'<html lang="{language}"' in text and 'class="public"' in text
    assert "UCCMS" not in text and "/desk" not in text and "/account/" not in text
    products = "/eipd/es/" if language == "es" else "/eipd/"
    assert f'class="button button--primary" href="{products}"' in text
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "status", "english", "spanish"),
    [
        ("nowhere/at/all/", 404, "There is no such page", "Esa página no existe"),
        ("EIP-0000P-OL/", 404, "There is no such page", "Esa página no existe"),
        (f"?{TOO_MANY}", 413, "This is too much at once", "Esto es demasiado de una vez"),
        (f"register/?{TOO_MANY}", 413, "This is too much at once", "Esto es demasiado de una vez"),
        ("sign-out/", 405, "This address is no page", "Esta dirección no es una página"),
    ],
)
@pytest.mark.parametrize("who", [Client, staff])
def test_whoever_asks_is_told_in_the_portals_look(path, status, english, spanish, who):
    browser = who()
    for before, language, heading in (("/eipd/", "en", english), ("/eipd/es/", "es", spanish)):
        answer = browser.get(f"{before}{path}")
        assert answer.status_code == status
        is_portals(answer, heading, language)


@pytest.mark.parametrize("path", ["/eipd/", "/eipd/privacy/", "/eipd/es/EIP-5350P-OL/"])
def test_a_form_sent_to_an_open_page_is_no_matter_of_tokens(path):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(path, {"a": "b"})
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert 'class="public"' in answer.content.decode()


def test_what_failed_is_told_without_what_a_programmer_reads(monkeypatch):
    browser, _ = registered()
    browser.raise_request_exception = False
    monkeypatch.setattr("eipd_portal.views.my_data.my_data_of", broken, raising=False)
    monkeypatch.setattr("eipd_portal.queries.catalogue.products_by_kind", broken)
    for path, heading, language in (
        ("/eipd/", "Something failed here", "en"),
        ("/eipd/es/", "Algo falló aquí", "es"),
    ):
        answer = browser.get(path)
        assert answer.status_code == 500
        is_portals(answer, heading, language)
        assert answer["X-Request-ID"] in answer.content.decode()
        assert "programmer" not in answer.content.decode()
    monkeypatch.setattr(errors, "render", broken)
    answer = browser.get("/eipd/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/plain; charset=utf-8")


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("for a programmer")


def test_no_session_of_the_staff_is_read_for_it(django_assert_num_queries):
    browser = staff()
    with django_assert_num_queries(0):
        assert browser.get("/eipd/my-data/notices/").status_code == 405


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/eipd/files/nothing/of/the/kind", 404),
        ("/eipd/my/1-0-abc/EIP-5350P-OL/2026-11-24/v1/a/b", 404),
        ("/eipd/EIP-5350P-OL/2026-11-24/v9/manifest.json", 404),
    ],
)
def test_programs_get_a_line_of_text(path, status):
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert answer.content.count(b"\n") == 1


def test_a_file_whose_answer_fails_is_a_line_of_text(tmp_path, monkeypatch):
    publish(tmp_path, offices.open_office(copies=0).download)
    browser, _ = registered()
    browser.raise_request_exception = False
    monkeypatch.setattr("eipd_portal.views.downloading.serve", broken)
    monkeypatch.setattr("eipd_portal.terms.must_accept", lambda _: False)
    answer = browser.get(f"/eipd/files/EIP-5350P-OL/{WEEK_47}/v1/ipg261124.zip")
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/plain; charset=utf-8")


@pytest.mark.usefixtures("two_hosts")
def test_on_its_own_host_every_path_is_the_portals():
    at_portal = Client(headers={"host": PORTAL})
    for path, status in (("/desk/", 404), ("/nowhere", 404), (f"/nowhere/?{TOO_MANY}", 404)):
        answer = at_portal.get(path)
        assert answer.status_code == status
        is_portals(answer, "There is no such page")
    at_staff = Client(headers={"host": STAFF})
    assert "UCCMS" in at_staff.get("/nowhere/").content.decode()


@pytest.mark.usefixtures("two_hosts")
@pytest.mark.parametrize("path", ["/eipd/", "/eipd/es/register/", "/desk/"])
def test_a_host_that_is_nobodys_is_no_failure(path):
    answer = Client(headers={"host": "evil.example"}, raise_request_exception=False).get(path)
    assert answer.status_code == 400
    assert ('class="public"' in answer.content.decode()) == path.startswith("/eipd/")
    assert "evil.example" not in answer.content.decode()


def test_staff_pages_stay_the_staffs():
    answer = staff().get("/nowhere/")
    assert answer.status_code == 404
    assert "UCCMS" in answer.content.decode()
