"""What the reviewed agent, and then the supervisor, does with a review."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from contacts.actions.answering_reviews import answer_review as answer_review_action
from contacts.actions.answering_reviews import read_review as read_review_action
from contacts.actions.answering_reviews import see_answer as see_answer_action
from contacts.errors import TicketError
from contacts.forms import drafts
from contacts.forms.reviewing import AnswerForm
from contacts.models import Draft, Review
from contacts.views import keeping_drafts
from contacts.views.redrawing import redrawn
from uccms.privacy.texts import TextRefused


@require_http_methods(["GET", "POST"])
def answer_review(request: HttpRequest, key: int) -> HttpResponse:
    """Answer a review of one's own work."""
    review = _own_or_404(key, agent=request.user)
    changed = redrawn(request.POST, request.user) if request.method == "POST" else None
    name, of = Draft.Form.ANSWER, {"ticket": review.ticket, "about": str(key)}
    if request.method == "GET":
        keeping = keeping_drafts.opened(request, name, **of)
        form = drafts.resumed(AnswerForm, keeping.draft, user=request.user)
    else:
        form = AnswerForm(changed or request.POST, user=request.user)
        keeping = keeping_drafts.sent(request, form, name, **of)
    if changed is None and form.is_valid():
        try:
            answer_review_action(review, by=request.user, **form.words)
        except (TicketError, TextRefused) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{review.reviewer} has your answer.")
            return redirect("contacts:desk")
    status = 200 if changed is not None else form.http_status
    context = {"review": review, "form": form, "keeping": keeping}
    return render(request, "contacts/answering_reviews.html", context, status=status)


@require_POST
def read_review(request: HttpRequest, key: int) -> HttpResponse:
    """Take a review from one's desk."""
    review = _own_or_404(key, agent=request.user)
    read_review_action(review, by=request.user)
    messages.success(
        request, f"The review of T{review.ticket_id} is off your desk. The ticket's page has it."
    )
    return redirect("contacts:desk")


@require_POST
def see_answer(request: HttpRequest, key: int) -> HttpResponse:
    """Take an answer off one's list."""
    review = _own_or_404(key, reviewer=request.user)
    see_answer_action(review, by=request.user)
    return redirect("contacts:reviews")


def _own_or_404(key: int, **whose) -> Review:
    return get_object_or_404(
        Review.objects.select_related("ticket__topic", "reviewer", "agent"), pk=key, **whose
    )
