"""The small forms on a ticket: each is one thing that somebody does."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from django import forms

from contacts.business_hours import Calendar
from contacts.calendars import calendar_of
from contacts.forms.files import FilesForm
from contacts.forms.logging_contacts import MomentField
from contacts.models import Contact, FollowUp, ResolutionCode, Ticket
from contacts.office_time import closed_ahead, closed_because, likely_promises
from contacts.placeholders import sentence_of_what_is_left
from contacts.queries.choosing_people import holders
from uccms.accounts.forms.choosing_people import PersonField
from uccms.accounts.models import User
from uccms.privacy import pia
from uccms.privacy.forms import GuardedForm
from uccms.web.template_words.times import moment


def text_field(
    label: str, *, rows: int = 3, required: bool = True, missing: str = "", **kwargs
) -> forms.CharField:
    """A free text of several lines, with a sentence for when it is missing."""
    widget = forms.Textarea(attrs={"rows": rows, "class": "input--brief" if rows < 3 else ""})
    messages = {"required": missing} if missing else None
    return forms.CharField(
        label=label, widget=widget, required=required, max_length=20_000, error_messages=messages, **kwargs
    )


WHY_REMOVED = "Why? Do not repeat what is removed."
SAY_WHY_REMOVED = "Say why it is removed. Do not repeat what is removed."


class TicketForm(GuardedForm):
    """A form that changes a ticket and so carries the version it read."""

    prepared: tuple[str, ...] = ()  # the texts that prepared ones are brought into
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, ticket: Ticket, user, version: int | None = None, **initial) -> None:
        known = {"submission_id": uuid.uuid4(), "version": ticket.version if version is None else version}
        super().__init__(data, user=user, initial=known | initial)
        self.ticket = ticket

    def clean(self) -> dict:
        cleaned = super().clean()
        for name in self.prepared:
            if sentence := sentence_of_what_is_left(cleaned.get(name) or ""):
                self.add_error(name, sentence)
        return cleaned

    @staticmethod
    def is_possible(ticket: Ticket) -> bool:
        """Whether the act can be done at all with the ticket as it is now, whatever is entered."""
        return True

    @property
    def typed(self) -> str:
        """All the words that were written in it."""
        texts = (str(self[name].value() or "").strip() for name in self.guarded if name in self.fields)
        return "\n\n".join(filter(None, texts))

    @property
    def is_late(self) -> bool:
        """Whether a choice is refused because the ticket is no longer what it was when it was made."""
        read = self.cleaned_data.get("version")
        return "to" in self.errors and read is not None and read != self.ticket.version

    @property
    def words(self) -> dict:
        """The action's keywords: what was entered, the version, which form it was and the statements."""
        return self.cleaned_data | {"statements": self.statements}


class UnresolvedTicketForm(TicketForm):
    """A form of what is done with open and waiting tickets only."""

    @staticmethod
    def is_possible(ticket: Ticket) -> bool:
        return ticket.is_unresolved


class AssignForm(UnresolvedTicketForm):
    to = PersonField(
        label="To", queryset=User.objects.none(), required=False, empty_label="Nobody: back into the queue"
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        people = holders([self.ticket.area_id])
        self.fields["to"].offer(people, "contacts:people_assign", ("ticket", str(self.ticket.pk)))

    @property
    def words(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("to", "version", "submission_id")}


class PriorityForm(UnresolvedTicketForm):
    """The other priority is chosen already, as who opens this wants to change it."""

    guarded = prepared = ("note",)
    to = forms.ChoiceField(
        label="Priority",
        choices=Ticket.Priority,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the priority."},
    )
    note = text_field("Why?", rows=2, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        high, normal = Ticket.Priority.HIGH, Ticket.Priority.NORMAL
        self.initial.setdefault("to", normal if self.ticket.priority == high else high)


class PromiseForm(UnresolvedTicketForm):
    """A time to get back; `offered` is the button of a likely one, and goes before what was typed."""

    offered = MomentField(required=False, widget=forms.HiddenInput)
    due_at = MomentField(label="Promised for", required=False)

    @cached_property
    def calendar(self) -> Calendar:
        """When the ticket's area is open."""
        return calendar_of(self.ticket.area)

    @property
    def likely(self) -> list[tuple[str, datetime]]:
        """The times that are promised most, in words."""
        return likely_promises(calendar=self.calendar)

    @property
    def special_days(self) -> list[str]:
        """Sentences about the days ahead on which the area is closed, or closes early."""
        return closed_ahead(calendar=self.calendar)

    def clean(self) -> dict:
        cleaned = super().clean()
        due_at = cleaned.get("offered") or cleaned.get("due_at")
        if not due_at and "due_at" not in self.errors:
            self.add_error("due_at", "Say for when it is promised.")
        elif due_at and (closed := closed_because(due_at, self.calendar)):
            self.add_error("due_at", f"{closed}. No promise can fall then.")
        cleaned["due_at"] = due_at
        return cleaned

    @property
    def words(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("due_at", "version", "submission_id")}


class WithdrawForm(TicketForm):
    guarded = ("reason",)
    reason = text_field("Why is it withdrawn?", rows=2, missing="Say why the follow-up is withdrawn.")

    @property
    def words(self) -> dict:
        known = {name: self.cleaned_data[name] for name in ("reason", "submission_id")}
        return known | {"statements": self.statements}


class WaitForm(TicketForm):
    guarded = prepared = ("note",)
    note = text_field("What do we wait for?", rows=2, required=False)

    @staticmethod
    def is_possible(ticket: Ticket) -> bool:
        return ticket.is_unresolved and ticket.waiting_for != Ticket.WaitingFor.CUSTOMER


class ResolveForm(UnresolvedTicketForm):
    """What was done; and of each promised follow-up, whether this keeps it or it is withdrawn."""

    guarded = ("resolution", "withdraw_because")
    prepared = ("resolution",)
    code = forms.ModelChoiceField(
        label="Resolution code",
        queryset=ResolutionCode.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose a resolution code."},
    )
    resolution = text_field("What was done", missing="Say what was done for the customer.")
    withdraw_because = text_field(
        "Why withdrawn?", rows=2, required=False, help_text="For the follow-ups that are withdrawn."
    )

    def __init__(self, *args, open_follow_ups: Sequence[FollowUp] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].queryset = ResolutionCode.objects.filter(is_active=True)
        self.promised = [f"promised_{each.pk}" for each in open_follow_ups]
        for each in open_follow_ups:
            self.fields[f"promised_{each.pk}"] = forms.ChoiceField(
                label=f"Follow-up promised for {moment(each.due_at)} by {each.promised_by}",
                choices=[("kept", "Kept by this"), ("withdrawn", "Withdrawn")],
                widget=forms.RadioSelect,
                error_messages={"required": "Say whether this follow-up is kept or withdrawn."},
            )
        if not open_follow_ups:
            del self.fields["withdraw_because"]

    def clean(self) -> dict:
        cleaned = super().clean()
        withdrawn = any(cleaned.get(name) == "withdrawn" for name in self.promised)
        if withdrawn and not cleaned.get("withdraw_because") and "withdraw_because" not in self.errors:
            self.add_error("withdraw_because", "Say why the follow-up is withdrawn.")
        return cleaned

    @property
    def promises(self) -> list[forms.BoundField]:
        """The questions about follow-ups."""
        return [self[name] for name in self.promised]

    @property
    def words(self) -> dict:
        answers = {name: self.cleaned_data[name] for name in self.promised}
        of = {
            answer: [int(name.removeprefix("promised_")) for name, said in answers.items() if said == answer]
            for answer in ("kept", "withdrawn")
        }
        rest = {name: value for name, value in super().words.items() if name not in answers}
        return {"withdraw_because": ""} | rest | {"keeps": of["kept"], "withdraws": of["withdrawn"]}


class ReopenForm(TicketForm):
    guarded = ("reason",)
    reason = text_field("Why is it opened again?", rows=2, missing="Say why the ticket is opened again.")

    @staticmethod
    def is_possible(ticket: Ticket) -> bool:
        return ticket.state != Ticket.State.OPEN


class NoteForm(FilesForm, TicketForm):
    guarded = prepared = ("text",)
    text = text_field("Internal note", required=False)

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("text") and not self.has_files and "text" not in self.errors:
            self.add_error("text", "The note is empty.")
        return cleaned

    @property
    def words_beside_files(self) -> dict:
        """The keywords of `attach_files`."""
        words = self.words
        return words | {"note": words.pop("text")} | self.with_files

    @property
    def words(self) -> dict:
        return {
            "text": self.cleaned_data["text"],
            "submission_id": self.cleaned_data["submission_id"],
            "statements": self.statements,
        }


class TicketContactForm(FilesForm, TicketForm):
    """A contact that is added on the ticket's own page."""

    guarded = prepared = ("description",)
    channel = forms.ChoiceField(
        choices=Contact.Channel, initial=Contact.Channel.PHONE, widget=forms.RadioSelect
    )
    direction = forms.ChoiceField(
        choices=Contact.Direction, initial=Contact.Direction.OUT, widget=forms.RadioSelect
    )
    started_at = MomentField(label="Started")
    description = text_field("What was said?", missing="Say what was said.")


class CorrectForm(TicketForm):
    guarded = ("to",)
    to = text_field(
        "Corrected text", rows=6, missing="The text is empty. To take something out, use “Remove”."
    )


class RemoveForm(TicketForm):
    guarded = ("remaining", "reason")
    remaining = text_field("What stays", rows=6, required=False)
    basis = forms.ChoiceField(label="Legal reason", choices=[], widget=forms.RadioSelect)
    reason = text_field(WHY_REMOVED, rows=2, missing=SAY_WHY_REMOVED)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = legal_reasons()


class RemoveFileForm(TicketForm):
    """Why a file is taken out of the record."""

    guarded = ("reason",)
    basis = forms.ChoiceField(label="Legal reason", choices=[], widget=forms.RadioSelect)
    reason = text_field(WHY_REMOVED, rows=2, missing=SAY_WHY_REMOVED)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = legal_reasons()

    @property
    def words(self) -> dict:
        known = {name: self.cleaned_data[name] for name in ("basis", "reason", "submission_id")}
        return known | {"statements": self.statements}


def legal_reasons() -> list[tuple[str, str]]:
    """The assessment's list of reasons for which something may be removed."""
    return [(code, f"{entry['words']} ({entry['citation']})") for code, entry in pia.bases().items()]
