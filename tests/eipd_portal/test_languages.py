"""Every sentence in Spanish beside English, on pages and in mails; and what the portal says about itself."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from eipd_portal import languages, terms
from tests.eipd_portal.people import mailed, mails, registered
from uccms.privacy import pia

TEMPLATES = settings.BASE_DIR / "templates" / "eipd_portal"
SAID = re.compile(r"""\bsay\((?:"([^"]*)"|'([^']*)')""")
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def sentences() -> set[str]:
    """The sentences of all templates."""
    found = set()
    for path in TEMPLATES.rglob("*.html"):
        found |= {one or other for one, other in SAID.findall(path.read_text())}
    return found


def test_every_sentence_has_its_spanish_and_nothing_is_left_over():
    spanish = languages.spanish()
    assert sentences() - set(spanish) == set()
    code = "".join(
        path.read_text()
        for folder in ("eipd_portal", "uccms/mail")
        for path in (settings.BASE_DIR / folder).rglob("*.py")
    )
    joined = code.replace("{LONGEST_ADDRESS}", "254")
    unsaid = {each for each in set(spanish) - sentences() if each not in joined}
    assert unsaid == set()
    for english, said in spanish.items():
        assert sorted(PLACEHOLDER.findall(english)) == sorted(PLACEHOLDER.findall(said)), english


def test_no_template_says_anything_beside_its_sentences():
    """What stands between tags is a sentence in one language, so there is none."""
    for path in TEMPLATES.rglob("*.html"):
        text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", " ", path.read_text(), flags=re.DOTALL)
        text = text.replace("Electronic Information Products Division", "")  # a name, marked as English
        words = set(re.findall(r"[^\W\d_]{3,}", text)) - {
            "html",
            "security",
            "txt",
            "Español",
            "English",
            "SHA",
            "data",
            "json",
        }
        assert words == set(), path.name


def test_what_the_law_file_says_to_registrants_is_there_in_both():
    notice = pia.notice("portal").texts
    english = {name for name in notice if not name.endswith("_es")}
    assert {f"{name}_es" for name in english} | english == set(notice)
    current = terms.current()
    assert len(current.paragraphs["en"]) == len(current.paragraphs["es"]) > 3


@pytest.mark.parametrize(
    ("moment", "language", "words"),
    [
        (date(2026, 11, 7), "en", "November 7, 2026"),
        (date(2026, 11, 7), "es", "7 de noviembre de 2026"),
        (datetime(2026, 11, 8, 3, tzinfo=UTC), "en", "November 7, 2026"),  # in the office's zone
    ],
)
def test_days_in_words(moment, language, words):
    assert languages.day(moment, language) == words


def test_parts_of_a_sentence_are_escaped():
    said = languages.say("Since %(day)s", "es", day="<script>")
    assert said == "Desde el &lt;script&gt;"


PAGES = ("register", "terms", "privacy", "accessibility", "disclosure", "erased")


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_spanish_pages_lead_to_spanish_pages(name):
    browser = Client()
    path = languages.path_of(name, "es")
    page = browser.get(path).content.decode()
    assert path.startswith("/eipd/es/")
    assert '<html lang="es"' in page
    links = re.findall(r'(?:href|action)="(/eipd/[^"]*)"', page)
    english = {link for link in links if not link.startswith("/eipd/es/")}
    assert english <= {languages.path_of(name, "en")}, "but the one to the same page in English"
    assert '<html lang="en"' in browser.get(languages.path_of(name, "en")).content.decode()


@pytest.mark.django_db
def test_mails_speak_both_languages():
    browser, _ = registered()
    mailed(Client())
    browser.post("/eipd/my-data/erase/")
    from tests.eipd_portal.people import work

    work()
    Client().post(mails()[-1].link)
    said = {mail.kind: mail.text for mail in mails()}
    assert "portal_erased" in said
    for text in said.values():
        english, _, spanish = text.partition("----------")
        assert "(Español abajo)" in english
        assert "Su " in spanish or "su " in spanish


@pytest.mark.django_db
def test_the_notice_at_the_field_is_the_law_files():
    page = Client().get("/eipd/register/").content.decode()
    notice = pia.notice("portal")
    for name in ("authority", "purpose", "routine", "required", "kept", "period"):
        assert getattr(notice, name) in page
    assert 'aria-describedby="email-hint pa"' in page


@pytest.mark.django_db
def test_the_privacy_page_says_what_the_file_says(monkeypatch):
    page = Client().get("/eipd/privacy/").content.decode()
    for name in ("registrants", "unproven", "backups", "erasures", "portal_mail"):
        assert pia.assessment()["retention"][name]["words"] in page
    for never in pia.assessment()["never"].values():
        assert never["words"] in page
    changed = {**pia.assessment(), "assessment": {**pia.assessment()["assessment"], "date": "2031-01"}}
    monkeypatch.setattr(pia, "assessment", lambda: changed)
    assert "2031-01" in Client().get("/eipd/privacy/").content.decode()


@pytest.mark.django_db
def test_security_txt_is_as_rfc_9116_has_it(settings):
    settings.PORTAL_ADDRESS = "https://eipd.example.gov"
    settings.SECURITY_CONTACT = "mailto:security@example.gov"
    answer = Client().get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in answer.content.decode().splitlines()]
    said = dict(fields)
    assert said["Contact"] == "mailto:security@example.gov"
    assert said["Canonical"] == "https://eipd.example.gov/.well-known/security.txt"
    expires = datetime.strptime(said["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)
    policies = [value for name, value in fields if name == "Policy"]
    for policy in policies:
        assert Client().get(policy.removeprefix("https://eipd.example.gov")).status_code == 200
    assert [name for name, _ in fields].count("Expires") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["privacy", "accessibility", "disclosure"])
def test_what_is_the_same_for_everybody_needs_no_cookie(name):
    browser, _ = registered()
    answers = [client.get(languages.path_of(name, "en")) for client in (Client(), browser)]
    assert answers[0].content == answers[1].content
    for answer in answers:
        assert "public" in answer["Cache-Control"]
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
