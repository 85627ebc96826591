"""Prepared texts: filled in for what one writes, as a page or for the editor's list; made and changed."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contacts.actions import keeping_texts as actions
from contacts.forms.choosing_customers import NEW
from contacts.forms.keeping_texts import PreparedTextForm
from contacts.models import PreparedText
from contacts.placeholders import filled, left
from contacts.queries.prepared_texts import Writing, offered_texts, writing_about
from contacts.supervision import keeps
from contacts.views.sending import again, send
from uccms.audit import looks


@dataclass(frozen=True)
class Row:
    """A text as it would be brought in, with what is still to be filled in."""

    prepared: PreparedText
    text: str
    left: list[str]
    keeps: bool


@require_http_methods(["GET", "POST"])
def prepared_texts(request: HttpRequest) -> HttpResponse:
    """The texts, filled in for a ticket: a page to copy from; for a POST the list that the editor shows."""
    if not request.user.has_perm("contacts.log_contact"):
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    writing = _writing(request, sent.get("ticket", ""))
    found = offered_texts(request.user, writing, kept_too=request.method == "GET")
    known = writing.known(request.user)
    rows = [_row(each, known, request.user) for each in found]
    if request.method == "POST":
        return JsonResponse({"texts": [_option(row) for row in rows]})
    context = {"rows": rows, "ticket": writing.ticket, "may_keep": request.user.has_perm(actions.RIGHT)}
    return render(request, "contacts/prepared_texts.html", context)


def _writing(request: HttpRequest, ticket: str) -> Writing:
    """What is being written about; a customer whose name is filled in was looked at."""
    sent = request.POST
    customer = sent.get("customer", "").upper()
    named = sent.get("new_name", "")[:200] if customer == NEW.upper() else ""
    writing = writing_about(
        request.user, ticket=ticket, customer=customer, customer_name=named, topic=sent.get("topic", "")
    )
    for number in writing.looked_at:
        looks.looked(number, by=request.user)
    return writing


def _row(prepared: PreparedText, known: dict[str, str], user) -> Row:
    text = filled(prepared.text, known)
    still = [each for each in left(prepared.text) if not known.get(each)]
    return Row(prepared, text, still, keeps(user, actions.RIGHT, prepared.area))


def _option(row: Row) -> dict:
    """What the editor's list needs of a text."""
    of = [str(each) for each in (row.prepared.area, row.prepared.topic) if each]
    return {"name": row.prepared.name, "of": " · ".join(of), "text": row.text, "left": row.left}


def text_or_404(request: HttpRequest, key: int) -> PreparedText:
    """The text, for somebody who keeps it; refused, and on the record, for who only reads it."""
    prepared = PreparedText.objects.visible_to(request.user).select_related("area", "topic")
    found = prepared.filter(pk=key).first()
    if found is None or not request.user.has_perm("contacts.log_contact"):
        raise Http404
    if not keeps(request.user, actions.RIGHT, found.area):
        looks.refused("", by=request.user)
        raise PermissionDenied
    return found


@require_http_methods(["GET", "POST"])
def create_text(request: HttpRequest) -> HttpResponse:
    """Prepare a text."""
    if not request.user.has_perm("contacts.log_contact"):
        raise Http404
    if not request.user.has_perm(actions.RIGHT):
        looks.refused("", by=request.user)
        raise PermissionDenied
    return _keep(request, None, title="New prepared text")


@require_http_methods(["GET", "POST"])
def change_text(request: HttpRequest, key: int) -> HttpResponse:
    """Change a prepared text, or take it out of the list."""
    prepared = text_or_404(request, key)
    return _keep(request, prepared, title=f"Change “{prepared}”")


def _keep(request: HttpRequest, prepared: PreparedText | None, *, title: str) -> HttpResponse:
    def fresh(data) -> PreparedTextForm:
        return PreparedTextForm(data, user=request.user, prepared=prepared)

    def perform(form: PreparedTextForm) -> str:
        words = form.words_for(prepared)
        if prepared:
            actions.change_text(prepared, by=request.user, **words)
        else:
            actions.create_text(by=request.user, **words)
        return f"The text “{words['name']}” is saved."

    def on_conflict(form: PreparedTextForm) -> dict:
        theirs = text_or_404(request, prepared.pk)
        return {"theirs": theirs, "form": again(form, fresh, version=theirs.version)}

    return send(
        request, fresh, perform, title=title, submit="Save", to=reverse("contacts:prepared_texts"),
        template="contacts/keeping_text.html", on_conflict=on_conflict,
    )  # fmt: skip
