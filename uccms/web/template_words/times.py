"""Times as people say them, and how late something is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from html import escape

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from uccms.web.jinja import as_filter, in_templates
from uccms.web.template_words.words import drawing

NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Reading:
    """When, where and in which language a page is read; who writes a list of times asks for it once."""

    now: datetime
    zone: tzinfo
    language: str | None

    @classmethod
    def here(cls) -> "Reading":
        """Of this page."""
        return cls(timezone.now(), timezone.get_current_timezone(), get_language())

    def moment(self, at: datetime) -> str:
        """3:30 p.m. of a day near by, the day and time else."""
        local, today = at.astimezone(self.zone), self.now.astimezone(self.zone).date()
        near = NEAR.get((local.date() - today).days)
        return f"{near or self._words(local.date(), today)}{'' if near else ','} {_hour(local)}"

    def day(self, at: datetime) -> str:
        """The day, with the year when it is not this one."""
        return self._words(at.astimezone(self.zone).date(), self.now.astimezone(self.zone).date())

    def tone(self, due: datetime) -> str:
        """`bad` when late, `warn` within the hour, nothing else."""
        return "bad" if due <= self.now else "warn" if due <= self.now + HOUR else ""

    def late_by(self, due: datetime) -> str:
        """How late it is, or nothing when it is not late."""
        if due > self.now:
            return ""
        minutes = int((self.now - due).total_seconds() // 60)
        if minutes < 60:
            return f"{minutes} min late"
        if minutes < 48 * 60:
            return f"{minutes // 60} h late"
        return f"{minutes // 1440} days late"

    def due_short(self, due: datetime, what: str = "") -> SafeString:
        """When something is due, as short as a row of a list wants it: how late, the hour, or the day.

        `what` says in a word what is due; it is seen where that matters now, and always read out.
        """
        tone, what = self.tone(due), escape(what)
        if not tone:
            unseen = f'<span class="visually-hidden">{what} </span>' if what else ""
            return mark_safe(f"{unseen}{self.moment(due)}")
        sign, words = ("alert", self.late_by(due)) if tone == "bad" else ("clock", clock(due))
        words = f"{what} {words}" if what else words
        return mark_safe(f'<span class="state state--{tone}">{drawing(sign)}{words}</span>')

    def _words(self, of_day: date, today: date) -> str:
        return _day_in_words(of_day, of_day.year != today.year, self.language)


@in_templates
def due_short(due: datetime, what: str = "") -> SafeString:
    """When something is due, as short as a row of a list wants it."""
    return Reading.here().due_short(due, what)


@as_filter
def moment(at: datetime | None) -> str:
    """A time as people say it: 3:30 p.m. today, the day and time else."""
    return "" if at is None else Reading.here().moment(at)


@as_filter
def day(at: datetime | None) -> str:
    """A day as people say it, with the year when it is not this one."""
    return "" if at is None else Reading.here().day(at)


def day_of_the_year(on: date) -> str:
    """A date as people say it, with the year when it is not this one."""
    return Reading.here()._words(on, timezone.localdate())


@as_filter
def late_by(at: datetime | None) -> str:
    """How late it is, or nothing when it is not late."""
    return "" if at is None else Reading.here().late_by(at)


@as_filter
def due_tone(at: datetime | None) -> str:
    """`bad` when late, `warn` within the hour, nothing else."""
    return "" if at is None else Reading.here().tone(at)


@as_filter
def clock(at: datetime | None) -> str:
    """The hour and minute of a time."""
    return "" if at is None else _hour(timezone.localtime(at))


@as_filter
def clock_to_the_second(at: datetime) -> str:
    """A time of day that is only moments away."""
    local = timezone.localtime(at)
    hour, half = _hour(local).split()
    return f"{hour}:{local.second:02} {half}"


@as_filter
def machine_time(at: datetime | None) -> str:
    """A time for the `datetime` attribute."""
    return "" if at is None else timezone.localtime(at).isoformat(timespec="seconds")


@as_filter
def local_input(at: datetime | None) -> str:
    """A time as the browser's own control for day and time writes it."""
    return "" if at is None else timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


@as_filter
def minutes_between(start: datetime, end: datetime | None) -> str:
    """How long a contact took, in whole minutes."""
    if end is None:
        return ""
    minutes = max(1, round((end - start).total_seconds() / 60))
    return f"{minutes} min"


@as_filter
def lasted(duration: timedelta) -> str:
    """How long something took, in its two largest measures."""
    minutes = int(duration.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        minutes = 0
    measures = (days, "day" if days == 1 else "days"), (hours, "h"), (minutes, "min")
    return " ".join(f"{number} {of}" for number, of in measures if number) or "under a minute"


@lru_cache(maxsize=4000)
def _day_in_words(of_day: date, with_year: bool, language: str | None) -> str:
    return date_format(of_day, "M j, Y" if with_year else "M j")


def _hour(local: datetime) -> str:
    return f"{local.hour % 12 or 12}:{local.minute:02} {'p.m.' if local.hour >= 12 else 'a.m.'}"
