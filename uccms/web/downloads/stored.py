"""A file as the storage keeps it, and what HTTP says of it."""

import base64
import re
import secrets
from dataclasses import dataclass

KEY = re.compile(r"[0-9a-f]{32}")  # how every storage names what it keeps


class FileMissing(Exception):
    """The storage does not hold the file as it was taken in."""


def new_key() -> str:
    """Where a file will lie: random, and no part of any address."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class StoredFile:
    """One file that was taken in. It never changes: what differs by one byte is another one."""

    key: str  # random, made by the storage; no part of any address
    size: int
    sha256: str  # 64 hexadecimal digits

    @property
    def etag(self) -> str:
        """The strong entity tag (RFC 9110 section 8.8.3)."""
        return f'"{self.sha256}"'

    @property
    def repr_digest(self) -> str:
        """The value of Repr-Digest (RFC 9530 section 3)."""
        return f"sha-256=:{base64.b64encode(bytes.fromhex(self.sha256)).decode()}:"
