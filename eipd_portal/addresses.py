"""E-mail addresses as the portal compares, stores and shows them (RFC 5321, 5322, 5890, 6531, 6532).

Case, plus signs and dots before the @ are the receiving server's business and stay as they were typed. The
domain is one, however it is written: it is kept in the letters that servers know.
"""

import re
import unicodedata

from django.utils.crypto import salted_hmac

from uccms.mail.messages import MailRefused, checked_address, domain_for_servers

LONGEST_LINE = 1_000  # signs that are looked at; an address has 254 at most
UNREAD = "\ufffd"  # stands for bytes that are no letter of UTF-8
HOST = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")


class NoAddress(ValueError):
    """What was typed is no e-mail address that could get mail; the message is a sentence for the field."""


def canonical(typed: str) -> str:
    """The address as it is stored. Raises NoAddress with a sentence."""
    if len(typed) > LONGEST_LINE:
        raise NoAddress("This is longer than any e-mail address. Enter the address alone.")
    if UNREAD in typed:
        raise NoAddress("A sign of this address did not arrive as it was typed. Type it again.")
    if not typed.strip():
        raise NoAddress("Enter your e-mail address.")
    try:
        address = domain_for_servers(checked_address(unicodedata.normalize("NFC", typed.strip(" \t"))))
    except MailRefused as error:
        raise NoAddress(str(error)) from None
    name, _, domain = address.rpartition("@")
    domain = domain.lower().removesuffix(".")
    if not HOST.fullmatch(domain) or domain.rpartition(".")[2].isdigit():
        raise NoAddress("The part after the @ is no domain that gets mail, such as example.org.")
    if len(name.encode()) > 64:
        raise NoAddress("The part before the @ has up to 64 signs.")
    return f"{name}@{domain}"


def own_letters(address: str) -> str:
    """The address with a domain of another script in its own letters."""
    name, _, domain = address.rpartition("@")
    try:
        return f"{name}@{domain.encode('ascii').decode('idna')}"
    except UnicodeError:
        return address


def readable(address: str) -> str:
    """The address as people read it.

    A domain of another script is shown in both forms: letters that look like others are easily missed.
    """
    domain = address.rpartition("@")[2]
    return f"{own_letters(address)} ({domain})" if "xn--" in domain else address


def keyed_hash(address: str, purpose: str) -> str:
    """A hash of an address that says nothing without the installation's key, nor for another purpose."""
    return salted_hmac(f"eipd_portal.{purpose}", address, algorithm="sha256").hexdigest()
