"""The personal download link: it needs no header and no cookie, and its owner can revoke it.

It is derived from the registrant's key and a serial number with the installation's key, and stored nowhere:
whoever reads the database cannot download by it. Another serial number makes another link.
"""

import base64

from django.utils.crypto import constant_time_compare, salted_hmac

from eipd_portal.models import DownloadLink, Registrant

LONGEST = 80


class UnknownLink(Exception):
    """The link was never made here, or not by this installation's key."""


class RevokedLink(Exception):
    """The link was made here, and its owner revoked it or is erased."""


def link_of(registrant: Registrant) -> str:
    """The part of the address that stands for a registrant."""
    link = DownloadLink.objects.filter(registrant=registrant).first()
    return _token(registrant.pk, link.serial if link else 0)


def registrant_with(token: str) -> Registrant:
    """Whose link this is, in one query. Raises UnknownLink or RevokedLink."""
    key, serial = _parts(token)
    found = Registrant.objects.select_related("download_link").filter(pk=key).first()
    if found is None or serial != _serial(found):
        raise RevokedLink
    return found


def _serial(registrant: Registrant) -> int:
    return registrant.download_link.serial if hasattr(registrant, "download_link") else 0


def _parts(token: str) -> tuple[int, int]:
    key, _, rest = token.partition("-")
    serial = rest.partition("-")[0]
    numbers = [each for each in (key, serial) if each.isascii() and each.isdecimal() and len(each) < 18]
    if len(token) > LONGEST or len(numbers) != 2:
        raise UnknownLink
    if not constant_time_compare(token, _token(int(key), int(serial))):
        raise UnknownLink
    return int(key), int(serial)


def _token(key: int, serial: int) -> str:
    mac = salted_hmac("eipd_portal.download_link", f"{key}.{serial}", algorithm="sha256").digest()
    return f"{key}-{serial}-{base64.b32encode(mac[:20]).decode().lower()}"  # 160 bits
