"""English and Spanish: which one a page speaks, and its sentences.

The English sentence is the key, as it stands in the template; `spanish.toml` has the Spanish one. A test
finds the sentences that are missing, and those that nobody says.
"""

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

ENGLISH, SPANISH = "en", "es"
SPACES = {"portal": ENGLISH, "portal_es": SPANISH}
PATH = Path(__file__).with_name("spanish.toml")
MONTHS = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]


@cache
def spanish() -> dict[str, str]:
    """Every sentence that has a Spanish form, by its English one."""
    return tomllib.loads(PATH.read_text(encoding="utf-8"))


def language_of(request: HttpRequest | None) -> str:
    """The language of a page: Spanish below `/eipd/es/`, also where there is none."""
    match = getattr(request, "resolver_match", None)
    if match is None and request is not None:
        return SPANISH if request.path_info.startswith("/eipd/es/") else ENGLISH
    return SPACES.get(match.namespace, ENGLISH) if match else ENGLISH


def say(sentence: str, language: str, **parts: object) -> SafeString:
    """A sentence in a language, ready for a page: `%(name)s` in it stands for a part, which is escaped."""
    said = spanish().get(sentence, sentence) if language == SPANISH else sentence
    if parts:
        said = said % {name: conditional_escape(part) for name, part in parts.items()}
    return mark_safe(said)  # our own words; the parts are escaped


def day(moment: date | datetime, language: str) -> str:
    """A day in words."""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment)
    if language == SPANISH:
        return f"{moment.day} de {MONTHS[moment.month - 1]} de {moment.year}"
    return f"{moment:%B} {moment.day}, {moment.year}"


def path_of(name: str, language: str, *args: object, **named: object) -> str:
    """The path of a portal page in a language."""
    space = "portal_es" if language == SPANISH else "portal"
    return reverse(f"portal:{name}", args=args or None, kwargs=named or None, current_app=space)


def whole_address(language: str, name: str, *args: object) -> str:
    """The address of a portal page as a mail has it."""
    return f"{settings.PORTAL_ADDRESS}{path_of(name, language, *args)}"
