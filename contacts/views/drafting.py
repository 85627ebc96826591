"""Drafts: saved while somebody types, opened again on any machine, thrown away."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from contacts.actions.drafting import discard_draft, save_draft
from contacts.forms import logging_contacts as forms
from contacts.forms.tickets import NoteForm, TicketContactForm
from contacts.models import Draft, Ticket, Topic
from contacts.views.logging_contacts import may_log, screen
from uccms.privacy.texts import Statements, blanked

LONGEST = 25_000
BESIDE = {"matter_kind", "matter_number", "stated", "keeps"}  # what forms ask for beside their own fields
NOT_KEPT = {"look_up", "look_up_id", "after", "files", "confirmed"}
KEPT = {
    *forms.ContactForm.base_fields, *NoteForm.base_fields, *TicketContactForm.base_fields, *BESIDE
} - NOT_KEPT  # fmt: skip


@require_POST
@may_log
def save(request: HttpRequest) -> HttpResponse:
    """Keep what was typed; what the guard found in it is kept as blanks."""
    try:
        submission_id = uuid.UUID(request.POST.get("submission_id", ""))
    except ValueError:
        return JsonResponse({"error": "This form cannot be kept."}, status=400)
    statements = Statements.of(request.user, submission_id, request.POST.getlist("stated"))
    fields = {
        name: [blanked(value[:LONGEST], statements=statements) for value in values]
        for name, values in request.POST.lists()
        if name in KEPT
    }
    form = request.POST.get("draft_form", Draft.Form.CONTACT)
    ticket = None
    if form != Draft.Form.CONTACT:
        ticket = (
            Ticket.objects.visible_to(request.user)
            .filter(pk=_digits(request.POST.get("draft_ticket")))
            .first()
        )
    if form not in Draft.Form.values or (form != Draft.Form.CONTACT and ticket is None):
        return JsonResponse({"error": "This form cannot be kept."}, status=400)
    draft = save_draft(
        by=request.user,
        form=form,
        submission_id=submission_id,
        fields=fields,
        summary=_summary(fields),
        ticket=ticket,
    )
    if draft is None:
        return JsonResponse({"saved_at": "", "sent": True})
    return JsonResponse({"saved_at": f"{timezone.localtime(draft.saved_at):%H:%M:%S}"})


@require_GET
@may_log
def resume(request: HttpRequest, submission_id: uuid.UUID) -> HttpResponse:
    """Open a draft of one's own where it was left."""
    draft = get_object_or_404(Draft, submission_id=submission_id, owner=request.user)
    if draft.form != Draft.Form.CONTACT:
        if (
            draft.ticket is None
            or not Ticket.objects.visible_to(request.user).filter(pk=draft.ticket_id).exists()
        ):
            raise Http404
        return redirect("contacts:ticket", draft.ticket_id)
    typed = QueryDict(mutable=True)
    for name, values in draft.fields.items():
        typed.setlist(name, values)
    return screen(request, forms.again(request.user, typed))


@require_POST
@may_log
def discard(request: HttpRequest, submission_id: uuid.UUID) -> HttpResponse:
    """Throw a draft of one's own away."""
    draft = get_object_or_404(Draft, submission_id=submission_id, owner=request.user)
    try:
        discard_draft(draft, by=request.user)
    except PermissionDenied:
        raise Http404 from None
    return redirect("contacts:desk")


def _digits(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def _summary(fields: dict[str, list[str]]) -> str:
    """What the desk calls the draft: its topic, or how its text begins."""
    topic = _digits((fields.get("topic") or [""])[0])
    if topic:
        known = Topic.objects.filter(pk=topic).values_list("name", flat=True).first()
        if known:
            return known
    text = " ".join(((fields.get("description") or fields.get("text") or [""])[0]).split())
    return text[:80]
