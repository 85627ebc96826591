"""What a supervisor's desk shows beside their own work: targets that were missed, promises of who is away."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from contacts.models import FollowUp, MissedTarget
from uccms.accounts.models import Membership, User

MOST = 12


@dataclass(frozen=True)
class Supervision:
    """The lists, cut at MOST; `more` names those that were.

    The call center's supervisors supervise all: what other areas missed is shown to them, but it is those
    areas' supervisors who have to have seen it.
    """

    missed: list[MissedTarget]
    elsewhere: list[MissedTarget]
    absent: list[FollowUp]
    more: set[str]
    newest: MissedTarget | None  # it may stand below the rows that are shown


def is_supervising(user: User) -> bool:
    """Whether somebody supervises areas; an administrator keeps them, and sees no tickets."""
    return user.has_perm("contacts.keep_areas") and user.has_perm("contacts.see_tickets")


def supervision(user: User) -> Supervision | None:
    """What is for this supervisor; None for anybody else."""
    if not is_supervising(user):
        return None
    unseen = (
        MissedTarget.objects.filter(seen_at=None)
        .select_related("ticket__topic", "ticket__assignee", "area")
        .order_by("due_at", "id")
    )
    elsewhere = unseen.exclude(area__in=user.areas) if user.is_first_tier else unseen.none()
    found: dict[str, list] = {
        "missed": list(unseen.filter(area__in=user.areas)[: MOST + 1]),
        "elsewhere": list(elsewhere[: MOST + 1]),
        "absent": _promises_of_absent(user),
    }
    shown = unseen if user.is_first_tier else unseen.filter(area__in=user.areas)
    return Supervision(
        missed=found["missed"][:MOST],
        elsewhere=found["elsewhere"][:MOST],
        absent=found["absent"][:MOST],
        more={name for name, rows in found.items() if len(rows) > MOST},
        newest=shown.order_by("-due_at", "-id").first(),
    )


def _promises_of_absent(user: User) -> list[FollowUp]:
    """Open promises of who is away or has left: those in one's areas, and of one's people if one sees all."""
    gone = User.objects.filter(Q(away_until__gt=timezone.localdate()) | Q(is_active=False))
    # Few, and read first: then their promises are index ranges, however many others have promised.
    away = list(gone.exclude(pk=user.pk).values_list("pk", flat=True))
    if not away:
        return []
    mine = Q(ticket__area__in=user.areas)
    if user.is_first_tier:
        mine |= Q(promised_by__in=Membership.objects.filter(area__in=user.areas).values("user"))
    promises = (
        FollowUp.objects.filter(mine, promised_by__in=away, kept_at=None, withdrawn_at=None)
        .select_related("ticket__customer", "ticket__topic", "promised_by")
        .prefetch_related("ticket__customer__telephones", "ticket__customer__email_addresses")
        .order_by("due_at", "id")
    )
    return list(promises[: MOST + 1])
