"""Correct what one wrote in a review or its answer, or remove something from it."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contacts.actions.correcting_reviews import PARTS, correct_review, remove_from_review
from contacts.forms.reviewing import CorrectReviewForm, RemoveFromReviewForm
from contacts.models import Review
from contacts.views.sending import again, send
from uccms.audit import looks

NAMES = {"text": "comment", "answer": "answer"}


@require_http_methods(["GET", "POST"])
def correct_review_of(request: HttpRequest, key: int, part: str) -> HttpResponse:
    """Say it in other words, as long as nobody has answered or seen it."""
    review = _review_or_404(request, key, part)
    if not review.may_be_corrected(part, request.user) and request.method != "POST":
        raise PermissionDenied

    def perform(form: CorrectReviewForm) -> str:
        correct_review(review, part=part, by=request.user, **form.words)
        return f"The {NAMES[part]} is corrected."

    return _send(
        request, review, part, CorrectReviewForm, perform, title=f"Correct the {NAMES[part]}",
        submit="Save the correction", template="contacts/correcting_review.html",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def remove_from_review_of(request: HttpRequest, key: int, part: str) -> HttpResponse:
    """Take something that slipped in out of it."""
    review = _review_or_404(request, key, part)
    if not review.may_be_removed_from(part, request.user):
        raise PermissionDenied

    def perform(form: RemoveFromReviewForm) -> str:
        remove_from_review(review, part=part, by=request.user, **form.words)
        return "It is removed. The record of removals says by whom and why."

    return _send(
        request, review, part, RemoveFromReviewForm, perform,
        title=f"Remove something from the {NAMES[part]}", submit="Remove it for good",
        template="contacts/removing_from_review.html",
    )  # fmt: skip


def _send(
    request: HttpRequest,
    review: Review,
    part: str,
    form_class: type[CorrectReviewForm],
    perform: Callable[..., str],
    **page,
) -> HttpResponse:
    """Show the form or perform it, and go back to the ticket; who read the words is on the record."""

    def fresh(data=None) -> CorrectReviewForm:
        known = {"version": review.version, form_class.words_in: getattr(review, part)}
        return form_class(data, user=request.user, **known)

    def on_conflict(form: CorrectReviewForm) -> dict:
        review.refresh_from_db()
        return {"theirs": getattr(review, part) or "Its words were removed.",
                "form": again(form, fresh, version=review.version)}  # fmt: skip

    looks.looked(review.ticket.number, by=request.user)
    address = reverse("contacts:ticket", args=[review.ticket_id])
    return send(
        request, fresh, perform, to=address, on_conflict=on_conflict, review=review, **page
    )  # fmt: skip


def _review_or_404(request: HttpRequest, key: int, part: str) -> Review:
    """A review that this person may read. What they may not do with it is a 403."""
    if part not in PARTS:
        raise Http404
    found = Review.objects.visible_to(request.user).filter(pk=key)
    review = found.select_related("ticket__topic", "reviewer", "agent", "area").first()
    if review is None:
        raise Http404
    return review
