"""The contact screen's form."""

import uuid
from datetime import datetime, timedelta
from functools import cached_property

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from contacts.actions.following_up import FARTHEST
from contacts.actions.logging_contacts import Forwarded, KeptOpen, Outcome, Resolved, home_area
from contacts.business_hours import Calendar
from contacts.calendars import calendar_of, office_calendar
from contacts.forms.asking import DOES_NOT_HAVE_IT, what_is_missing
from contacts.forms.choosing_customers import NEW, CustomerChoosingForm
from contacts.forms.files import FilesForm
from contacts.matters import key_of
from contacts.models import Contact, Customer, FollowUp, Matter, ResolutionCode, Ticket, Topic
from contacts.office_time import closed_ahead, closed_because, likely_promises
from contacts.placeholders import sentence_of_what_is_left
from uccms.accounts.models import BusinessArea
from uccms.privacy.forms import GuardedForm
from uccms.web.template_words.times import moment

LONGEST_CALL = timedelta(hours=8)
MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and time in the office's zone, as the browser's own control writes it."""

    def __init__(self, *, error_messages: dict[str, str] | None = None, **kwargs) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT))
        formats = [MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M %p"]
        messages = {"invalid": "Write the day and the time, such as 2026-11-24 15:30."}
        messages |= error_messages or {}
        super().__init__(input_formats=formats, error_messages=messages, **kwargs)


def is_key(value: str) -> bool:
    """Whether this can be the key of a row."""
    return value.isascii() and value.isdigit() and len(value) < 19


def read_moment(value: str | None) -> datetime | None:
    """The time that a choice stands for; None for no choice, or for no time."""
    try:
        at = datetime.fromisoformat(value or "")
    except ValueError:
        return None
    return at if timezone.is_aware(at) else None


class ContactForm(FilesForm, CustomerChoosingForm):
    """One contact: who, what about, and how it ends."""

    guarded = ("description", "resolution", "note", "new_name", "new_company")
    prepared = ("description", "resolution", "note")

    channel = forms.ChoiceField(
        choices=Contact.Channel, initial=Contact.Channel.PHONE, widget=forms.RadioSelect
    )
    direction = forms.ChoiceField(
        choices=Contact.Direction, initial=Contact.Direction.IN, widget=forms.RadioSelect
    )
    started_at = MomentField(label="Started")
    about = forms.CharField(required=False)
    notice = forms.CharField(required=False)
    topic = forms.ModelChoiceField(
        label="Topic",
        queryset=Topic.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Choose a topic from the list."},
    )
    matter_missing = forms.BooleanField(label=DOES_NOT_HAVE_IT, required=False)
    description = forms.CharField(
        label="What does the caller need?",
        required=False,
        max_length=20_000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    outcome = forms.ChoiceField(
        choices=[("resolved", "Resolved now"), ("open", "Keep open"), ("forward", "Forward")], required=False
    )
    code = forms.ModelChoiceField(
        label="Resolution code", queryset=ResolutionCode.objects.none(), required=False, empty_label="Choose"
    )
    resolution = forms.CharField(
        label="What was done", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = forms.ChoiceField(
        choices=[("mine", "Mine"), ("queue", "The queue’s"), ("as_is", "As the ticket is")],
        initial="mine",
        required=False,
        widget=forms.RadioSelect,
    )
    promise = forms.CharField(required=False, initial="none")
    promise_at = MomentField(label="Promised for", required=False)
    area = forms.ModelChoiceField(
        label="To", queryset=BusinessArea.objects.none(), required=False, empty_label="Choose an area"
    )
    note = forms.CharField(
        label="Note for the area",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input--brief"}),
    )
    after = forms.ChoiceField(choices=[], required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = self.user.AfterSaving.choices
        self.fields["topic"].queryset = (
            Topic.objects.filter(is_active=True, children__isnull=True)
            .exclude(area__marked="imported")
            .select_related("area", "parent", "preset_code")
        )
        self.fields["code"].queryset = ResolutionCode.objects.filter(is_active=True)
        self.fields["area"].queryset = BusinessArea.objects.filter(is_active=True, marked="")
        self.matters: list[tuple[str, str]] = self._posted_matters()
        self.matter_errors: list[str] = []
        self.act: dict = {}

    @cached_property
    def calendar(self) -> Calendar:
        """When the area is open that has the ticket or would have it; else when the office is."""
        area = self._area()
        return calendar_of(area) if area else office_calendar()

    def _area(self) -> BusinessArea | None:
        about = str(self["about"].value() or "").upper().removeprefix("T")
        if is_key(about):
            ticket = Ticket.objects.visible_to(self.user).filter(pk=about).select_related("area").first()
            if ticket:
                return ticket.area
        key = str(self["topic"].value() or "")
        topic = self.fields["topic"].queryset.filter(pk=key).first() if is_key(key) else None
        return home_area(self.user, topic) if self.user.areas or (topic and topic.area) else None

    @cached_property
    def promises(self) -> list[tuple[str, datetime]]:
        """The times that are offered; one that was chosen before stays, whatever time it has become."""
        offered = likely_promises(calendar=self.calendar)
        chosen = read_moment(self["promise"].value())
        if chosen and chosen not in [at for _, at in offered]:
            offered.append((moment(chosen), chosen))
        return offered

    @property
    def special_days(self) -> list[str]:
        """Sentences about the days ahead on which the area is closed, or closes early."""
        return closed_ahead(calendar=self.calendar)

    def clean_started_at(self) -> datetime:
        started = self.cleaned_data["started_at"]
        if started > timezone.now() + timedelta(minutes=1):
            raise forms.ValidationError("The contact cannot start in the future.")
        return started

    def clean(self) -> dict:
        cleaned = self._with_short_answer(super().clean())
        for name in self.prepared:
            if sentence := sentence_of_what_is_left(cleaned.get(name) or ""):
                self.add_error(name, sentence)
        outcome = self._outcome(cleaned)
        self._check_matters()
        self._check_what_the_topic_asks(cleaned)
        customer = self.chosen_customer(cleaned)
        ticket = self._ticket(cleaned, customer)
        if ticket and not Ticket.objects.visible_to(self.user).filter(pk=ticket.pk).exists():
            if cleaned.get("outcome") == "open" and not (outcome and outcome.promised_for):
                outcome = KeptOpen("as_is")
            else:
                self.add_error(
                    "outcome", f"{ticket.number} is with another area. Choose “Keep open”, without a promise."
                )
        if ticket is None and not cleaned.get("topic") and "topic" not in self.errors:
            self.add_error("topic", "Choose a topic: type a few letters of it.")
        if not cleaned.get("description") and "description" not in self.errors:
            self.add_error("description", "Say what the caller needs.")
        if not self.errors:
            self.act = {
                "channel": cleaned["channel"],
                "direction": cleaned["direction"],
                "started_at": cleaned["started_at"],
                "ended_at": self._ended_at(cleaned),
                "description": cleaned["description"],
                "topic": cleaned.get("topic"),
                "ticket": ticket,
                "customer": customer,
                "notice_read_at": self._notice_read_at(cleaned),
                "matters": self.matters,
                "keeps": self._kept(ticket),
                "outcome": outcome,
            }
        return cleaned

    @property
    def started(self) -> datetime:
        """When the contact started, as the screen shows it."""
        value = self["started_at"].value()
        try:
            return self.fields["started_at"].clean(value) or timezone.localtime()
        except forms.ValidationError:
            return timezone.localtime()

    def _with_short_answer(self, cleaned: dict) -> dict:
        """A topic with a short answer fills in what was left empty, so that it works without script too."""
        topic = cleaned.get("topic")
        if topic and topic.has_short_answer and cleaned.get("outcome") in ("", "resolved"):
            if not cleaned.get("description") and "description" not in self.errors:
                cleaned["description"] = topic.preset_description
            if cleaned.get("description") == topic.preset_description or cleaned.get("outcome"):
                cleaned["outcome"] = "resolved"
                cleaned["code"] = cleaned.get("code") or topic.preset_code
                if not cleaned.get("resolution") and "resolution" not in self.errors:
                    cleaned["resolution"] = topic.preset_resolution
        return cleaned

    def _outcome(self, cleaned: dict) -> Outcome | None:
        match cleaned.get("outcome"):
            case "resolved":
                if not cleaned.get("code"):
                    self.add_error("code", "Choose a resolution code.")
                if not cleaned.get("resolution") and "resolution" not in self.errors:
                    self.add_error("resolution", "Say what was done for the customer.")
                return None if self.errors else Resolved(cleaned["code"], cleaned["resolution"])
            case "open":
                owner = cleaned.get("owner") or "mine"
                if owner == "as_is" and not cleaned.get("about"):
                    owner = "mine"
                return KeptOpen(owner, self._promised_for(cleaned))
            case "forward":
                if not cleaned.get("area"):
                    self.add_error("area", "Choose the area that answers.")
                    return None
                return Forwarded(cleaned["area"], cleaned.get("note", ""))
        if "outcome" not in self.errors:
            self.add_error("outcome", "Say how it ends: resolved now, kept open, or forwarded.")
        return None

    def _promised_for(self, cleaned: dict) -> datetime | None:
        chosen = cleaned.get("promise") or "none"
        if chosen == "none":
            return None
        if chosen == "other":
            at = cleaned.get("promise_at")
            if at is None and "promise_at" not in self.errors:
                self.add_error("promise_at", "Say for when it is promised.")
        else:
            at = read_moment(chosen)
            if at is None:
                self.add_error("promise", "This time is not offered. Choose another.")
        field = "promise_at" if chosen == "other" else "promise"
        if at and at <= timezone.now():
            self.add_error(field, "A promise can only be for a time to come.")
        elif at and at > timezone.now() + FARTHEST:
            self.add_error(field, "A promise can be for a year ahead at most.")
        elif at and (closed := closed_because(at, self.calendar)):
            self.add_error(field, f"{closed}. No promise can fall then.")
        return at

    def _posted_matters(self) -> list[tuple[str, str]]:
        if self.is_bound:
            pairs = zip(self.data.getlist("matter_kind"), self.data.getlist("matter_number"), strict=False)
        else:
            pairs = self.initial.get("matters", [])
        return [(kind, number.strip()) for kind, number in pairs if number.strip()]

    def _check_matters(self) -> None:
        for kind, number in self.matters:
            try:
                if kind not in Matter.Kind.values:
                    raise ValueError("Choose what kind of number it is.")
                key_of(kind, number)
            except ValueError as error:
                self.matter_errors.append(str(error))
        if self.matter_errors:
            self.add_error(None, forms.ValidationError(self.matter_errors[0], code="matter"))

    def _check_what_the_topic_asks(self, cleaned: dict) -> None:
        """A new ticket of some topics needs a number; one that there is stays as it is."""
        topic = cleaned.get("topic")
        if topic is None or cleaned.get("about") or self.matter_errors:
            return
        if sentence := what_is_missing(topic, self.matters, does_not_have=cleaned["matter_missing"]):
            self.matter_errors.append(sentence)
            self.add_error(None, forms.ValidationError(sentence, code="matter"))

    def _ticket(self, cleaned: dict, customer: Customer | None) -> Ticket | None:
        """The ticket that the contact is about: one the agent sees, or one of the chosen customer's."""
        about = (cleaned.get("about") or "").upper().removeprefix("T")
        if not about:
            return None
        if is_key(about):
            reachable = Q(pk__in=Ticket.objects.visible_to(self.user).filter(pk=about).values("pk"))
            if customer and self.user.has_perm("contacts.look_up_customer"):
                reachable |= Q(customer=customer)
            ticket = Ticket.objects.filter(reachable, pk=about).first()
            somebody = customer or cleaned.get("customer") == NEW
            if ticket and not (somebody and ticket.customer_id and ticket.customer != customer):
                return ticket
        self.add_error("about", "There is no such ticket of this customer.")
        return None

    def _kept(self, ticket: Ticket | None) -> list[FollowUp]:
        if ticket is None or not hasattr(self.data, "getlist"):
            return []
        return kept_by(ticket, self.data)

    @staticmethod
    def _ended_at(cleaned: dict) -> datetime | None:
        """A call or visit ends when it is saved; letters have no length."""
        lasts = cleaned["channel"] in (Contact.Channel.PHONE, Contact.Channel.WALK_IN)
        now = timezone.now()
        return (
            max(now, cleaned["started_at"]) if lasts and now - cleaned["started_at"] < LONGEST_CALL else None
        )

    @staticmethod
    def _notice_read_at(cleaned: dict) -> datetime | None:
        """When the notice was read out: the moment the script noted, if it is a likely one, or now."""
        noted = cleaned.get("notice")
        if not noted:
            return None
        now = timezone.now()
        try:
            at = datetime.fromisoformat(noted)
        except ValueError:
            return now
        if timezone.is_naive(at):
            return now
        return at if now - LONGEST_CALL < at <= now else now


def kept_by(ticket: Ticket, data: QueryDict) -> list[FollowUp]:
    """The open promises of the ticket that the posted form says are kept."""
    chosen = set(data.getlist("keeps"))
    return [
        each for each in ticket.follow_ups.filter(kept_at=None, withdrawn_at=None) if str(each.pk) in chosen
    ]


def fresh(user, **known) -> ContactForm:
    """An empty form, started now, with what a screen pop or a link knows."""
    initial = {
        "submission_id": uuid.uuid4(),
        "look_up_id": uuid.uuid4(),
        "started_at": timezone.localtime(),
        "after": user.after_saving,
        **known,
    }
    return ContactForm(user=user, initial=initial)


def again(user, data, **known) -> ContactForm:
    """The form as it was typed, not sent and not checked: for drafts, and for buttons that only redraw it."""
    initial = {name: data.get(name) for name in ContactForm.base_fields if name in data}
    kinds, numbers = data.getlist("matter_kind"), data.getlist("matter_number")
    initial["matters"] = list(zip(kinds, numbers, strict=False))
    form = ContactForm(user=user, initial=initial | known)
    form.adopt_statements(data.getlist("stated"))
    form.find_held(data.getlist("held"))
    return form


class NoRequestForm(GuardedForm):
    """A contact in which nobody asked for anything."""

    channel = forms.ChoiceField(choices=Contact.Channel)
    direction = forms.ChoiceField(choices=Contact.Direction)
    started_at = MomentField()
    no_request = forms.ChoiceField(choices=[each for each in Contact.NoRequest.choices if each[0]])

    @property
    def act(self) -> dict:
        """The keywords of `log_no_request`."""
        cleaned = self.cleaned_data
        started = min(cleaned["started_at"], timezone.now())
        return {
            "submission_id": cleaned["submission_id"],
            "channel": cleaned["channel"],
            "direction": cleaned["direction"],
            "started_at": started,
            "ended_at": timezone.now() if timezone.now() - started < LONGEST_CALL else None,
            "reason": cleaned["no_request"],
        }
