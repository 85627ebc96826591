"""The mail server, and what its answers mean."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage

from django.conf import settings

TIMEOUT = 30.0  # seconds without an answer


@dataclass(frozen=True)
class Outcome:
    """What became of one try: `state` is a state of `Mail`, `answer` a code or a word of ours."""

    state: str
    answer: str = ""


SENT, LATER, REFUSED, UNKNOWN = "sent", "waiting", "failed", "unknown"
BROKE, NO_ANSWER = "the connection broke", "no answer"
GOING_AWAY, TOO_BIG = 421, 552  # RFC 5321, 4.2.3


class NoServer(Exception):
    """The mail server cannot be reached, or refuses us; nothing was handed over."""


@contextmanager
def connected() -> Iterator[smtplib.SMTP]:
    """A connection to the mail server, signed in where the settings say so.

    Raises NoServer.
    """
    try:
        server = _connect()
    except (OSError, smtplib.SMTPException) as error:
        raise NoServer(type(error).__name__) from None
    try:
        yield server
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def _connect() -> smtplib.SMTP:
    how = settings.MAIL_TLS
    context = ssl.create_default_context(cafile=settings.MAIL_CA_FILE or None)
    host, port = settings.MAIL_HOST, settings.MAIL_PORT
    if how == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        server.ehlo_or_helo_if_needed()
        if how == "starttls":
            server.starttls(context=context)
            server.ehlo()
        if settings.MAIL_USER:
            server.login(settings.MAIL_USER, settings.MAIL_PASSWORD)
    except BaseException:
        server.close()
        raise
    return server


def hand_over(server: smtplib.SMTP, message: EmailMessage, to: str) -> Outcome:
    """Give one message to the server, and say what became of it.

    What breaks before the server asked for the text was not sent; what breaks after it may have been.
    """
    needs_utf8 = not to.isascii()
    if needs_utf8 and not server.has_extn("smtputf8"):
        return Outcome(REFUSED, "the server knows no such address")
    options = ["SMTPUTF8", "BODY=8BITMIME"] if needs_utf8 else []
    try:
        server.rset()
        code, _ = server.mail(settings.MAIL_ENVELOPE_FROM, options)
        if code >= 400:
            # It is we who are refused, or our sign-in: only its size is the mail's own fault.
            return Outcome(REFUSED if code == TOO_BIG else LATER, str(code))
        code, _ = server.rcpt(to)
        if code >= 400:
            return Outcome(LATER if code < 500 else REFUSED, str(code))
    except (OSError, smtplib.SMTPException):
        return Outcome(LATER, BROKE)
    try:
        code, _ = server.data(message.as_bytes())
    except smtplib.SMTPDataError as error:
        return Outcome(LATER if error.smtp_code < 500 else REFUSED, str(error.smtp_code))
    except (OSError, smtplib.SMTPException):
        return Outcome(UNKNOWN, NO_ANSWER)
    if code >= 400:
        return Outcome(LATER if code < 500 else REFUSED, str(code))
    return Outcome(SENT, str(code))
