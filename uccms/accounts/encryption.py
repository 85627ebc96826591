"""Encrypts secrets of the second factor and seeds of recovery codes (NIST SP 800-53 IA-5).

The first of `settings.ENCRYPTION_KEYS` writes, all of them read: a new key is put in front, `manage.py
rotate_encryption` writes everything anew, and then the old key can go.
"""

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(text: str) -> str:
    """The text in a form that only the installation's keys open."""
    return _keys().encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    """The text that was encrypted. Raises `cryptography.fernet.InvalidToken` where no key fits."""
    return _keys().decrypt(encrypted.encode()).decode()


def rotate(encrypted: str) -> str:
    """The same secret under the first key. Raises `cryptography.fernet.InvalidToken` where no key fits."""
    return _keys().rotate(encrypted.encode()).decode()


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])
