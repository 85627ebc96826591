"""The map of a publication: what its columns and words mean here. A TOML file (docs/importing.md)."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from contacts.importing.errors import MapError
from contacts.models import Contact, Ticket

REQUIRED_COLUMNS = ("id", "received", "channel", "topic")
COLUMNS = (*REQUIRED_COLUMNS, "subject", "description", "state", "answer", "resolved")
STATES = (Ticket.State.OPEN, Ticket.State.RESOLVED, Ticket.State.CLOSED)
_KEYS = {
    "source", "columns", "dates", "channels", "topics", "areas", "states", "resolutions", "resolution_codes",
}  # fmt: skip


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """A name or word of a publication as it is compared: without case, spaces and marks."""
    return re.sub(r"[\W_]+", "", text).casefold()


@dataclass(frozen=True)
class Area:
    """A business area that is made when it is not there."""

    slug: str
    name: str
    marked: str = ""


@dataclass(frozen=True)
class ImportMap:
    """What the columns and words of one publication mean. Words are kept as `plain` gives them."""

    source: str
    columns: dict[str, tuple[str, ...]]
    date_formats: tuple[str, ...]
    channels: dict[str, str]
    states: dict[str, str]
    resolutions: dict[str, str]
    resolution_codes: dict[str, str]
    parent_topic: str
    topic_names: dict[str, str]
    areas: dict[str, Area]
    area_of_topic: dict[str, str]
    area: str


def read_map(path: Path) -> ImportMap:
    """Read and check a map.

    Raises MapError with a sentence that names the file and the key.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MapError(f"The map {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise MapError(f"The map {path} is not written in UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise MapError(f"The map {path} is no TOML: {error}.") from None
    try:
        return _checked(content)
    except MapError as error:
        raise MapError(f"The map {path.name} cannot be used: {error}") from None


def _checked(content: dict) -> ImportMap:
    _no_other_keys("", content, _KEYS)
    source = _text(content, "source")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,19}", source):
        raise MapError("source is up to 20 small letters, digits and hyphens, such as cfpb.")
    topics = _table(content, "topics")
    _no_other_keys("topics.", topics, {"parent", "area", "names", "areas"})
    areas = {slug: _area(slug, values) for slug, values in _table(content, "areas").items()}
    codes = _words(content, "resolution_codes", keep=True)
    states = _words(content, "states", among=STATES)
    resolutions = _words(content, "resolutions", among=codes, of="resolution_codes")
    for word, state in _table(content, "states").items():
        if state != Ticket.State.OPEN and plain(word) not in resolutions:
            raise MapError(f'resolutions."{word}" is missing: a ticket is not {state} without a code.')
    return ImportMap(
        source=source,
        columns=_columns(_table(content, "columns")),
        date_formats=_date_formats(_table(content, "dates")),
        channels=_words(content, "channels", among=Contact.Channel.values),
        states=states,
        resolutions=resolutions,
        resolution_codes=_limited("resolution_codes", codes, 30, 80),
        parent_topic=_text(topics, "parent", within="topics.", longest=80),
        topic_names=_names("topics.names", topics.get("names", {})),
        areas=areas,
        area_of_topic=_words(topics, "areas", among=areas, of="areas", within="topics.", optional=True),
        area=_known(_text(topics, "area", within="topics."), areas, key="topics.area", of="areas"),
    )


def _no_other_keys(within: str, table: dict, known: Iterable[str]) -> None:
    for key in table:
        if key not in known:
            raise MapError(f"{within}{key} is no key of a map; there are {', '.join(sorted(known))}.")


def _table(content: dict, key: str, *, within: str = "", optional: bool = False) -> dict:
    if key not in content and optional:
        return {}
    if not isinstance(content.get(key), dict):
        raise MapError(f"{within}{key} is missing, or is no table.")
    return content[key]


def _text(content: dict, key: str, *, within: str = "", longest: int = 200) -> str:
    value = content.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise MapError(f"{within}{key} is missing, or is no text of up to {longest} letters.")
    return value.strip()


def _known(value: object, among: Iterable[str], *, key: str, of: str = "") -> str:
    if value not in list(among):
        where = f" of {of}" if of else ""
        raise MapError(f"{key} is {value!r}, which is none{where}: use {', '.join(sorted(among))}.")
    return str(value)


def _words(
    content: dict,
    key: str,
    *,
    among: Iterable[str] = (),
    of: str = "",
    within: str = "",
    keep: bool = False,
    optional: bool = False,
) -> dict[str, str]:
    """A table of words and what they become; `keep` leaves the words as written."""
    words = {}
    for word, value in _table(content, key, within=within, optional=optional).items():
        if not isinstance(value, str):
            raise MapError(f'{within}{key}."{word}" is no text.')
        words[word if keep else plain(word)] = (
            value if keep else _known(value, among, key=f'{within}{key}."{word}"', of=of)
        )
    return words


def _names(key: str, table: object) -> dict[str, str]:
    if not isinstance(table, dict):
        raise MapError(f"{key} is no table.")
    return {plain(word): _text(table, word, within=f"{key}.", longest=80) for word in table}


def _limited(key: str, words: dict[str, str], longest_word: int, longest_value: int) -> dict[str, str]:
    for word, value in words.items():
        if not re.fullmatch(rf"[a-z0-9-]{{1,{longest_word}}}", word) or not 0 < len(value) <= longest_value:
            raise MapError(f'{key}."{word}" needs a code of small letters and hyphens, and a short name.')
    return words


def _area(slug: str, values: object) -> Area:
    if not isinstance(values, dict):
        raise MapError(f"areas.{slug} is no table.")
    _no_other_keys(f"areas.{slug}.", values, {"name", "marked"})
    if not re.fullmatch(r"[a-z0-9-]{1,40}", slug):
        raise MapError(f"areas.{slug}: the short name is up to 40 small letters, digits and hyphens.")
    name = _text(values, "name", within=f"areas.{slug}.", longest=80)
    marked = _text(values, "marked", within=f"areas.{slug}.", longest=40) if "marked" in values else ""
    return Area(slug, name, marked)


def _columns(table: dict) -> dict[str, tuple[str, ...]]:
    _no_other_keys("columns.", table, {*COLUMNS, "instead"})
    for key in REQUIRED_COLUMNS:
        if key not in table:
            raise MapError(f"columns.{key} is missing.")
    columns = {}
    for key, names in table.items():
        names = [names] if isinstance(names, str) else names
        if (
            not isinstance(names, list)
            or not names
            or not all(isinstance(n, str) and plain(n) for n in names)
        ):
            raise MapError(f"columns.{key} is no name of a column and no list of names.")
        columns[key] = tuple(names)
    return columns


def _date_formats(table: dict) -> tuple[str, ...]:
    _no_other_keys("dates.", table, {"formats"})
    formats = table.get("formats")
    if not isinstance(formats, list) or not formats:
        raise MapError("dates.formats is missing, or is no list.")
    known = datetime(2019, 9, 24, 10, 30)
    for each in formats:
        try:
            found = datetime.strptime(known.astimezone().strftime(each), each) if "%" in each else None
        except (ValueError, TypeError):
            found = None
        if found is None or (found.year, found.month, found.day) != (2019, 9, 24):
            raise MapError(f"dates.formats has {each!r}, which does not say day, month and year.")
    return tuple(formats)
