"""What a page needs so that a form on it is kept as a draft: which page it is, and what was begun before."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from contacts.models import Draft, Ticket
from contacts.queries.drafts import draft_of, drafts_of
from uccms.privacy.forms import GuardedForm


@dataclass(frozen=True)
class Keeping:
    """One form on one page, for `contacts/_draft_fields.html` and `contacts/_draft_status.html`.

    `page` names this page in what it saves, and `read` says when the draft that it was opened with had been
    saved; `draft` is what there is of this form, and `others` are what else was begun.
    """

    form: str
    ticket: Ticket | None = None
    about: str = ""
    page: str = field(default_factory=lambda: str(uuid.uuid4()))
    read: str = ""
    draft: Draft | None = None
    others: Sequence[Draft] = ()


def opened(request: HttpRequest, form: str, *, ticket: Ticket, about: str = "") -> Keeping:
    """A form on a ticket that is opened, with the draft that the address asks for, or else the newest."""
    begun = drafts_of(ticket, request.user, form=form, about=about)
    return with_draft(form, chosen(request, begun), begun, ticket=ticket, about=about)


def with_draft(
    form: str,
    draft: Draft | None,
    begun: Sequence[Draft] = (),
    *,
    ticket: Ticket | None = None,
    about: str = "",
) -> Keeping:
    """A form that is opened with `draft`, if there is one; `begun` are all that there are."""
    read = draft.saved_at.isoformat() if draft else ""
    return Keeping(
        form, ticket, about, read=read, draft=draft, others=[each for each in begun if each != draft]
    )


def sent(
    request: HttpRequest, form: GuardedForm, name: str, *, ticket: Ticket | None = None, about: str = ""
) -> Keeping:
    """A form that was sent and is shown again: to its draft, this is still the same page."""
    known, page = as_id(str(form["submission_id"].value())), page_of(request) or uuid.uuid4()
    draft = draft_of(known, request.user) if known else None
    return Keeping(name, ticket, about, str(page), request.POST.get("draft_read", "")[:40], draft)


def chosen(request: HttpRequest, drafts: Sequence[Draft]) -> Draft | None:
    """The draft that the address asks for, or else the first."""
    asked = request.GET.get("draft", "")
    return next((each for each in drafts if str(each.submission_id) == asked), next(iter(drafts), None))


def page_of(request: HttpRequest) -> uuid.UUID | None:
    """The page on which the form was typed."""
    return as_id(request.POST.get("draft_page", ""))


def read_by(request: HttpRequest) -> datetime | None:
    """When the draft that the page was opened with had been saved."""
    try:
        return datetime.fromisoformat(request.POST.get("draft_read", ""))
    except ValueError:
        return None


def as_id(text: str) -> uuid.UUID | None:
    """What is written as a UUID; None for anything else."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def address_of(draft: Draft) -> str:
    """The page on which a draft on a ticket goes on."""
    if draft.form in (Draft.Form.NOTE, Draft.Form.TICKET_CONTACT):
        address = reverse("contacts:ticket", args=[draft.ticket_id])
    elif draft.form == Draft.Form.WITHDRAW:
        address = reverse("contacts:withdraw", args=[draft.ticket_id, int(draft.about)])
    elif draft.form == Draft.Form.ANSWER:
        address = reverse("contacts:answer_review", args=[int(draft.about)])
    else:
        about = [draft.about] if draft.about else []
        address = reverse(f"contacts:{draft.form}", args=[draft.ticket_id, *about])
    return address
