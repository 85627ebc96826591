"""Reads the Privacy Impact Assessment, `pia.toml`, once."""

import tomllib
from dataclasses import dataclass
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
    retention: str = ""


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
        found[name] = Category(name, entry["words"], tuple(entry["purposes"]), about_staff=False)
    for short, entry in assessment()["staff"].items():
        name = f"staff.{short}"
        found[name] = Category(
            name, entry["words"], tuple(entry["purposes"]), about_staff=True, retention=entry["retention"]
        )
    return found


@cache
def never() -> dict[str, tuple[str, ...]]:
    """What is never kept, with the words that no column may be named with."""
    return {name: tuple(entry["column_words"]) for name, entry in assessment()["never"].items()}


def notice(name: str) -> Notice:
    """The notice called `name`, for instance `contact` or `system_use`."""
    entry = dict(assessment()["notice"][name])
    return Notice(entry.pop("version"), entry)


def bases() -> dict[str, dict[str, str]]:
    """The legal reasons for removing something from the record, by code."""
    return assessment()["basis"]
