"""The terms of use: versions with their texts, and the one gate for browsers and command lines."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eipd_portal.models import Registrant, TermsAcceptance

PATH = Path(__file__).with_name("terms.toml")


@dataclass(frozen=True)
class Terms:
    """One version of the terms, in both languages."""

    version: str
    paragraphs: dict[str, tuple[str, ...]]


@cache
def current() -> Terms:
    """The version in force: the newest that the file has."""
    versions = tomllib.loads(PATH.read_text(encoding="utf-8"))["terms"]
    version = max(versions)
    texts = {language: tuple(each) for language, each in versions[version].items()}
    return Terms(version, texts)


def must_accept(registrant: Registrant) -> bool:
    """Whether this registrant has not yet accepted the version in force. All downloads ask this."""
    return not TermsAcceptance.objects.filter(registrant=registrant, version=current().version).exists()
