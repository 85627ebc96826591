"""Looking over what was resolved: the list, one ticket after the other, and the three verdicts."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from contacts.actions import reviewing
from contacts.errors import Conflict, TicketError
from contacts.forms import drafts
from contacts.forms.reviewing import FineForm, ReviewForm, SendBackForm
from contacts.models import Draft, Ticket
from contacts.queries.reviewing import answers_to, neighbours, number_to_review, reviews_of, to_review
from contacts.queries.ticket_page import ticket_or_404, timeline, where_it_was
from contacts.views import keeping_drafts
from contacts.views.acting import may_work, renewed
from contacts.views.redrawing import redrawn
from uccms.audit import looks
from uccms.privacy.texts import TextRefused

RIGHT = "contacts.review_ticket"


@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """What was resolved in one's areas and not reviewed yet, and the answers to one's own reviews."""
    if not request.user.has_perm(RIGHT):
        raise Http404
    context = {
        "waiting": to_review(request.user, at=request.GET.get("at", "")),
        "number": number_to_review(request.user),
        "answers": answers_to(request.user),
        "is_first_page": "at" not in request.GET,
        "areas": [] if request.user.is_first_tier else request.user.areas,
    }
    return render(request, "contacts/reviews.html", context)


@require_GET
def review(request: HttpRequest, number: int) -> HttpResponse:
    """One resolved ticket to read, and what to find."""
    ticket = _ticket_or_refused(request, number)
    keeping = keeping_drafts.opened(request, Draft.Form.REVIEW, ticket=ticket)
    form = drafts.resumed(ReviewForm, keeping.draft, ticket=ticket, user=request.user)
    late = keeping.draft is not None and drafts.is_stale(keeping.draft, ticket, ticket.version)
    return _page(request, ticket, form, 200, late=late, keeping=keeping)


@require_POST
def find_fine(request: HttpRequest, number: int) -> HttpResponse:
    """It was answered well."""

    def perform(ticket: Ticket, form: FineForm) -> str:
        reviewing.find_fine(ticket, by=request.user, **form.words)
        return f"{ticket.number}: fine."

    return _found(request, number, FineForm, perform)


@require_POST
def comment_on(request: HttpRequest, number: int) -> HttpResponse:
    """The agent should hear something; the ticket stays resolved."""

    def perform(ticket: Ticket, form: ReviewForm) -> str:
        found = reviewing.comment_on(ticket, by=request.user, **form.words)
        return f"{ticket.number}: {found.agent} has your comment."

    return _found(request, number, ReviewForm, perform)


@require_POST
def send_back(request: HttpRequest, number: int) -> HttpResponse:
    """The agent who resolved it has to work on it again."""

    def perform(ticket: Ticket, form: SendBackForm) -> str:
        found = reviewing.send_back(ticket, by=request.user, **form.words)
        return f"{ticket.number}: open again, with {found.agent}."

    return _found(request, number, SendBackForm, perform)


def _found(
    request: HttpRequest,
    number: int,
    form_class: type[ReviewForm],
    perform: Callable[[Ticket, ReviewForm], str],
) -> HttpResponse:
    """Write the review and go on with the next ticket; when somebody was faster, say so and lose no word."""
    ticket = _ticket_or_refused(request, number)
    if reviewing.is_own_work(ticket, request.user):
        looks.refused(ticket.number, by=request.user)
        return _page(request, ticket, ReviewForm(request.POST, ticket=ticket, user=request.user), 403)
    changed = redrawn(request.POST, request.user)
    form = form_class(changed or request.POST, ticket=ticket, user=request.user)
    if changed is not None:
        form.full_clean()
        return _page(request, ticket, form, 200)
    _, following = neighbours(request.user, ticket)  # now: one that goes back loses its place
    if form.is_valid():
        try:
            messages.success(request, perform(ticket, form))
        except Conflict:
            now = ticket_or_404(number, request.user)
            return _page(request, now, renewed(form, now, {}), 409, late=True)
        except (TicketError, TextRefused) as error:
            form.add_error(None, str(error))
        else:
            return redirect("contacts:review", following) if following else redirect("contacts:reviews")
    return _page(request, ticket, form, 422)


def _ticket_or_refused(request: HttpRequest, number: int) -> Ticket:
    ticket = ticket_or_404(number, request.user)
    may_work(request, ticket, RIGHT)
    if not reviewing.supervises(request.user, ticket):
        looks.refused(ticket.number, by=request.user)
        raise PermissionDenied
    return ticket


def _page(
    request: HttpRequest,
    ticket: Ticket,
    form: ReviewForm,
    status: int,
    *,
    late: bool = False,
    keeping: keeping_drafts.Keeping | None = None,
) -> HttpResponse:
    """The ticket beside the form; who read it is on the record before it is sent."""
    looks.looked(ticket.number, by=request.user)
    moments, cut = timeline(ticket)
    before, following = neighbours(request.user, ticket)
    is_own = reviewing.is_own_work(ticket, request.user)
    waits = ticket.review_state == Ticket.ReviewState.WAITING
    context = {
        "ticket": ticket,
        "form": form,
        "keeping": keeping or keeping_drafts.sent(request, form, Draft.Form.REVIEW, ticket=ticket),
        "moments": moments,
        "cut": cut,
        "where": where_it_was(ticket, moments),
        "before": before,
        "following": following,
        "reviews": reviews_of(ticket, request.user),
        "refused": reviewing.OWN if is_own else "",
        "may_review": waits and not is_own,
        "late": late,
    }
    return render(request, "contacts/reviewing.html", context, status=status)
