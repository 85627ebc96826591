"""The figures of a supervisor's areas as they are now: what is open, due, overdue and resolved today."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone

from contacts.models import Ticket
from contacts.office_time import end_of_day, start_of_day
from contacts.queries.queue_choices import SOON
from contacts.queries.reviewing import number_to_review
from uccms.accounts.models import BusinessArea, User

AGENTS = 25
FEW_AREAS = 8  # more of them fold those with nothing open
NOBODY = "Nobody"
# The queue's choice of everything that is counted: all that one may see, or one's own areas.
WHERE = {False: "area=", True: "area=mine"}
COUNTED = ("open", "overdue", "soon", "today")


@dataclass
class Figures:
    """How many there are of each kind, in one area, with one agent, or in all."""

    name: str = ""
    filter: str = ""  # the queue's address of these tickets
    resolved_filter: str = ""
    open: int = 0
    overdue: int = 0
    soon: int = 0
    today: int = 0
    resolved: int = 0
    first: int | None = None
    oldest: Ticket | None = None

    def add(self, row: dict) -> None:
        """Count one group of unresolved tickets in."""
        for kind in COUNTED:
            setattr(self, kind, getattr(self, kind) + row[kind])
        self.first = min(filter(None, (self.first, row["first"])))


@dataclass(frozen=True)
class Supervision:
    """What the page shows. `mine` says that it is one's own areas, and not all."""

    total: Figures
    areas: list[Figures]
    agents: list[Figures]
    more_agents: int
    to_review: int
    mine: bool
    at: datetime

    @property
    def quiet(self) -> list[Figures]:
        """The areas with nothing open, which are folded where there are many areas."""
        found = [each for each in self.areas if not each.open]
        return found if len(self.areas) > FEW_AREAS and len(found) > 1 else []

    @property
    def busy(self) -> list[Figures]:
        """The other areas."""
        quiet = {each.filter for each in self.quiet}
        return [each for each in self.areas if each.filter not in quiet]

    @property
    def resolved_in_quiet(self) -> int:
        """How many were resolved today in the areas that are folded."""
        return sum(each.resolved for each in self.quiet)

    @property
    def filter(self) -> str:
        """The queue's address of all that is counted."""
        return WHERE[self.mine]


def supervision(user, *, most_agents: int = AGENTS) -> Supervision:
    """The figures of the areas that this person supervises, in a number of queries that does not grow.

    The unresolved ones are counted in one reading of a partial index, the resolved ones from this morning on.
    """
    mine = not user.is_first_tier
    unresolved, resolved = Ticket.objects.unresolved(), Ticket.objects.all()
    if mine:
        unresolved = unresolved.filter(area__in=user.areas)
        resolved = resolved.filter(area__in=user.areas)
    total = Figures()
    by_area: dict[int, Figures] = defaultdict(Figures)
    by_agent: dict[int | None, Figures] = defaultdict(Figures)
    for row in _unresolved(unresolved):
        for figures in (total, by_area[row["area"]], by_agent[row["assignee"]]):
            figures.add(row)
    for area, agent, number in _resolved_today(resolved):
        for figures in (total, by_area[area], by_agent[agent]):
            figures.resolved += number
    for each in user.areas:
        by_area[each.pk].open += 0
    agents = _named_agents(by_agent, WHERE[mine])
    areas = _named_areas(by_area)
    _find_oldest([total, *areas])
    return Supervision(
        total,
        areas,
        agents[:most_agents],
        more_agents=max(0, len(agents) - most_agents),
        to_review=number_to_review(user),
        mine=mine,
        at=timezone.now(),
    )


def _unresolved(tickets):
    now = timezone.now()
    return (
        tickets.order_by()
        .values("area", "assignee")
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=Q(due_key__lte=now)),
            soon=Count("pk", filter=Q(due_key__lte=now + SOON)),
            today=Count("pk", filter=Q(due_key__lte=end_of_day(now))),
            first=Min("pk"),
        )
    )


def _resolved_today(tickets):
    today = tickets.filter(resolved_at__gte=start_of_day(timezone.now()))
    return today.order_by().values_list("area", "resolved_by").annotate(number=Count("pk"))


def _named_areas(by_area: dict[int, Figures]) -> list[Figures]:
    """The areas in the order of their names."""
    found = []
    for area in BusinessArea.objects.filter(pk__in=list(by_area)).order_by("name"):
        figures = by_area[area.pk]
        figures.name, figures.filter = area.name, f"area={area.slug}"
        found.append(figures)
    return found


def _named_agents(by_agent: dict[int | None, Figures], where: str) -> list[Figures]:
    """The agents, those first who have most overdue, then most open; what nobody has stands above all."""
    people = User.objects.in_bulk([key for key in by_agent if key is not None])
    for key, figures in by_agent.items():
        figures.name, holder = (people[key].name, str(key)) if key else (NOBODY, "nobody")
        figures.filter = f"{where}&assignee={holder}"
        figures.resolved_filter = f"{where}&state=all&resolved=today&resolved_by={holder}"
    found = sorted(by_agent.values(), key=lambda each: (-each.overdue, -each.open, -each.resolved, each.name))
    return sorted(found, key=lambda each: each.name != NOBODY)


def _find_oldest(figures: list[Figures]) -> None:
    """Put the oldest unresolved ticket beside each of these, in one query."""
    tickets = Ticket.objects.only("opened_at").in_bulk({each.first for each in figures if each.first})
    for each in figures:
        each.oldest = tickets.get(each.first)
