"""Reads the Privacy Impact Assessment, `pia.toml`, once."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

PATH = Path(__file__).with_name("pia.toml")


@dataclass(frozen=True)
class Category:
    """One thing that may be kept, of a customer or of a member of staff."""

    name: str
    words: str
    purposes: tuple[str, ...]
    about_staff: bool
    stays: bool = False
    retention: str = ""


@dataclass(frozen=True)
class Never:
    """One thing that is never kept, and how a column for it might be named."""

    name: str
    words: str
    column_words: tuple[str, ...]
    column_parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """A notice as people read or hear it; `version` is what a record keeps of it."""

    version: str
    texts: dict[str, str | list[str]]

    def __getattr__(self, name: str) -> str | list[str]:
        try:
            return self.texts[name]
        except KeyError as error:
            raise AttributeError(name) from error


@cache
def assessment() -> dict:
    """The whole file as nested dictionaries."""
    return tomllib.loads(PATH.read_text(encoding="utf-8"))


@cache
def categories() -> dict[str, Category]:
    """Every category by name: customers' plain (`customer_name`), staff's with a prefix (`staff.account`)."""
    found = {}
    for name, entry in assessment()["category"].items():
        purposes, stays = tuple(entry["purposes"]), entry.get("stays", False)
        found[name] = Category(name, entry["words"], purposes, about_staff=False, stays=stays)
    for short, entry in assessment()["staff"].items():
        name = f"staff.{short}"
        found[name] = Category(
            name, entry["words"], tuple(entry["purposes"]), about_staff=True, retention=entry["retention"]
        )
    return found


@cache
def redactable() -> frozenset[str]:
    """The names of the categories that are blanked when something is removed from the record."""
    return frozenset(name for name, each in categories().items() if not each.about_staff and not each.stays)


@cache
def never() -> dict[str, Never]:
    """What is never kept, by name."""
    return {
        name: Never(name, entry["words"], tuple(entry["column_words"]), tuple(entry.get("column_parts", ())))
        for name, entry in assessment()["never"].items()
    }


def notice(name: str) -> Notice:
    """The notice called `name`, for instance `contact` or `system_use`."""
    entry = dict(assessment()["notice"][name])
    return Notice(entry.pop("version"), entry)


def bases() -> dict[str, dict[str, str]]:
    """The legal reasons for removing something from the record, by code."""
    return assessment()["basis"]


def kept_for(name: str) -> timedelta:
    """How long what `retention.<name>` speaks of is kept.

    Raises KeyError when its time is not counted in days.
    """
    return timedelta(days=assessment()["retention"][name]["days"])
