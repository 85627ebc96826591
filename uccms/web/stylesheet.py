"""Joins the style sheet's files into one, `css/staff.css`, when the server starts (docs/look.md).

`css/index.css` says which files there are, in which order and in which layer. A finder offers the joined
file beside those of `static/`, so that whitenoise, collectstatic and the tests all see the same one.
"""

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/staff.css"
SOURCE = Path("css/index.css")
IMPORT = re.compile(r'@import "(?P<path>[^"]+)" layer\((?P<layer>\w+)\);')
ADDRESS = re.compile(r'url\("(?P<path>[^":]+)"\)')


class UnknownStatement(ValueError):
    """The index holds something other than its list of layers and imports with a layer."""


def joined(folder: Path) -> str:
    """The text of all files that the index names, each within its layer.

    Raises UnknownStatement, because what is not understood would be missing from every page.
    """
    parts = []
    for line in (folder / SOURCE).read_text(encoding="utf-8").splitlines():
        found = IMPORT.fullmatch(line)
        if found:
            text = (folder / SOURCE.parent / found["path"]).read_text(encoding="utf-8")
            parts.append(f"@layer {found['layer']} {{\n{_seen_from_index(text, found['path'])}}}\n")
        elif line.startswith("@layer ") and line.endswith(";"):
            parts.append(f"{line}\n")
        elif line.strip():
            raise UnknownStatement(f"{SOURCE} has a line that is not understood: {line}")
    return "".join(parts)


def _seen_from_index(text: str, path: str) -> str:
    """The text with its relative addresses as the index would write them."""
    folder = posixpath.dirname(path)
    return ADDRESS.sub(
        lambda found: f'url("{posixpath.normpath(posixpath.join(folder, found["path"]))}")', text
    )


class StyleSheetFinder(BaseFinder):
    """Finds the joined style sheet, written anew whenever one of its files has changed."""

    def __init__(self, app_names: list[str] | None = None) -> None:
        self.sources = settings.BASE_DIR / "static"
        self.storage = FileSystemStorage(location=settings.BASE_DIR / "var" / "joined")

    def check(self, **kwargs: object) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str]:
        """Where the joined file is, if it is the one asked for."""
        if path != NAME:
            return []
        here = self._write()
        return [here] if find_all else here

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, FileSystemStorage]]:
        """The one file and the storage it is in."""
        self._write()
        yield NAME, self.storage

    def _write(self) -> str:
        text = joined(self.sources)
        target = Path(self.storage.path(NAME))
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Several processes start at once: each writes a file of its own and puts it in place whole.
            whole = target.with_suffix(f".{os.getpid()}.new")
            whole.write_text(text, encoding="utf-8")
            whole.replace(target)
        return str(target)
