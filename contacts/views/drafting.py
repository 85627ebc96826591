"""Drafts: saved while somebody types, opened again on any machine, thrown away."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from contacts.actions.drafting import discard_draft, forget_emptied_draft, save_draft
from contacts.forms import drafts, logging_contacts
from contacts.models import Draft, FollowUp, Review, Ticket, Topic
from contacts.queries.drafts import was_removed_from
from contacts.views.keeping_drafts import address_of, as_id, page_of, read_by
from contacts.views.logging_contacts import may_log, screen
from contacts.views.texts import text_or_404
from uccms.privacy.texts import Statements, blanked

LONGEST = 25_000


@require_POST
@may_log
def save(request: HttpRequest) -> HttpResponse:
    """Keep what was typed; what the guard found in it is kept as blanks."""
    submission_id = as_id(request.POST.get("submission_id", ""))
    form = request.POST.get("draft_form", Draft.Form.CONTACT)
    about = request.POST.get("draft_about", "")
    ticket = None if form == Draft.Form.CONTACT else _ticket(request)
    can_be_kept = drafts.is_form(form, about) and (
        form == Draft.Form.CONTACT or (ticket is not None and _is_about_what_is_there(request, ticket))
    )
    if submission_id is None or not can_be_kept:
        return JsonResponse({"error": "This form cannot be kept."}, status=400)
    statements = Statements.of(request.user, submission_id, request.POST.getlist("stated"))
    fields = {
        name: [blanked(value[:LONGEST], statements=statements) for value in values]
        for name, values in request.POST.lists()
        if drafts.is_kept(form, name)
    }
    if drafts.is_empty(form, fields):
        forget_emptied_draft(submission_id, page=page_of(request), by=request.user)
        return JsonResponse({"saved_at": ""})
    draft = save_draft(
        by=request.user,
        form=form,
        submission_id=submission_id,
        fields=fields,
        summary=_summary(form, fields),
        ticket=ticket,
        about=about,
        page=page_of(request),
        read=read_by(request),
    )
    if draft is None:
        # Who goes on typing on another page keeps it under this id.
        return JsonResponse({"saved_at": "", "sent": True, "submission_id": str(uuid.uuid4())})
    return JsonResponse(
        {
            "saved_at": f"{timezone.localtime(draft.saved_at):%H:%M:%S}",
            "submission_id": str(draft.submission_id),
            "discard": reverse("contacts:discard_draft", args=[draft.submission_id]),
        }
    )


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
        return redirect(f"{address_of(draft)}?draft={draft.submission_id}")
    return screen(request, logging_contacts.again(request.user, drafts.typed(draft)), draft=draft)


@require_POST
@may_log
def discard(request: HttpRequest, submission_id: uuid.UUID) -> HttpResponse:
    """Throw a draft of one's own away, and begin anew where it was open."""
    draft = Draft.objects.filter(submission_id=submission_id).first()
    if draft is None:  # the button was pressed twice, or the form was sent: there is none to throw away
        messages.success(request, "The draft is discarded.")
        return redirect("contacts:desk")
    if draft.owner_id != request.user.pk:
        raise Http404
    anew = address_of(draft) if draft.ticket_id and "begin_anew" in request.POST else ""
    try:
        discard_draft(draft, by=request.user)
    except PermissionDenied:
        raise Http404 from None
    if anew:
        messages.success(request, "The draft is discarded.")
    return redirect(anew or "contacts:desk")


def _ticket(request: HttpRequest) -> Ticket | None:
    """The ticket that the form is on, if the person sees it."""
    number = _digits(request.POST.get("draft_ticket"))
    return Ticket.objects.visible_to(request.user).filter(pk=number).first()


def _is_about_what_is_there(request: HttpRequest, ticket: Ticket) -> bool:
    """Whether the person has such a text, follow-up or review there; what was removed is not kept again."""
    form, about = request.POST["draft_form"], request.POST.get("draft_about", "")
    if form == Draft.Form.WITHDRAW:
        return FollowUp.objects.filter(pk=int(about), ticket=ticket).exists()
    if form == Draft.Form.REVIEW:
        return request.user.has_perm("contacts.review_ticket")
    if form == Draft.Form.ANSWER:
        unanswered = Review.objects.filter(answered_at=None, agent=request.user, ticket=ticket)
        return unanswered.filter(pk=int(about)).exists()
    if form == Draft.Form.CORRECT:
        try:
            text = text_or_404(ticket, about)
        except Http404:
            return False
        return not was_removed_from(text, since=_digits(request.POST.get("version")))
    return True


def _digits(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def _summary(form: str, fields: dict[str, list[str]]) -> str:
    """What the desk calls the draft: its topic, or how its text begins."""
    topic = _digits((fields.get("topic") or [""])[0])
    if topic:
        known = Topic.objects.filter(pk=topic).values_list("name", flat=True).first()
        if known:
            return known
    return drafts.beginning(form, fields)
