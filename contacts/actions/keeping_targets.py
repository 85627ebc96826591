"""Keep how soon a business area answers and resolves, by topic."""

import uuid

from django.db import IntegrityError, transaction

from contacts.actions.reckoning import rules_changed
from contacts.areas_kept import require_keeper
from contacts.errors import Conflict, TicketError
from contacts.models import ServiceTarget, Topic
from uccms.accounts.models import BusinessArea
from uccms.audit.context import action, one_at_a_time
from uccms.audit.models import Change
from uccms.audit.repeated import done_by

ANSWER_AFTER_RESOLUTION = "The first answer cannot be due after the resolution. Give it no more hours."


@action
def add_target(
    area: BusinessArea,
    *,
    topic: Topic | None,
    first_answer: int | None,
    resolution: int | None,
    submission_id: uuid.UUID,
    by,
) -> ServiceTarget:
    """Set a target in business minutes, for a topic or (None) all others; sent twice, it is one.

    Raises PermissionDenied, or TicketError with a sentence.
    """
    require_keeper(by, area)
    one_at_a_time(submission_id)
    earlier = ServiceTarget.objects.filter(submission_id=submission_id).first()
    if earlier:
        return earlier
    target = ServiceTarget(area=area, submission_id=submission_id)
    return write_target(target, topic=topic, first_answer=first_answer, resolution=resolution)


@action
def change_target(
    target: ServiceTarget,
    *,
    topic: Topic | None,
    first_answer: int | None,
    resolution: int | None,
    version: int,
    by,
) -> ServiceTarget:
    """Set it otherwise; open tickets get new due times.

    What is asked for and there already, as of a form that is sent twice, is no conflict.
    Raises PermissionDenied, Conflict, or TicketError with a sentence.
    """
    require_keeper(by, target.area)
    now = ServiceTarget.objects.select_for_update(of=("self",)).filter(pk=target.pk).first()
    asked = (topic.pk if topic else None, first_answer or None, resolution or None)
    if now and now.version > version and (now.topic_id, now.first_answer, now.resolution) == asked:
        return now
    target = _locked(target, version=version, by=by)
    target.version += 1
    return write_target(target, topic=topic, first_answer=first_answer, resolution=resolution)


@action
def remove_target(target: ServiceTarget, *, version: int, by) -> None:
    """Give the topic no target of its own any more; sent twice by the same person, it is done once.

    Raises PermissionDenied or Conflict.
    """
    require_keeper(by, target.area)
    ServiceTarget.objects.select_for_update(of=("self",)).filter(pk=target.pk).first()
    change = done_by(by, target, version=version)
    if change and change.operation == Change.Operation.DELETE:
        return
    target = _locked(target, version=version, by=by)
    target.delete()
    rules_changed(target.area)


def _locked(target: ServiceTarget, *, version: int, by) -> ServiceTarget:
    require_keeper(by, target.area)
    locked = ServiceTarget.objects.select_for_update(of=("self",)).filter(pk=target.pk).first()
    if locked is None or locked.version != version:
        raise Conflict
    return locked


def write_target(
    target: ServiceTarget, *, topic: Topic | None, first_answer: int | None, resolution: int | None
) -> ServiceTarget:
    """Within an action, write the target down."""
    if not first_answer and not resolution:
        raise TicketError("Give hours for the first answer, for the resolution, or for both.")
    if first_answer and resolution and first_answer > resolution:
        raise TicketError(ANSWER_AFTER_RESOLUTION)
    target.topic, target.first_answer, target.resolution = topic, first_answer or None, resolution or None
    try:
        with transaction.atomic():
            target.save()
    except IntegrityError as error:
        raise TicketError("There is a target for this topic already. Change it instead.") from error
    rules_changed(target.area)
    return target
