"""Registering and signing in: one field, a mail with a link and a code, and only a button confirms."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from eipd_portal.models import BlockedAddress, MailedProof, Registrant, RegistrantSession
from eipd_portal.sessions import COOKIE
from eipd_portal.views import entrance
from tests.eipd_portal.people import READER, ask, mailed, mails, registered, wait, work
from uccms.web.turns import Turns

pytestmark = pytest.mark.django_db


def test_the_code_registers_in_the_browser_that_asked():
    browser = Client()
    assert browser.get("/eipd/register/").cookies == {}, "no cookie before the form is sent"
    mail = mailed(browser)
    assert mail.kind == "portal_register"
    asked = browser.cookies[COOKIE]
    answer = browser.post("/eipd/register/code/", {"code": mail.code})
    assert (answer.status_code, answer["Location"]) == (302, "/eipd/terms/?confirmed")
    assert Registrant.objects.get().email == READER
    cookie = answer.cookies[COOKIE]
    assert cookie.value != asked.value, "a key that was known before is worth nothing afterwards"
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/eipd/", "Lax", True)
    assert set(answer.cookies) == {COOKIE}, "and no other cookie"
    assert browser.get("/eipd/my-data/").status_code == 200


def test_the_code_is_worth_nothing_in_another_browser():
    mail, other = mailed(Client()), Client()
    assert other.post("/eipd/register/code/", {"code": mail.code})["Location"] == "/eipd/register/"
    ask(other, "other@example.org")
    assert other.post("/eipd/register/code/", {"code": mail.code}).status_code == 422
    assert not Registrant.objects.exists()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/eipd/register/", "Nothing was done yet: wait 10 seconds, then go back"),
        ("/eipd/es/register/", "Todavía no se hizo nada: espere 10 segundos"),
    ],
)
def test_a_form_that_finds_no_turn_is_told_so_and_pages_are_still_shown(path, words, monkeypatch):
    monkeypatch.setattr(entrance, "FORMS", Turns(at_once=1, most_waiting=0, patience=10))
    with entrance.FORMS.taken():
        answer = Client().post(path, {"email": READER, "submission_id": uuid.uuid4()})
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        assert words in answer.content.decode()
        assert not answer.cookies
        assert not MailedProof.objects.exists()
        assert Client().get(path).status_code == 200
    assert Client().post(path, {"email": READER, "submission_id": uuid.uuid4()}).status_code == 302


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_changes_nothing(method):
    mail = mailed(Client())
    before = list(MailedProof.objects.values())
    for _ in range(3):
        answer = getattr(Client(), method)(mail.link)
        assert answer.status_code == 200
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert list(MailedProof.objects.values()) == before
    assert not Registrant.objects.exists()


def test_the_button_of_the_link_confirms_once_and_from_any_browser():
    browser, mail = Client(), mailed(Client())
    assert browser.post(mail.link)["Location"] == "/eipd/terms/?confirmed"
    assert browser.get("/eipd/my-data/").status_code == 200
    again = Client()
    answer = again.post(mail.link)
    assert answer.status_code == 410
    assert b"used already" in answer.content
    assert not answer.cookies, "a used link never makes a session"
    assert again.get(mail.link).status_code == 410
    assert RegistrantSession.objects.count() == 1


def test_the_spanish_link_is_the_same_proof_in_spanish():
    mail = mailed(Client())
    page = Client().get(mail.link_es)
    assert b"Confirmar mi direcci" in page.content
    assert Client().post(mail.link_es)["Location"] == "/eipd/es/terms/?confirmed"
    assert Client().post(mail.link).status_code == 410


@pytest.mark.parametrize(
    ("known", "lasts"), [(False, timedelta(hours=24)), (True, timedelta(minutes=15))], ids=["new", "known"]
)
def test_a_link_and_its_code_end_with_their_time(known, lasts):
    if known:
        Registrant.objects.create(email=READER)
    browser = Client()
    mail = mailed(browser)
    proof = MailedProof.objects.get()
    assert abs(proof.expires_at - proof.asked_at - lasts) < timedelta(seconds=5)
    MailedProof.objects.update(expires_at=timezone.now())
    for answer in (Client().get(mail.link), Client().post(mail.link)):
        assert answer.status_code == 410
        assert b"too old" in answer.content
        assert b"/eipd/register/" in answer.content, "and offers a new one"
    assert browser.post("/eipd/register/code/", {"code": mail.code}).status_code == 422
    assert not RegistrantSession.objects.exists()


def test_an_altered_link_and_one_for_another_purpose_are_unknown():
    mail = mailed(Client())
    token = mail.link.rstrip("/").rpartition("/")[2]
    altered = token[:-1] + ("A" if token[-1] != "A" else "B")
    for path in (
        mail.link.replace(token, altered),
        mail.link.replace("/register/", "/sign-in/"),
        mail.link.replace("/register/", "/enter/"),
        f"/eipd/my-data/erase/{token}/",
        "/eipd/confirm/register/%00%F0%9F%98%80/",
    ):
        for method in ("get", "post"):
            answer = getattr(Client(), method)(path)
            assert answer.status_code == 404, path
            assert not answer.cookies
    assert not Registrant.objects.exists()


def test_a_code_may_be_tried_five_times_and_then_not_even_rightly():
    browser = Client()
    mail = mailed(browser)
    wrong = "1234 5678" if mail.code != "1234 5678" else "8765 4321"
    left = []
    for _ in range(5):
        answer = browser.post("/eipd/register/code/", {"code": wrong})
        assert answer.status_code == 422
        left.append(answer.context["tries_left"])
    assert left == [4, 3, 2, 1, 0]
    assert browser.post("/eipd/register/code/", {"code": mail.code}).status_code == 422
    assert not Registrant.objects.exists()
    assert Client().post(mail.link).status_code == 302, "the link has no tries"


@pytest.mark.parametrize("typed", ["", "1234", "x" * 90, "1234 567", "1" * 5_000])
def test_what_is_no_code_costs_no_try(typed):
    browser = Client()
    mailed(browser)
    assert browser.post("/eipd/register/code/", {"code": typed}).status_code == 422
    assert MailedProof.objects.get().tries == 0


def test_a_code_is_taken_as_people_type_it():
    browser = Client()
    mail = mailed(browser)
    typed = f"  {mail.code[:4]}-{mail.code[5:]} "
    assert browser.post("/eipd/register/code/", {"code": typed}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_guesses_and_buttons_at_the_same_time_count_one_by_one():
    browser = Client()
    mail = mailed(browser)
    key = browser.cookies[COOKIE].value

    def at_once(number: int, act) -> list[int]:
        def one(place: int) -> int:
            try:
                other = Client()
                other.cookies[COOKIE] = key
                return act(other)
            finally:
                connection.close()

        with ThreadPoolExecutor(number) as pool:
            return list(pool.map(one, range(number)))

    at_once(12, lambda other: other.post("/eipd/register/code/", {"code": "0000 0001"}).status_code)
    assert MailedProof.objects.get().tries == 5
    buttons = at_once(8, lambda other: other.post(mail.link).status_code)
    assert sorted(buttons) == [302, *[410] * 7]
    assert RegistrantSession.objects.count() == 1


def test_who_is_registered_signs_in_the_same_way_and_stays_one():
    _, registrant = registered()
    browser = Client()
    mail = mailed(browser)
    assert mail.kind == "portal_sign_in"
    answer = browser.post("/eipd/register/code/", {"code": mail.code})
    assert answer["Location"] == "/eipd/?confirmed", "the terms are accepted already"
    assert Registrant.objects.get() == registrant
    assert RegistrantSession.objects.count() == 2


def test_the_first_of_several_links_uses_the_others_up():
    first, second = Client(), Client()
    links = [mailed(browser).link for browser in (first,)]
    MailedProof.objects.update(asked_at=timezone.now())
    MailedProof.objects.create(email=READER, browser_hash="b")
    work()
    links.append(mails()[-1].link)
    assert second.post(links[1]).status_code == 302
    assert first.post(links[0]).status_code == 410


def test_only_hashes_of_links_and_codes_are_stored():
    browser = Client()
    mail = mailed(browser)
    token = mail.link.rstrip("/").rpartition("/")[2]
    assert len(token) >= 43, "256 bits in base64"
    proof = MailedProof.objects.get()
    stored = " ".join(str(each) for each in MailedProof.objects.values_list().get())
    assert token not in stored
    assert mail.code not in stored
    assert mail.code.replace(" ", "") not in stored
    assert browser.cookies[COOKIE].value not in stored
    assert len({proof.token_hash, proof.code_hash, proof.browser_hash}) == 3


def test_a_code_is_bound_to_its_address():
    browser = Client()
    mail = mailed(browser)
    MailedProof.objects.update(email="other@example.org")
    assert browser.post("/eipd/register/code/", {"code": mail.code}).status_code == 422


def test_sent_twice_the_form_makes_one_mail_and_one_key():
    form = {"submission_id": "0b9ff3a5-5a5e-4c4d-9a55-0e5d8a1b2c3d"}
    browser, second = Client(), Client()
    answers = [ask(browser, **form), ask(second, **form)]
    work()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert browser.cookies[COOKIE].value == second.cookies[COOKIE].value
    assert len(mails()) == 1
    assert second.post("/eipd/register/code/", {"code": mails()[0].code}).status_code == 302


def test_another_message_can_be_asked_for_in_the_same_browser():
    browser = Client()
    first = mailed(browser)
    assert browser.post("/eipd/register/again/").status_code == 429, "not within a minute"
    wait()
    assert browser.post("/eipd/register/again/")["Location"] == "/eipd/register/code/"
    work()
    second = mails()[-1]
    assert second.link != first.link
    assert browser.post("/eipd/register/code/", {"code": second.code}).status_code == 302
    assert Client().post("/eipd/register/again/")["Location"] == "/eipd/register/"


def test_whoever_asked_for_nothing_blocks_the_address():
    mail = mailed(Client())
    assert Client().get(mail.refuse).status_code == 200
    assert MailedProof.objects.exists(), "opening it does nothing"
    answer = Client().post(mail.refuse)
    assert answer.status_code == 200
    assert b"We write to you no more" in answer.content
    assert not MailedProof.objects.exists()
    assert READER not in str(BlockedAddress.objects.values().get())
    wait()
    assert ask(Client()).status_code == 302, "who asks is told nothing"
    work()
    assert mails() == []
    for method in ("get", "post"):
        assert getattr(Client(), method)(mail.refuse).status_code == 404, "and an altered one is told at once"
