"""An agent's desk: promises first, then what nobody has, then what is theirs, their drafts and reviews."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet, Value

from contacts.models import Draft, FollowUp, Review, Ticket

MOST = 12
COUNTED = 200


@dataclass(frozen=True)
class Desk:
    """What the desk shows; each list is cut at MOST, `more` names those that were.

    `waiting` has the keys of all that nobody has and `held` of all that is mine, the newest COUNTED at most:
    what comes to a long list stands below the rows that are shown.
    """

    follow_ups: list[FollowUp]
    forwarded: list[Ticket]
    mine: list[Ticket]
    drafts: list[Draft]
    reviews: list[Review]
    more: set[str]
    waiting: list[int]
    held: list[int]

    @property
    def counted_waiting(self) -> str:
        return _counted(self.waiting)

    @property
    def counted_held(self) -> str:
        return _counted(self.held)


def _counted(keys: list[int]) -> str:
    """How many there are: “12 of 37” where only so many are shown."""
    number = f"{COUNTED}+" if len(keys) > COUNTED else str(len(keys))
    return f"{MOST} of {number}" if len(keys) > MOST else number


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
    waiting = lists["forwarded"].order_by("-forwarded_at", "-id")
    held = lists["mine"].order_by("-id")
    keys = [_keys(rows, which) for which, rows in enumerate((waiting, held))]
    keys = list(keys[0].union(keys[1], all=True))
    return Desk(
        **{name: rows[:MOST] for name, rows in found.items()},
        more=more,
        waiting=[key for which, key in keys if which == 0],
        held=[key for which, key in keys if which == 1],
    )


def _keys(tickets: QuerySet[Ticket], which: int) -> QuerySet:
    return tickets.select_related(None).values_list(Value(which), "pk")[: COUNTED + 1]
