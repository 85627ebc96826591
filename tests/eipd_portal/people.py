"""Registrants as tests need them: a browser, what the mail said, and who is signed in."""

import re
from dataclasses import dataclass

from django.test import Client

from eipd_portal import jobs
from eipd_portal.models import MailedProof, Registrant, RequestCount, TermsAcceptance
from eipd_portal.sessions import COOKIE
from eipd_portal.terms import current
from uccms.mail.models import Mail

READER = "reader@example.org"


@dataclass(frozen=True)
class Mailed:
    """What one mail of the outbox tells its reader."""

    kind: str
    to: str
    text: str

    @property
    def link(self) -> str:
        """The path of the first link, which is the English one."""
        return re.search(r"https?://[^/\s]+(/eipd/(?:confirm|my-data)/\S+)", self.text)[1]

    @property
    def link_es(self) -> str:
        return re.search(r"https?://[^/\s]+(/eipd/es/(?:confirm|my-data)/\S+)", self.text)[1]

    @property
    def refuse(self) -> str:
        return re.search(r"https?://[^/\s]+(/eipd/not-me/\S+)", self.text)[1]

    @property
    def code(self) -> str:
        return re.search(r"\b(\d{4} \d{4})\b", self.text)[1]


def wait() -> None:
    """Let the windows of all limits pass."""
    RequestCount.objects.all().delete()


def ask(browser: Client, email: str = READER, **more):
    """Send the one field; the answer."""
    return browser.post("/eipd/register/", {"email": email} | more)


def work() -> None:
    """What the worker does: write the mails that were asked for."""
    for proof in MailedProof.objects.filter(token_hash__isnull=True).order_by("pk"):
        jobs.mail_proof(proof.pk)


def mails(to: str = READER) -> list[Mailed]:
    """The portal's mails to an address, oldest first."""
    found = Mail.objects.filter(kind__startswith="portal_", to=to).order_by("pk")
    return [Mailed(mail.kind, mail.to, mail.text) for mail in found]


def mailed(browser: Client, email: str = READER, **more) -> Mailed:
    """Ask, let the worker work, and read the mail."""
    assert ask(browser, email, **more).status_code == 302
    work()
    return mails(email)[-1]


def registered(email: str = READER, *, terms: bool = True) -> tuple[Client, Registrant]:
    """A browser whose reader registered with the code, and accepted the terms."""
    browser = Client()
    mail = mailed(browser, email)
    wait()
    assert browser.post("/eipd/register/code/", {"code": mail.code}).status_code == 302
    registrant = Registrant.objects.get(email=email)
    if terms:
        TermsAcceptance.objects.get_or_create(registrant=registrant, version=current().version)
    assert browser.cookies[COOKIE].value
    return browser, registrant
