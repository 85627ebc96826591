"""What each app adds to a demonstration. Registered at start-up, so that lower floors know none of it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One thing that is made after staff and customers are there, in the order of `position`."""

    name: str
    position: int
    make: Callable[[], object]


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Add a part, or replace the one of the same name; called from `AppConfig.ready()`."""
    _parts[part.name] = part


def make_parts() -> None:
    """Make every part; all of them or none, within the transaction of `make_demonstration`."""
    for part in sorted(_parts.values(), key=lambda each: each.position):
        part.make()
