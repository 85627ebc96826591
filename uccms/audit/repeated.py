"""A button that is pressed twice sends the same twice: whether the first press did it is in the history."""

from django.db import models

from uccms.audit.models import Change


def done_by(by, row: models.Model, *, version: int) -> Change | None:
    """What `by` did to a row that had this version, where nothing happened to it since; None else.

    What somebody else did, or did since, is a conflict.
    """
    change = last_change(type(row), row.pk)
    if change is None or change.actor_id != by.pk:
        return None
    return change if (change.before or {}).get("version") == version else None


def deleted_by(by, model: type[models.Model], key: int) -> dict | None:
    """The values of a row that `by` deleted, by column; None for any other that is not there."""
    change = last_change(model, key)
    if change is None or change.actor_id != by.pk or change.operation != Change.Operation.DELETE:
        return None
    return change.before


def last_change(model: type[models.Model], key: int) -> Change | None:
    """The newest line of a row's history."""
    lines = Change.objects.filter(table_name=model._meta.db_table, row_key=str(key))
    return lines.order_by("-id").first()
