"""An agent's desk: promises first, then what nobody has, then what is theirs, their drafts and reviews."""

from dataclasses import dataclass

from django.db.models import Q

from contacts.models import Draft, FollowUp, Review, Ticket

MOST = 12


@dataclass(frozen=True)
class Desk:
    """What the desk shows; each list is cut at MOST, `more` names those that were."""

    follow_ups: list[FollowUp]
    forwarded: list[Ticket]
    mine: list[Ticket]
    drafts: list[Draft]
    reviews: list[Review]
    more: set[str]


def desk(user) -> Desk:
    """The desk of this person."""
    lists = {
        "follow_ups": FollowUp.objects.filter(promised_by=user, kept_at=None, withdrawn_at=None)
        .select_related("ticket__customer", "ticket__topic")
        .prefetch_related("ticket__customer__telephones", "ticket__customer__email_addresses")
        .order_by("due_at", "id"),
        "forwarded": Ticket.objects.filter(
            Q(area__in=user.areas), assignee__isnull=True, forwarded_at__isnull=False
        )
        .unresolved()
        .select_related("customer", "topic", "forwarded_from", "area")
        .order_by("forwarded_at", "id"),
        "mine": Ticket.objects.filter(assignee=user)
        .unresolved()
        .select_related("customer", "topic")
        .order_by("due_key", "id"),
        "drafts": Draft.objects.filter(owner=user).select_related("ticket").order_by("-saved_at"),
        "reviews": Review.objects.filter(
            agent=user, read_at__isnull=True, verdict__in=[Review.Verdict.COMMENT, Review.Verdict.BACK]
        )
        .select_related("reviewer", "ticket__topic")
        .order_by("-at"),
    }
    found = {name: list(rows[: MOST + 1]) for name, rows in lists.items()}
    more = {name for name, rows in found.items() if len(rows) > MOST}
    return Desk(**{name: rows[:MOST] for name, rows in found.items()}, more=more)
