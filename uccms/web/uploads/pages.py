"""What is on the pages of a PDF or TIFF: a process of its own opens it, with limits (page_reader.py)."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

PROGRAM = Path(__file__).with_name("page_reader.py")
SECONDS = 20  # until a reader is ended, whatever it does
AT_ONCE = 2  # readers of one web process; others wait
PATIENCE = 10  # seconds that one waits
MOST_PAGES = 200  # whose text is read
LARGEST_ANSWER = 16 * 1024 * 1024  # bytes

_turns = BoundedSemaphore(AT_ONCE)


class PagesUnreadable(Exception):
    """Why a file's pages cannot be read: `password`, `files`, `broken`, `time` or `busy`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Pages:
    """How many pages there are, what the file says of itself, the pages' texts, and whether that is all."""

    number: int
    about: str
    texts: list[str]
    complete: bool


def read_pages(path: Path, kind: str, *, first: int = 1, count: int = MOST_PAGES) -> Pages:
    """The text of `count` pages from `first` on. Raises PagesUnreadable."""
    try:
        answer = json.loads(_run(path, "text", kind, str(first), str(count)))
        if "refused" not in answer:
            texts = [str(text) for text in answer["texts"]]
            return Pages(int(answer["pages"]), str(answer["about"]), texts, bool(answer["complete"]))
        why = answer["refused"]
    except (ValueError, KeyError, TypeError):
        why = "broken"
    raise PagesUnreadable(why)


def picture_of_page(path: Path, kind: str, number: int) -> bytes:
    """One page as a PNG. Raises PagesUnreadable."""
    picture = _run(path, "picture", kind, str(number))
    if not picture.startswith(b"\x89PNG"):
        raise PagesUnreadable("broken")
    return picture


def _run(path: Path, *arguments: str) -> bytes:
    if not _turns.acquire(timeout=PATIENCE):
        raise PagesUnreadable("busy")
    try:
        with path.open("rb") as content:
            done = subprocess.run(
                # -I: neither the folder it is started in nor its environment says what is loaded.
                [sys.executable, "-I", str(PROGRAM), *arguments],
                stdin=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                timeout=SECONDS,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise PagesUnreadable("time") from None
    finally:
        _turns.release()
    if done.returncode or len(done.stdout) > LARGEST_ANSWER:
        raise PagesUnreadable("broken")
    return done.stdout
