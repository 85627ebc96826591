"""Fill a demonstration's hours, special days, targets and absences."""

import re
from datetime import date, timedelta

from django.utils import timezone

from contacts.actions.keeping_holidays import have_federal_holidays
from contacts.calendars import office_calendar
from contacts.models import ClosedDay, OpeningHours, ServiceTarget, Topic
from contacts.office_time import next_open_day
from contacts.opening_words import read_ranges, read_time
from uccms.accounts.models import BusinessArea, User
from uccms.audit.context import action


@action
def make_levels(levels: dict, staff: dict[str, User], *, by=None) -> None:
    """Give each area its published hours from Monday to Friday, and what `levels.toml` says."""
    have_federal_holidays(by=by)
    areas = {each.slug: each for each in BusinessArea.objects.filter(marked="")}
    hours, targets = [], []
    for area in areas.values():
        published = re.match(r"[^,]*", area.hours)
        for opens, closes in read_ranges(published[0] if published else ""):
            hours += [OpeningHours(area=area, weekday=day, opens=opens, closes=closes) for day in range(5)]
    OpeningHours.objects.bulk_create(hours)
    own = {each["area"] for each in levels["target"] if "topic" not in each}
    rows = [{"area": slug, **levels["every"]} for slug in areas if slug not in own]
    for row in [*rows, *levels["target"]]:
        targets.append(
            ServiceTarget(
                area=areas[row["area"]],
                topic=Topic.objects.get(name=row["topic"]) if "topic" in row else None,
                first_answer=int(row["first_answer"] * 60),
                resolution=int(row["resolution"] * 60),
            )
        )
    ServiceTarget.objects.bulk_create(targets)
    for row in levels["day"]:
        ClosedDay.objects.create(
            area=areas[row["area"]],
            day=_open_day(row["ahead"]),
            kind=ClosedDay.Kind.EARLY,
            closes=read_time(row["closes"]),
            name=row["name"],
        )
    for username, days in levels["away"].items():
        staff[username].away_until = timezone.localdate() + timedelta(days=days)
        staff[username].save(update_fields=["away_until"])


def _open_day(ahead: int) -> date:
    day, office = timezone.localdate(), office_calendar()
    for _ in range(ahead):
        day = next_open_day(day, office)
    return day
