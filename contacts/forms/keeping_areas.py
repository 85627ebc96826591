"""The forms by which hours, special days, targets and absences are kept."""

import uuid
from decimal import Decimal

from django import forms

from contacts.actions.keeping_targets import ANSWER_AFTER_RESOLUTION
from contacts.business_hours import Ranges
from contacts.models import ClosedDay, ServiceTarget, Topic
from contacts.opening_words import hours_of, in_words, mark_of, ranges_in_words, read_ranges, read_time
from contacts.queries.area_page import WEEKDAYS
from uccms.accounts.models import BusinessArea
from uccms.accounts.models.areas import LONGEST_WRAP_UP
from uccms.privacy.forms import GuardedForm

LONGEST = Decimal(2000)  # business hours
LONGEST_DAY = 160  # characters of one day's hours


class RangesField(forms.CharField):
    """The ranges of one day, as people write them."""

    def to_python(self, value) -> Ranges:
        written = super().to_python(value)
        if len(written) > LONGEST_DAY:
            raise forms.ValidationError(f"At most {LONGEST_DAY} characters are read. Shorten it.")
        try:
            return read_ranges(written)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def validate(self, value) -> None:
        pass

    def run_validators(self, value) -> None:
        pass


class WeekForm(forms.Form):
    """When an area is open on each weekday; it carries the mark of the week it read."""

    read = forms.CharField(widget=forms.HiddenInput, max_length=600)

    def __init__(self, data=None, *, week) -> None:
        written = {f"day_{n}": ranges_in_words(ranges) for n, ranges in enumerate(week)}
        super().__init__(data, initial=written | {"read": mark_of(week)})
        self.label_suffix = ""
        for n, name in enumerate(WEEKDAYS):
            widget = forms.TextInput(attrs={"autocomplete": "off", "maxlength": LONGEST_DAY})
            self.fields[f"day_{n}"] = RangesField(label=name, required=False, widget=widget)

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not any(cleaned[f"day_{n}"] for n in range(7)):
            self.add_error("day_0", "The area has to be open at some time in the week.")
        return cleaned

    @property
    def words(self) -> dict:
        return {
            "week": tuple(self.cleaned_data[f"day_{n}"] for n in range(7)),
            "read": self.cleaned_data["read"],
        }


class TimeOfDayField(forms.CharField):
    """A time of day, as people write it."""

    def clean(self, value) -> int | None:
        written = super().clean(value)
        try:
            return read_time(written) if written else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class ClosedDayForm(GuardedForm):
    """A day that is not like its weekday."""

    guarded = ("name",)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    day = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Say which day.", "invalid": "This is no day. Write it like 2026-12-24."},
    )
    kind = forms.ChoiceField(label="The office is", choices=ClosedDay.Kind)
    closes = TimeOfDayField(label="Closes at, if early", required=False, max_length=20)
    name = forms.CharField(
        label="Why", max_length=80, error_messages={"required": "Say why the day is special."}
    )

    def __init__(self, data=None, *, user, row: ClosedDay | None = None) -> None:
        known: dict = {"submission_id": uuid.uuid4()}
        if row:
            closes = in_words(row.closes) if row.closes else ""
            known |= {"version": row.version, "kind": row.kind, "closes": closes, "name": row.name}
        super().__init__(data, user=user, initial=known)
        self.row = row
        if row:
            del self.fields["day"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("kind") == ClosedDay.Kind.EARLY and not (
            cleaned.get("closes") or "closes" in self.errors
        ):
            self.add_error("closes", "Say when it closes on this day.")
        return cleaned

    @property
    def words(self) -> dict:
        cleaned = {name: self.cleaned_data[name] for name in ("kind", "closes", "name")}
        own = "version" if self.row else "submission_id"
        day = {} if self.row else {"day": self.cleaned_data["day"]}
        return cleaned | day | {own: self.cleaned_data[own] or 0, "statements": self.statements}


def hours_field(label: str) -> forms.DecimalField:
    """Business hours; empty for no target."""
    return forms.DecimalField(
        label=label,
        help_text="In hours, such as 8 or 1.5; only open hours of the area count. Empty for no target.",
        required=False,
        min_value=Decimal("0.25"),
        max_value=LONGEST,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": "This is no number of hours. Write it like 8 or 1.5.",
            "min_value": "A quarter of an hour (0.25) is the least.",
            "max_value": f"{LONGEST} hours are the most.",
        },
    )


class TargetForm(GuardedForm):
    """How soon an area answers and resolves."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    topic = forms.ModelChoiceField(
        label="Topic", queryset=Topic.objects.none(), required=False, empty_label="All other topics"
    )
    first_answer = hours_field("First answer within business hours")
    resolution = hours_field("Resolved within business hours")

    def __init__(self, data=None, *, user, target: ServiceTarget | None = None) -> None:
        known: dict = {"submission_id": uuid.uuid4()}
        if target:
            known |= {
                "version": target.version,
                "topic": target.topic_id,
                "first_answer": hours_of(target.first_answer),
                "resolution": hours_of(target.resolution),
            }
        super().__init__(data, user=user, initial=known)
        self.target = target
        self.fields["topic"].queryset = Topic.objects.filter(area__isnull=False).order_by("name")

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not cleaned.get("first_answer") and not cleaned.get("resolution"):
            self.add_error(
                "first_answer", "Give hours for the first answer, for the resolution, or for both."
            )
        first, resolution = cleaned.get("first_answer"), cleaned.get("resolution")
        if first and resolution and first > resolution:
            self.add_error("first_answer", ANSWER_AFTER_RESOLUTION)
        return cleaned

    @property
    def words(self) -> dict:
        cleaned = self.cleaned_data
        own = "version" if self.target else "submission_id"
        return {
            "topic": cleaned["topic"],
            "first_answer": _minutes(cleaned["first_answer"]),
            "resolution": _minutes(cleaned["resolution"]),
            own: cleaned[own] or 0,
        }


def _minutes(hours: Decimal | None) -> int | None:
    return None if hours is None else int(hours * 60)


class WrapUpForm(forms.Form):
    """How long an area's agents have after a call; it carries what it read."""

    was = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seconds = forms.IntegerField(
        label="Seconds after a call",
        help_text="Such as 60. With 0 there is no wrap-up.",
        min_value=0,
        max_value=LONGEST_WRAP_UP,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Write how many seconds, or 0 for none.",
            "invalid": "This is no number of seconds. Write it like 60.",
            "min_value": "Write how many seconds, or 0 for none.",
            "max_value": f"{LONGEST_WRAP_UP} seconds, a quarter of an hour, are the most.",
        },
    )

    def __init__(self, data=None, *, area: BusinessArea) -> None:
        super().__init__(data, initial={"was": area.wrap_up_seconds, "seconds": area.wrap_up_seconds})
        self.label_suffix = ""


class AwayForm(forms.Form):
    """On which day somebody is back; empty for being here. It carries what it read."""

    was = forms.DateField(widget=forms.HiddenInput, required=False)
    until = forms.DateField(
        label="First day back",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "This is no day. Write it like 2026-12-24."},
    )

    def __init__(self, data=None, *, person) -> None:
        super().__init__(data, initial={"was": person.away_until, "until": person.away_until})
        self.label_suffix = ""
