"""My data: what is kept and nothing else, notices, terms, signing out."""

import json
import re

import pytest
from django.core import signing
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from eipd_portal import terms
from eipd_portal.models import NoticeWish, Registrant, RegistrantSession, TermsAcceptance
from eipd_portal.sessions import COOKIE, registrant_of
from eipd_portal.unsubscribing import SALT, unsubscribe_address
from sales_orders.models import Product
from tests import cast
from tests.eipd_portal.people import READER, registered
from tests.sales_orders import office
from uccms.accounts.models import User

pytestmark = pytest.mark.django_db


def product(code: str = "EIP-1234P-OL", **facts) -> Product:
    """A product that is downloaded."""
    kept = {"title": f"Patent Example {code}", "medium": "online", "kind": "subscription", "cycle": "weekly"}
    return Product.objects.create(code=code, **kept | facts)


def test_the_page_shows_what_is_kept_and_the_file_the_same():
    browser, registrant = registered()
    NoticeWish.objects.create(registrant=registrant, product=product())
    page = browser.get("/eipd/my-data/").content.decode()
    answer = browser.get("/eipd/my-data/file/")
    kept = json.loads(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert set(kept) == {
        "email",
        "registered_at",
        "terms_accepted",
        "notices",
        "sessions",
        "download_links_revoked",
    }
    assert kept["email"] == READER
    assert READER in page
    assert kept["notices"][0]["product"] == "EIP-1234P-OL"
    assert "Patent Example EIP-1234P-OL" in page
    assert kept["terms_accepted"][0]["version"] == terms.current().version
    assert "no-store" in answer["Cache-Control"]


def test_nobody_sees_it_without_the_cookie():
    registered()
    for path in ("/eipd/my-data/", "/eipd/my-data/file/", "/eipd/my-data/erase/"):
        for browser in (Client(), _with_cookie("x"), _with_cookie("")):
            assert browser.get(path)["Location"].startswith("/eipd/register/")
    assert Client().post("/eipd/my-data/notices/")["Location"] == "/eipd/register/"


def _with_cookie(value: str) -> Client:
    browser = Client()
    browser.cookies[COOKIE] = value
    return browser


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    browser, registrant = registered()
    for number in range(30):
        each = product(f"EIP-{number:04}P-OL")
        if number % 2:
            NoticeWish.objects.create(registrant=registrant, product=each)
    with django_assert_num_queries(8):
        browser.get("/eipd/my-data/")
    with django_assert_num_queries(0):
        Client().get("/eipd/register/")


@pytest.mark.parametrize("where", ["customer", "order"])
def test_another_record_with_the_same_address_is_named_to_its_reader_alone(where):
    browser, _ = registered("Reader+x@example.org")
    other, _ = registered("other@example.org")
    assert b"Privacy Officer" not in browser.get("/eipd/my-data/").content
    if where == "customer":
        cast.customer(cast.staff("dana", cast.call_center()), emails=["reader+X@EXAMPLE.org"])
    else:
        desk = office.open_office()
        office.order(desk, email="reader+X@EXAMPLE.org")
    assert b"Privacy Officer" in browser.get("/eipd/my-data/").content
    assert b"Privacy Officer" not in other.get("/eipd/my-data/").content


def read(browser: Client) -> str:
    """The version of the wishes in the form that a browser shows."""
    return re.search(r'name="read" value="(\w+)"', browser.get("/eipd/my-data/").content.decode())[1]


def test_wishes_that_changed_meanwhile_are_shown_beside_what_was_ticked_and_neither_is_lost():
    browser, registrant = registered()
    first, second = product(), product("EIP-1235P-OL")
    old = read(browser)
    assert browser.post("/eipd/my-data/notices/", {"product": [first.pk], "read": old}).status_code == 302
    again = browser.post("/eipd/my-data/notices/", {"product": [first.pk], "read": old})
    assert again.status_code == 302, "sent twice, it is done once"
    for wrong in (old, "", "x" * 5000):
        answer = browser.post("/eipd/my-data/notices/", {"product": [second.pk], "read": wrong})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "have changed meanwhile" in page
        kept = page.partition("Notices you asked for")[2].partition("</dd>")[0]
        assert first.title in kept and second.title not in kept
        assert re.findall(r'name="product" value="(\d+)" checked', page) == [str(second.pk)]
    assert list(registrant.wishes.values_list("product", flat=True)) == [first.pk]
    fresh = re.search(r'name="read" value="(\w+)"', page)[1]
    done = browser.post("/eipd/my-data/notices/", {"product": [second.pk], "read": fresh})
    assert done.status_code == 302
    assert list(registrant.wishes.values_list("product", flat=True)) == [second.pk]


def test_notices_are_wanted_for_exactly_the_products_that_are_ticked():
    browser, registrant = registered()
    first, second = product(), product("EIP-1235P-OL")
    disc = product("EIP-1236P-DD", medium="dvd")

    def wish(*keys) -> list[int]:
        form = {"product": keys, "read": read(browser)}
        assert browser.post("/eipd/my-data/notices/", form).status_code == 302
        return list(registrant.wishes.order_by("product").values_list("product", flat=True))

    assert wish(first.pk, second.pk) == [first.pk, second.pk]
    assert wish(second.pk) == [second.pk]
    assert wish(second.pk, disc.pk, 10**12, "x", "-1", "9" * 400) == [second.pk], "others have no notices"
    assert wish() == []
    NoticeWish.objects.create(registrant=registrant, product=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeWish.objects.create(registrant=registrant, product=first)


def test_unsubscribing_takes_one_post_from_a_mail_program_without_a_cookie():
    _, registrant = registered()
    NoticeWish.objects.create(registrant=registrant, product=product())
    path = re.sub("^https?://[^/]+", "", unsubscribe_address(registrant))
    page = Client().get(path)
    assert page.status_code == 200
    assert NoticeWish.objects.exists(), "opening it asks"
    program = Client(enforce_csrf_checks=True, headers={"Origin": "https://mail.example"})
    answer = program.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not NoticeWish.objects.exists()
    assert not answer.cookies
    assert program.post(path).status_code == 200, "done twice, it is done once"
    assert Registrant.objects.exists(), "and the reader stays registered"
    other = signing.Signer(salt="another").sign(registrant.pk)
    for bad in (f"{registrant.pk}", f"{registrant.pk}:x", other, signing.Signer(salt=SALT).sign("x")):
        assert Client().post(f"/eipd/unsubscribe/{bad}/").status_code == 404


def test_the_terms_are_accepted_once_for_each_version(monkeypatch):
    browser, registrant = registered(terms=False)
    assert terms.must_accept(registrant)
    version = terms.current().version
    assert Client().get("/eipd/terms/").status_code == 200, "open to everybody"
    for _ in range(2):
        assert browser.post("/eipd/terms/", {"version": version}).status_code == 302
    assert TermsAcceptance.objects.count() == 1
    assert not terms.must_accept(registrant)
    newer = terms.Terms("2027-01", terms.current().paragraphs)
    monkeypatch.setattr(terms, "current", lambda: newer)
    assert terms.must_accept(registrant)
    stale = browser.post("/eipd/terms/", {"version": version})
    assert stale.status_code == 409, "what was read is not in force"
    assert b"2027-01" in stale.content
    assert browser.post("/eipd/terms/", {"version": "2027-01"}).status_code == 302
    assert not terms.must_accept(registrant)
    with pytest.raises(IntegrityError), transaction.atomic():
        TermsAcceptance.objects.create(registrant=registrant, version="2027-01")
    assert Client().post("/eipd/terms/", {"version": "2027-01"})["Location"] == "/eipd/register/"


def test_signing_out_ends_this_session_and_everywhere_ends_all():
    first, registrant = registered()
    second, _ = registered()
    third, _ = registered()
    key = third.cookies[COOKIE].value
    third.post("/eipd/sign-out/")
    assert third.cookies[COOKIE].value == ""
    assert _with_cookie(key).get("/eipd/my-data/").status_code == 302, "on the server, too"
    assert second.get("/eipd/my-data/").status_code == 200
    first.post("/eipd/sign-out/everywhere/")
    assert second.get("/eipd/my-data/").status_code == 302
    assert not RegistrantSession.objects.exists()
    assert Registrant.objects.get() == registrant


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 302),  # no-referrer makes it null
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver"}, 302),
        ({}, 302),  # no browser
    ],
)
def test_a_form_of_another_site_is_refused(headers, status):
    browser, _ = registered()
    answer = browser.post("/eipd/sign-out/", headers=headers)
    assert answer.status_code == status
    assert RegistrantSession.objects.exists() == (status == 403)


def test_registrants_and_staff_are_nothing_to_each_other(rf):
    browser, _ = registered()
    for path in ("/desk/", "/customers/", "/orders/", "/privacy/", "/account/"):
        assert browser.get(path).status_code in (302, 404)
    dana = cast.staff("dana", cast.call_center())
    staff = Client()
    staff.force_login(dana)
    assert staff.get("/eipd/my-data/")["Location"] == "/eipd/register/?to=my-data", "staff are nobody here"
    page = staff.get("/eipd/register/").content.decode()
    assert dana.name not in page
    request = rf.get("/eipd/my-data/")
    request.user = dana
    assert registrant_of(request) is None
    assert not User.objects.filter(email=READER).exists()
    related = {each.related_model for each in Registrant._meta.related_objects}
    related |= {each.related_model for each in Registrant._meta.fields if each.is_relation}
    assert User not in related, "no row leads from one to the other"


def test_no_session_outlives_its_time():
    browser, _ = registered()
    RegistrantSession.objects.update(expires_at=timezone.now())
    assert browser.get("/eipd/my-data/").status_code == 302
