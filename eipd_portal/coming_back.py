"""Which page a reader came from when they were asked to register, to be there again afterwards.

It is a product's code and a day, or the name of a page of one's own, never an address: it leads to a page of
ours or nowhere. It travels in the address and the form of the registration page, and then in the browser's
own cookie, so that the link of the mail leads back too, in that browser. Nothing of it is stored here: which
product somebody wants is something about them. Another browser gets the list of products.
"""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from eipd_portal.languages import path_of
from eipd_portal.numbers import IssueDay, ProductCode

NAME = "to"  # of the query and of the form's field
OWN_PAGES = {"my-data": "my_data", "my-link": "my_link"}
_SAID = re.compile(f"({ProductCode.regex})[.]({IssueDay.regex})")


@dataclass(frozen=True)
class CameFrom:
    """One edition."""

    code: str
    day: date

    def __str__(self) -> str:
        return f"{self.code}.{self.day}"

    def path(self, language: str) -> str:
        """Its download page."""
        return path_of("download", language, self.code, self.day)


@dataclass(frozen=True)
class OwnPage:
    """A page of registrants alone, by what its path is called."""

    said: str

    def __str__(self) -> str:
        return self.said

    def path(self, language: str) -> str:
        """Its path."""
        return path_of(OWN_PAGES[self.said], language)


def came_from(said: str | None) -> CameFrom | OwnPage | None:
    """What a query, form or cookie names; None for anything else."""
    if said in OWN_PAGES:
        return OwnPage(said)
    found = _SAID.fullmatch(said or "")
    try:
        return CameFrom(found[1], date.fromisoformat(found[2])) if found else None
    except ValueError:  # a day that no month has
        return None


def own_page(name: str) -> OwnPage | None:
    """The page of registrants that has this name, or None."""
    return next((OwnPage(said) for said, page in OWN_PAGES.items() if page == name), None)


def with_way_back(path: str, where: CameFrom | OwnPage | None, *marks: str) -> str:
    """A path with marks such as `confirmed`, and with where to come back to."""
    said = [*marks, *([urlencode({NAME: where})] if where else [])]
    return f"{path}?{'&'.join(said)}" if said else path
