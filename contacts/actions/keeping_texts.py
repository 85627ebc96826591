"""Keep the texts that agents bring into what they write."""

import uuid

from django.core.exceptions import PermissionDenied

from contacts.errors import Conflict, TicketError
from contacts.models import PreparedText, Topic
from contacts.placeholders import NAMES, strangers
from contacts.supervision import keeps
from uccms.accounts.models import BusinessArea, User
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import NOTHING_STATED, Statements, admit, as_stored

RIGHT = "contacts.keep_texts"
MOST = 200  # offered for an area: all of them are sent to the editor


@action
def create_text(
    *,
    area: BusinessArea | None,
    topic: Topic | None,
    name: str,
    text: str,
    is_offered: bool,
    submission_id: uuid.UUID,
    by: User,
    statements: Statements = NOTHING_STATED,
) -> PreparedText:
    """Prepare a text for an area, or for all; sent twice, it is one.

    Raises PermissionDenied, TextRefused, or TicketError with a sentence.
    """
    one_at_a_time(submission_id)
    _require(by, area)
    earlier = PreparedText.objects.filter(submission_id=submission_id).first()
    if earlier:
        _require(by, earlier.area)
        return earlier
    if PreparedText.objects.filter(area=area).count() >= MOST:
        raise TicketError(f"There are {MOST} texts here already. Change one that is no longer needed.")
    prepared = PreparedText(submission_id=submission_id)
    _fill(prepared, area, topic, name, text, is_offered, by=by, statements=statements)
    return prepared


@action
def change_text(
    prepared: PreparedText,
    *,
    area: BusinessArea | None,
    topic: Topic | None,
    name: str,
    text: str,
    is_offered: bool,
    version: int,
    by: User,
    statements: Statements = NOTHING_STATED,
) -> PreparedText:
    """Change a text, or take it out of the list and back into it.

    What is asked for and there already, as of a form that is sent twice, is no conflict.
    Raises PermissionDenied, Conflict, TextRefused, or TicketError with a sentence.
    """
    prepared = PreparedText.objects.select_for_update(of=("self",)).select_related("area").get(pk=prepared.pk)
    _require(by, prepared.area)
    _require(by, area)
    asked = (area, topic, as_stored(name), as_stored(text), is_offered)
    there = (prepared.area, prepared.topic, prepared.name, prepared.text, prepared.is_offered)
    if prepared.version > version and there == asked:
        return prepared
    if version != prepared.version:
        raise Conflict
    prepared.version += 1
    _fill(prepared, area, topic, name, text, is_offered, by=by, statements=statements)
    return prepared


def _require(by: User, area: BusinessArea | None) -> None:
    if not keeps(by, RIGHT, area):
        raise PermissionDenied


def _fill(prepared: PreparedText, area, topic, name, text, is_offered, *, by, statements) -> None:
    prepared.area, prepared.topic, prepared.is_offered = area, topic, is_offered
    prepared.name, prepared.text = admit(name, statements=statements), admit(text, statements=statements)
    if not prepared.name or not prepared.text:
        raise TicketError("A prepared text needs a name and a text.")
    if unknown := strangers(prepared.text):
        known = ", ".join(f"{{{each}}}" for each in NAMES)
        raise TicketError(f"There is no placeholder {{{unknown[0]}}}. There are: {known}.")
    one_at_a_time(f"names of the texts of {area.pk if area else None}")
    namesake = PreparedText.objects.filter(area=area, name=prepared.name).exclude(pk=prepared.pk)
    if namesake.exists():
        raise TicketError(f"There is a text “{prepared.name}” here already. Give this one another name.")
    prepared.save()
    for column in ("name", "text"):
        statements.record(
            getattr(prepared, column), by=by, table="contacts_preparedtext", key=prepared.pk, column=column
        )
