"""Save a view of the queue under a name, start with it, or remove it."""

import uuid

from django.db import IntegrityError, transaction

from contacts.errors import TicketError
from contacts.models import SavedView
from uccms.accounts import permissions
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import NOTHING_STATED, Statements, admit

MOST = 20


@action
def save_view(
    *,
    name: str,
    filter: str,
    is_start: bool,
    submission_id: uuid.UUID,
    by,
    statements: Statements = NOTHING_STATED,
) -> SavedView:
    """Keep these filters under a name; the same name again replaces the view.

    Raises PermissionDenied, TextRefused, or TicketError with a sentence for the agent.
    """
    permissions.require(by, "contacts.see_tickets")
    one_at_a_time(f"views of {by.pk}")
    earlier = SavedView.objects.filter(submission_id=submission_id, owner=by).first()
    if earlier:
        return earlier
    name = admit(name, statements=statements)
    if not name:
        raise TicketError("Give the view a name.")
    known = SavedView.objects.filter(owner=by, name=name).first()
    if known is None and by.saved_views.count() >= MOST:
        raise TicketError(f"You have {MOST} views. Remove one first.")
    if is_start:
        by.saved_views.filter(is_start=True).update(is_start=False)
    view = known or SavedView(owner=by, name=name)
    view.filter, view.is_start, view.submission_id = filter, is_start, submission_id
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise TicketError("This view was saved by somebody else.") from error
    statements.record(name, by=by, table="contacts_savedview", key=view.pk, column="name")
    return view


@action
def remove_view(key: int, *, by) -> None:
    """Remove the view with this key, where it is one's own.

    Raises PermissionDenied.
    """
    permissions.require(by, "contacts.see_tickets")
    by.saved_views.filter(pk=key).delete()
