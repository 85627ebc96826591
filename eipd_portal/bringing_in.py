"""From files on a disk to a published edition: read once each, and all of them or none.

The files are copied before the transaction begins, which may take an hour; what was copied is removed when
it comes to nothing, and by a job when this process is killed (`actions/sweeping.py`).
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from eipd_portal.actions.publishing import (
    TakenIn,
    publish_edition,
    require_publishable,
    require_publisher,
    require_time,
)
from eipd_portal.errors import PublishingError
from eipd_portal.models import EditionVersion
from eipd_portal.uploads import taking_in
from sales_orders.models import Product
from uccms.web.downloads.source import NotTaken
from uccms.web.downloads.storage import storage
from uccms.web.downloads.taking_in import take_in


def _nobody(count: int) -> None:
    pass


def bring_in(
    product: Product,
    issue_date: date,
    paths: Sequence[Path],
    *,
    at: datetime | None = None,
    corrects: bool = False,
    told: Callable[[int], None] = _nobody,
    by,
    **facts,
) -> EditionVersion:
    """Take the files into the storage and publish them; `told` hears how many bytes are done.

    Raises PermissionDenied, or PublishingError with a sentence.
    """
    require_publisher(by)
    require_time(at)
    require_publishable(product, issue_date, [path.name for path in paths], corrects=corrects)
    taken: list[TakenIn] = []
    version = None
    with taking_in():
        try:
            for path in paths:
                taken.append(TakenIn(path.name, take_in(path, told=told)))
            version = publish_edition(product, issue_date, taken, at=at, corrects=corrects, by=by, **facts)
        except NotTaken as error:
            raise PublishingError(str(error)) from error
        finally:
            kept = set(version.files.values_list("key", flat=True)) if version else set()
            for each in taken:
                if each.stored.key not in kept:
                    storage().remove(each.stored.key)
    return version
