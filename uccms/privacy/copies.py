"""What holds a copy of a column outside of its own row: look-up words, drafts, and alike.

Redaction blanks the row and its history in the database; each app registers at start-up, in
`AppConfig.ready()`, how the copies that it keeps elsewhere are forgotten with it.
"""

from collections.abc import Callable, Sequence

from django.db.models import Model

Forget = Callable[[Sequence[str], Sequence[str] | None], None]
_registered: dict[str, list[Forget]] = {}


def register(label: str, forget: Forget) -> None:
    """Call `forget` with the keys of blanked rows of the model `label` (`app.Model`) and the columns' names.

    None for the columns stands for all that is personal.
    """
    forgetting = _registered.setdefault(label, [])
    if forget not in forgetting:
        forgetting.append(forget)


def forget(model: type[Model], keys: Sequence[str], names: Sequence[str] | None) -> None:
    """Within an action, forget all copies of these columns of these rows."""
    for each in _registered.get(model._meta.label, []):
        each(keys, names)
