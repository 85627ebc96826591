"""From a row of the outbox to a message as mail servers take it (RFC 5322, RFC 2045, RFC 8058)."""

import re
from dataclasses import dataclass
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template.loader import render_to_string

from uccms.mail import documents


class LinkHeader(UnstructuredHeader):
    """A header with a link, on one line. By the usual rules a long one would become an encoded word."""

    def fold(self, *, policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", LinkHeader)
PLAIN, INTERNATIONAL = (each.clone(header_factory=_headers) for each in (SMTP, SMTPUTF8))
BREAKS = re.compile(r"[\r\n\x00\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Seen by nobody, or turning round what is seen: an address could look like another one.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3


class MailRefused(ValueError):
    """A mail cannot be written as asked for; the message says why."""


@dataclass(frozen=True)
class Written:
    """A mail's words: what its templates made of the facts."""

    subject: str
    text: str
    html: str


def write(kind: str, facts: dict) -> Written:
    """Make a mail's subject, text and HTML from the templates of its kind; also for a preview.

    The text's first line is `Subject: …`. Raises MailRefused when the subject would break the header.
    """
    lines = render_to_string(f"mail/{kind}.txt", facts).strip().split("\n")
    first, rest = lines[0], lines[1:]
    if not first.startswith("Subject: "):
        raise MailRefused(f"mail/{kind}.txt does not begin with its subject.")
    subject = first.removeprefix("Subject: ").strip()
    if BREAKS.search(subject) or not subject:
        raise MailRefused("A subject is one line.")
    text = "\n".join(rest).strip() + "\n"
    return Written(subject[:200], text, render_to_string(f"mail/{kind}.html", facts))


def checked_address(address: str) -> str:
    """The address as a header may hold it.

    Raises MailRefused with a sentence for what is no address, or would begin another header.
    """
    address = address.strip()
    if BREAKS.search(address) or "," in address or ";" in address:
        raise MailRefused("An e-mail address is one address, on one line.")
    if INVISIBLE.search(address):
        raise MailRefused("This e-mail address holds a sign that nobody sees. Type it by hand.")
    name, _, domain = address.rpartition("@")
    try:
        # Letters of every script may stand before the @ (RFC 6531); Django's check knows those of RFC 5322.
        validate_email(f"{BEYOND_ASCII.sub('a', name)}@{domain}")
    except ValidationError:
        raise MailRefused("This is no e-mail address. It needs a name, an @ and a domain.") from None
    if len(address) > LONGEST_ADDRESS:
        raise MailRefused(f"An e-mail address has up to {LONGEST_ADDRESS} signs.")
    return address


def domain_for_servers(address: str) -> str:
    """The address with its domain in the letters that every mail server knows (RFC 5891)."""
    name, _, domain = address.rpartition("@")
    try:
        return f"{name}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise MailRefused("The domain of this address is none.") from None


def message_of(mail) -> EmailMessage:
    """The message of one mail, with its document. Raises MailRefused."""
    to = domain_for_servers(checked_address(mail.to))
    name, _, domain = to.rpartition("@")
    message = EmailMessage(policy=PLAIN if to.isascii() else INTERNATIONAL)
    message["From"] = settings.MAIL_FROM
    message["To"] = Address(username=name, domain=domain)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.queued_at)
    # Our own, and the same each time, so that a mail that arrives twice is known to be one.
    message["Message-ID"] = f"<m{mail.pk}.{mail.queued_at:%Y%m%d%H%M%S}@{settings.MAIL_DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text, cte="quoted-printable")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.document:
        document = documents.make(mail.document)
        main, _, sub = document.media_type.partition("/")
        message.add_attachment(document.content, maintype=main, subtype=sub, filename=document.name)
    return message
