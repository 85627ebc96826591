"""Deletes what the assessment keeps for a number of days only.

Each app registers at start-up, in `AppConfig.ready()`, what it keeps under `[retention.<name>]` of
`pia.toml` and how it is deleted, so that the ground knows of no app above it.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from uccms.privacy import pia

Delete = Callable[[datetime], int]
_registered: dict[str, list[Delete]] = {}


def register(name: str, delete: Delete) -> None:
    """Have `delete` called every day with the time before which `retention.<name>` is over.

    It says how many it deleted, and may be called twice. Several apps may keep things of one name, each with
    its own way to delete them. Raises KeyError when the assessment counts no days.
    """
    pia.kept_for(name)
    deleting = _registered.setdefault(name, [])
    if delete not in deleting:
        deleting.append(delete)


def delete_what_is_over() -> dict[str, int]:
    """Delete everything whose retention is over, and say of what how many there were."""
    now = timezone.now()
    return {
        name: sum(delete(now - pia.kept_for(name)) for delete in each) for name, each in _registered.items()
    }
