"""Tell supervisors of tickets that were not answered or resolved in time: each target of a ticket once."""

from collections import defaultdict
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from contacts.actions import service_clock
from contacts.areas_kept import areas_kept_by
from contacts.models import MissedTarget, Ticket
from uccms.accounts import permissions, roles
from uccms.accounts.models import BusinessArea, User
from uccms.audit.context import action
from uccms.mail.actions.queueing_mail import About, queue_mail
from uccms.mail.messages import MailRefused

MOST = 500  # told in one run of the job
MAIL = "missed_targets"
# What was told before that was told before there were such mails, or while the jobs rested.
NEWS = timedelta(days=2)


@action
def tell_missed_targets(*, by=None) -> int:
    """Write down what was missed since the last run; the job's work. Returns how many targets.

    A ticket that somebody works on at this moment has its turn with that act, or in the next run.
    """
    late = Ticket.objects.unresolved().filter(untold_due__lte=timezone.now()).order_by("untold_due", "pk")
    told = 0
    for ticket in late.select_for_update(skip_locked=True)[:MOST]:
        told += service_clock.tell_missed(ticket)
        ticket.save(update_fields=["untold_due"])
    return told


@action
def see_missed_target(missed: MissedTarget, *, by) -> MissedTarget:
    """A supervisor of the area has seen it; it leaves the desks. Seen before, it stays the first one's.

    Raises PermissionDenied.
    """
    permissions.require(by, "contacts.keep_areas")
    missed = MissedTarget.objects.select_for_update(of=("self",)).get(pk=missed.pk)
    if not areas_kept_by(by).filter(pk=missed.area_id).exists():
        raise PermissionDenied
    if missed.seen_at is None:
        missed.seen_at, missed.seen_by = timezone.now(), by
        missed.save(update_fields=["seen_at", "seen_by"])
    return missed


@action
def mail_missed_targets(*, by=None) -> int:
    """Write to the supervisors of each area what it missed since the last run; the job's work.

    One mail to a person, with numbers of tickets and no word of what they are about. What a supervisor has
    seen meanwhile is not written any more, and nothing twice. Returns how many mails.
    """
    news = MissedTarget.objects.filter(mailed_at=None, told_at__gt=timezone.now() - NEWS).order_by("id")
    missed = list(news.select_for_update(skip_locked=True, of=("self",)).select_related("area")[:MOST])
    if not missed:
        return 0
    keys = [each.pk for each in missed]
    MissedTarget.objects.filter(pk__in=keys).update(mailed_at=timezone.now())
    of_areas = defaultdict(list)
    for each in missed:
        if each.seen_at is None:
            of_areas[each.area].append(each)
    mails = 0
    for supervisor, areas in _supervisors_of(list(of_areas)).items():
        told = [each for area in areas for each in of_areas[area]]
        about = About(MAIL, f"{MAIL}:{supervisor.pk}:{keys[0]}:{keys[-1]}")
        facts = {"supervisor": supervisor, "missed": told, "areas": areas}
        try:
            queue_mail(about, to=supervisor.email, facts=facts, by=None)
        except MailRefused:
            continue  # an address that is none, on somebody's account; the desk has it all the same
        mails += 1
    return mails


def is_written_to(user: User) -> Q | None:
    """The condition for the mails about missed targets that somebody may see: their own."""
    return Q(to=user.email) if user.email and user.has_perm("contacts.keep_areas") else None


def _supervisors_of(areas: list[BusinessArea]) -> dict[User, list[BusinessArea]]:
    """Who supervises these areas and has an address, each with their areas."""
    found: dict[User, list[BusinessArea]] = defaultdict(list)
    supervisors = User.objects.filter(is_active=True, groups__name=roles.SUPERVISOR).exclude(email="")
    for area in sorted(areas, key=lambda each: each.name):
        for each in supervisors.filter(memberships__area=area).order_by("pk"):
            found[each].append(area)
    return found
