import html
import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.accounts.people import PASSWORD, make_person, sign_in
from uccms.accounts.models import User
from uccms.audit.models import Change

pytestmark = pytest.mark.django_db
TYPED = {"after_saving": "ticket", "scheme": "dark", "remarks": "Caller asks:\r\n\"When?\" <b>'now'</b>"}


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Browser:
    """A browser that sends forms as they stand on pages, tokens included."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def fields(self, response) -> dict[str, str]:
        """The hidden fields of the page's form."""
        found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', response.content.decode())
        return {name: html.unescape(value) for name, value in found}

    def open(self, address: str = "/account/") -> dict[str, str]:
        return self.fields(self.client.get(address))

    def send(self, form: dict, address: str = "/account/", **more):
        return self.client.post(address, form | more)

    def sign_in(self, username: str = "dana") -> None:
        token = self.open("/account/sign-in/")["csrfmiddlewaretoken"]
        assert sign_in(self.client, username, csrfmiddlewaretoken=token).status_code == 302

    def end_session(self) -> None:
        self.client.session.flush()

    def sign_out(self) -> None:
        token = self.open("/account/sign-out/")["csrfmiddlewaretoken"]
        self.send({"csrfmiddlewaretoken": token}, "/account/sign-out/")


@pytest.fixture
def tab(db):
    make_person()
    make_person("luis", name="Luis Ferreira")
    tab = Browser()
    tab.sign_in()
    return tab


def dana() -> User:
    return User.objects.get(username="dana")


def test_a_form_sent_after_the_session_ended_is_sent_again_after_signing_in(tab):
    form = tab.open() | TYPED
    tab.end_session()
    late = tab.send(form)
    assert late.status_code == 401
    assert "no-store" in late.headers["Cache-Control"]
    page = late.content.decode()
    assert "Caller asks:<br>&quot;When?&quot; &lt;b&gt;" in page, "it can be read"
    assert dana().scheme == ""
    again = tab.fields(late)
    assert {name: again[name] for name in TYPED} == TYPED
    tab.sign_in()
    rotated = tab.send(again)
    assert rotated.status_code == 403, "the token is of the older session"
    assert "Send it again" in rotated.content.decode()
    assert tab.send(tab.fields(rotated)).headers["Location"] == "/account/"
    assert (dana().scheme, dana().after_saving) == ("dark", "ticket")


def test_sending_again_without_signing_in_shows_the_same_page(tab):
    form = tab.open() | TYPED
    tab.end_session()
    late = tab.send(tab.fields(tab.send(form)))
    assert late.status_code == 401
    assert tab.fields(late)["remarks"] == TYPED["remarks"]


def test_a_form_of_an_older_token_is_sent_again_with_one_click(tab):
    form = tab.open() | TYPED
    tab.sign_out()
    tab.sign_in()
    late = tab.send(form)
    assert late.status_code == 403
    assert "What you typed" in late.content.decode()
    assert tab.send(tab.fields(late)).status_code == 302
    assert dana().scheme == "dark"


def test_somebody_else_sees_nothing_of_it_and_sends_nothing(tab):
    form = tab.open() | TYPED
    tab.end_session()
    again = tab.fields(tab.send(form))
    tab.sign_in("luis")
    fresh = tab.open()["csrfmiddlewaretoken"]
    for sent in (again, again | {"csrfmiddlewaretoken": fresh}):
        late = tab.send(sent)
        assert late.status_code == 403
        assert "Somebody else began this form" in late.content.decode()
        assert "Caller asks" not in late.content.decode()
    assert set(User.objects.values_list("scheme", flat=True)) == {""}


@pytest.mark.parametrize("mark", [None, "", "1", "MQ:1tXyZa:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"])
@pytest.mark.parametrize("token", ["true", "false"])
def test_a_form_without_a_true_mark_is_refused(tab, mark, token):
    form = tab.open() | TYPED
    del form["person"]
    if mark is not None:
        form["person"] = mark
    tab.end_session()
    if token == "false":
        form["csrfmiddlewaretoken"] = "b" * 64
    late = tab.send(form)
    assert late.status_code == 403
    page = late.content.decode()
    assert "This form was not sent" in page and "Caller asks" not in page


def test_a_mark_of_another_installation_is_not_true(tab, settings):
    form = tab.open() | TYPED
    tab.end_session()
    settings.SECRET_KEY = "the key of another installation, which is long enough"
    assert tab.send(form).status_code == 403


def test_a_form_with_a_false_mark_is_not_sent_in_a_session(tab):
    form = tab.open() | TYPED | {"person": "forged"}
    assert tab.send(form).status_code == 403
    assert dana().scheme == ""


def test_a_password_is_never_sent_back(tab):
    form = tab.open() | {"oldpassword": PASSWORD, "password1": "a new one, long enough"}
    tab.end_session()
    late = tab.send(form, "/account/password/")
    assert late.status_code == 401
    assert PASSWORD not in late.content.decode() and "a new one" not in late.content.decode()


def test_files_are_named_and_not_sent_again(tab):
    form = tab.open() | TYPED
    tab.end_session()
    late = tab.send(form, letter=SimpleUploadedFile("letter.pdf", b"contents of the letter"))
    page = late.content.decode()
    assert "letter.pdf" in page and "contents of the letter" not in page
    assert "letter" not in tab.fields(late)


def test_every_value_of_a_field_is_sent_again(tab):
    form = tab.open() | {"pick": ["one", "two"], "empty": ""}
    tab.end_session()
    page = tab.send(form).content.decode()
    for hidden in ('name="pick" value="one"', 'name="pick" value="two"', 'name="empty" value=""'):
        assert hidden in page


def test_nothing_of_a_late_form_is_stored(tab):
    form = tab.open() | TYPED
    tab.end_session()
    rows, sessions = Change.objects.count(), Session.objects.count()
    tab.send(form)
    assert (Change.objects.count(), Session.objects.count()) == (rows, sessions)


# What is typed here is a password or a code, which is not sent back to anybody; the rest holds nothing typed.
WITHOUT_MARK = {
    "account/login.html",
    "account/logout.html",
    "account/password_change.html",
    "account/reauthenticate.html",
    "mfa/authenticate.html",
    "mfa/reauthenticate.html",
    "web/late_form.html",  # sends again the mark that came with the form
    "web/_bar.html",
}


def test_every_other_form_of_staff_says_whose_it_is():
    found = {}
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL):
            if "csrf_field()" in form:
                name = str(path.relative_to(settings.BASE_DIR / "templates"))
                found[name] = found.get(name, True) and "person_field()" in form
    assert found["accounts/yours.html"]
    assert {name for name, marked in found.items() if not marked} <= WITHOUT_MARK
