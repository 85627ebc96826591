"""Remove files of the storage that no row names: what a publishing left that died before its rows."""

import logging
from datetime import datetime
from itertools import islice

from eipd_portal.uploads import nobody_takes_in
from uccms.audit.context import action
from uccms.web.downloads.keepers import known_among
from uccms.web.downloads.storage import storage

AT_ONCE = 1_000  # keys that are compared with the rows together
MOST = 1_000  # files removed in one run, while publishing waits
logger = logging.getLogger(__name__)


@action
def sweep_files(before: datetime, *, by=None) -> int:
    """Remove files that were taken in before a time and that no row knows; says how many.

    None while somebody publishes, however long it takes. None either where most files are unknown: then it is
    the database that is wrong, an empty or another one.
    """
    if not nobody_takes_in():
        return 0
    known, forgotten = _looked_through(before)
    if len(forgotten) > known:
        logger.error(
            "Nothing is swept: the storage has more files that the database does not know than others."
        )
        return 0
    for key in forgotten[:MOST]:
        storage().remove(key)
    return len(forgotten[:MOST])


def _looked_through(before: datetime) -> tuple[int, list[str]]:
    """How many of these files some row names, and the keys of the others."""
    keys, known, forgotten = storage().kept_before(before), 0, []
    while some := list(islice(keys, AT_ONCE)):
        named = known_among(some)
        known += len(named)
        forgotten += [key for key in some if key not in named]
    return known, forgotten
