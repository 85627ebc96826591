"""Which forms are kept as drafts, what of each is kept, and the form as it was left."""

import re
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.http import QueryDict

from contacts.forms.attaching import AttachForm
from contacts.forms.forwarding import ForwardForm
from contacts.forms.logging_contacts import ContactForm
from contacts.forms.reviewing import AnswerForm, ReviewForm
from contacts.forms.tickets import (
    CorrectForm,
    NoteForm,
    PriorityForm,
    PromiseForm,
    ReopenForm,
    ResolveForm,
    TicketContactForm,
    WaitForm,
    WithdrawForm,
)
from contacts.models import Draft, Ticket
from uccms.privacy.forms import GuardedForm
from uccms.web.template_words.times import moment

F = TypeVar("F", bound=GuardedForm)
FORMS: dict[str, type[GuardedForm]] = {
    Draft.Form.CONTACT: ContactForm,
    Draft.Form.TICKET_CONTACT: TicketContactForm,
    Draft.Form.NOTE: NoteForm,
    Draft.Form.FORWARD: ForwardForm,
    Draft.Form.FOLLOW_UP: PromiseForm,
    Draft.Form.WAIT: WaitForm,
    Draft.Form.WITHDRAW: WithdrawForm,
    Draft.Form.PRIORITIZE: PriorityForm,
    Draft.Form.RESOLVE: ResolveForm,
    Draft.Form.REOPEN: ReopenForm,
    Draft.Form.CORRECT: CorrectForm,
    Draft.Form.ATTACH: AttachForm,
    Draft.Form.REVIEW: ReviewForm,
    Draft.Form.ANSWER: AnswerForm,
}
COMPOSED = {Draft.Form.NOTE: "note", Draft.Form.TICKET_CONTACT: "contact"}  # on the ticket's own page
ACTS = FORMS.keys() - {Draft.Form.CONTACT, *COMPOSED}
ONLY_ADD = {*COMPOSED, Draft.Form.ATTACH, Draft.Form.ANSWER}  # and so overwrite nothing
# What forms ask for beside their own fields, and which ticket's version they carry.
BESIDE = {"matter_kind", "matter_number", "stated", "keeps", "draft_ticket"}
NOT_KEPT = {"look_up", "look_up_id", "after", "files", "confirmed"}
ANSWER_ABOUT_A_PROMISE = re.compile("promised_[0-9]{1,18}", re.ASCII)
# The key of what a form is about, where there are several of it on one ticket.
ABOUT = {
    Draft.Form.WITHDRAW: re.compile("[0-9]{1,18}", re.ASCII),
    Draft.Form.ANSWER: re.compile("[0-9]{1,18}", re.ASCII),
    Draft.Form.CORRECT: re.compile("[ce][0-9]{1,18}", re.ASCII),
}


def is_form(form: str, about: str) -> bool:
    """Whether there is such a form, about such a thing."""
    return form in FORMS and bool(ABOUT[form].fullmatch(about) if form in ABOUT else not about)


def is_kept(form: str, name: str) -> bool:
    """Whether a draft of this form keeps the field of this name."""
    if form == Draft.Form.RESOLVE and ANSWER_ABOUT_A_PROMISE.fullmatch(name):
        return True
    return name in (FORMS[form].base_fields.keys() | BESIDE) - NOT_KEPT


def is_empty(form: str, fields: dict[str, list[str]]) -> bool:
    """Whether nothing is written in the form of an act: what was only chosen is chosen again."""
    return form in ACTS and not any(each.strip() for name in _written(form) for each in fields.get(name, []))


def _written(form: str) -> tuple[str, ...]:
    """The fields in which something is written: texts, or the day and time that the caller was told."""
    return ("due_at",) if form == Draft.Form.FOLLOW_UP else FORMS[form].guarded


def beginning(form: str, fields: dict[str, list[str]]) -> str:
    """How the text of the form begins, on one line; of a promise, for when it is."""
    texts = [value for name in _written(form) for value in fields.get(name, []) if value.strip()]
    if form == Draft.Form.CONTACT:
        texts = fields.get("description", [])
    if form == Draft.Form.FOLLOW_UP:
        texts = [_in_words(each) for each in texts]
    return " ".join("".join(texts[:1]).split())[:80]


def _in_words(at: str) -> str:
    """For when something is promised; what is no time stays as it was typed."""
    try:
        return f"Promised for {moment(PromiseForm.base_fields['due_at'].clean(at))}"
    except ValidationError:
        return at


def typed(draft: Draft) -> QueryDict:
    """What was typed, as a browser would send it."""
    found = QueryDict(mutable=True)
    for name, values in draft.fields.items():
        found.setlist(name, values)
    found["submission_id"] = str(draft.submission_id)
    return found


def resumed(form_class: type[F], draft: Draft | None, **known: Any) -> F:
    """The form as it was left, or a fresh one; `known` are its arguments and what it shows else.

    The version that it carries is the one of now.
    """
    if draft is None:
        return form_class(**known)
    sent = typed(draft)
    left = {name: sent[name] for name in sent if name not in BESIDE | {"version"}}
    form = form_class(**known | left)
    form.adopt_statements(sent.getlist("stated"))
    return form


def is_stale(draft: Draft, ticket: Ticket, version: int) -> bool:
    """Whether an act was begun when the ticket, or the text it is about, was another one than now."""
    if draft.form in ONLY_ADD:
        return False
    moved = draft.form != Draft.Form.CORRECT and typed(draft).get("draft_ticket") != str(ticket.pk)
    return moved or read_version(draft) != version


def read_version(draft: Draft) -> int:
    """The version that was read when the form was opened."""
    version = typed(draft).get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
