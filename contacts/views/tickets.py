"""A ticket's page: state at a glance, the timeline, and what can be done."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from contacts.actions.assigning import can_hold
from contacts.actions.bringing_files import log_contact_with_files
from contacts.actions.logging_contacts import KeptOpen
from contacts.errors import TicketError
from contacts.forms import drafts
from contacts.forms.logging_contacts import kept_by
from contacts.forms.tickets import NoteForm, TicketContactForm
from contacts.models import Contact, Draft, Ticket
from contacts.queries.ticket_page import TicketPage, mark_now, ticket_or_404, ticket_page
from contacts.views.acting import may_work, refused
from contacts.views.after_acting import done
from contacts.views.holding_files import hold
from contacts.views.keeping_drafts import Keeping, chosen, sent, with_draft
from contacts.views.redrawing import redrawn
from uccms.audit import looks
from uccms.privacy.texts import TextRefused
from uccms.web.middleware.uploads import takes_files
from uccms.web.panels import Panel, Panels, panels_for

FORMS = {"note": NoteForm, "contact": TicketContactForm}
NAMES = {shown: name for name, shown in drafts.COMPOSED.items()}


@require_GET
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """The page; who opened it is on the audit record before it is sent."""
    found = ticket_or_404(number, request.user)
    panels = Panels(request, "contacts.ticket", found)
    look = looks.looking(found.number, by=request.user)
    shown = ticket_page(found, request.user, look, *panels.questions)
    draft = chosen(request, shown.composed)
    adding = request.GET.get("add") or (drafts.COMPOSED[draft.form] if draft else "note")
    adding = adding if adding in FORMS else "note"
    if draft and drafts.COMPOSED[draft.form] != adding:
        draft = next((each for each in shown.composed if drafts.COMPOSED[each.form] == adding), None)
    keeping = with_draft(NAMES[adding], draft, shown.drafts, ticket=found)
    form = _composer(request, found, draft, adding)
    beside = panels.shown(shown.beside[1:])
    return draw(request, found, shown, form, adding, keeping=keeping, panels=beside)


@require_GET
def ticket_news(request: HttpRequest, number: int) -> HttpResponse:
    """What a page that refreshes itself draws anew: 304 when nothing happened. It is no look of its own."""
    found = ticket_or_404(number, request.user)
    tag = f'"{mark_now(found)}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    page = ticket_page(found, request.user)
    context = {"ticket": found, "page": page, "may_take": _may_take(request, found)}
    answer = render(request, "contacts/_ticket_news.html", context)
    answer["ETag"] = tag
    return answer


@takes_files
@require_http_methods(["GET", "POST"])
def add_contact(request: HttpRequest, number: int) -> HttpResponse:
    """Write down one more contact on this ticket."""
    found = ticket_or_404(number, request.user)
    may_work(request, found, "contacts.log_contact")
    if request.method == "GET":
        return redirect(f"{reverse('contacts:ticket', args=[found.pk])}?add=contact")
    changed = redrawn(request.POST, request.user)
    form = TicketContactForm(changed or request.POST, files=request.FILES, ticket=found, user=request.user)
    shown = None
    if form.is_valid() and changed is None:
        cleaned = form.cleaned_data
        now = timezone.now()
        lasts = cleaned["channel"] in (Contact.Channel.PHONE, Contact.Channel.WALK_IN)
        try:
            log_contact_with_files(
                by=request.user,
                submission_id=cleaned["submission_id"],
                **form.with_files,
                ticket=found,
                channel=cleaned["channel"],
                direction=cleaned["direction"],
                started_at=cleaned["started_at"],
                ended_at=now
                if lasts and 0 <= (now - cleaned["started_at"]).total_seconds() < 8 * 3600
                else None,
                description=cleaned["description"],
                keeps=kept_by(found, request.POST),
                outcome=KeptOpen("as_is"),
                statements=form.statements,
            )
        except (TicketError, TextRefused) as error:
            refused(form, error)
        else:
            home = reverse("contacts:ticket", args=[found.pk])
            return done(request, found, "The contact is on the timeline.", home=home)
    if form.errors or changed is not None:
        hold(request, form)
    shown = ticket_page(found, request.user, looks.looking(found.number, by=request.user))
    keeping = sent(request, form, Draft.Form.TICKET_CONTACT, ticket=found)
    return draw(
        request, found, shown, form, "contact", keeping=keeping, status=200 if changed is not None else 422
    )


def draw(
    request: HttpRequest,
    found: Ticket,
    shown: TicketPage,
    form,
    adding: str,
    *,
    keeping: Keeping,
    status: int = 200,
    panels: list[Panel] | None = None,
) -> HttpResponse:
    """The page with this form in its composer."""
    context = {
        "ticket": found,
        "page": shown,
        "form": form,
        "adding": adding,
        "keeping": keeping,
        "splits": _splits(request, found, shown),
        "may_take": _may_take(request, found),
        "panels": panels_for(request, "contacts.ticket", found) if panels is None else panels,
    }
    return render(request, "contacts/ticket.html", context, status=status)


def _splits(request: HttpRequest, found: Ticket, shown: TicketPage) -> bool:
    """Whether a contact can be split off: there is another one, and the ticket is worked on."""
    several = sum(each.contact is not None for each in shown.moments) > 1
    return several and not found.merged_into_id and request.user.has_perm("contacts.work_ticket")


def _may_take(request: HttpRequest, found: Ticket) -> bool:
    """Whether nobody has the ticket, and this person can."""
    return found.is_unresolved and found.assignee_id is None and can_hold(request.user, found)


def _composer(request: HttpRequest, found: Ticket, draft: Draft | None, adding: str):
    """An empty form, or the agent's draft of it."""
    form_class = FORMS[adding]
    initial = {"started_at": timezone.localtime()} if adding == "contact" else {}
    return drafts.resumed(form_class, draft, ticket=found, user=request.user, **initial)
