"""An issue that did not arrive: claim it, and answer the claim."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contacts.errors import Conflict, TicketError
from contacts.views.redrawing import redrawn
from sales_orders.actions.claiming_issues import answer_claim, claim_issue, hindered
from sales_orders.errors import OrderError, WrongState
from sales_orders.forms.subscriptions import AnswerClaimForm, ClaimForm
from sales_orders.models import Claim, SubscriptionIssue
from sales_orders.queries.subscriptions import subscription_or_404
from uccms.audit import looks
from uccms.privacy.texts import TextRefused

TEMPLATE = "sales_orders/claiming_issues.html"


def _issue(request: HttpRequest, key: int, issue: int, right: str) -> SubscriptionIssue:
    subscription = subscription_or_404(key, request.user)
    issues = SubscriptionIssue.objects.select_related(
        "edition", "line__order", "claim__ticket", "subscription__product", "subscription__customer"
    )
    found = issues.filter(subscription=subscription, pk=issue).first()
    if found is None:
        raise Http404
    if not request.user.has_perm(right):
        looks.refused(found.line.order.number, by=request.user)
        raise PermissionDenied
    looks.looked(found.line.order.number, by=request.user)
    return found


@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, key: int, issue: int) -> HttpResponse:
    """The subscriber did not get it: a ticket, once."""
    found = _issue(request, key, issue, "sales_orders.enter_order")
    context = {"issue": found, "title": f"{found.edition} did not arrive", "submit": "Open a ticket"}
    if request.method == "GET" and (sentence := hindered(found)):
        looks.refused(found.line.order.number, by=request.user)
        return render(request, TEMPLATE, context | {"hindered": sentence}, status=409)
    changed = redrawn(request.POST, request.user) if request.method == "POST" else None
    form = ClaimForm(changed or request.POST or None, issue=found, user=request.user)
    status = 200
    if request.method == "POST" and changed is None:
        status = 422
        if form.is_valid():
            try:
                made = claim_issue(found, by=request.user, **form.words)
            except WrongState as error:
                looks.refused(found.line.order.number, by=request.user)
                return render(request, TEMPLATE, context | {"hindered": str(error)}, status=409)
            except (OrderError, TicketError, TextRefused) as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"{made.ticket.number} is opened.")
                return redirect("orders:subscription", key)
    return render(request, TEMPLATE, context | {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, key: int, issue: int) -> HttpResponse:
    """Replace it from the shelf, or add one issue."""
    found = _issue(request, key, issue, "sales_orders.process_order")
    known = Claim.objects.filter(issue=found).select_related("ticket").first()
    if known is None:
        raise Http404
    context = {
        "issue": found,
        "claim": known,
        "title": f"Answer the claim of {found.edition}",
        "submit": "Answer",
    }
    form = AnswerClaimForm(request.POST or None, initial={"version": known.version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                answer_claim(known, by=request.user, **form.cleaned_data)
            except (Conflict, WrongState) as error:
                looks.refused(found.line.order.number, by=request.user)
                sentence = str(error) or "Somebody else answered the claim meanwhile."
                return render(request, TEMPLATE, context | {"hindered": sentence}, status=409)
            except OrderError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "The claim is answered.")
                return redirect("orders:subscription", key)
    return render(request, TEMPLATE, context | {"form": form}, status=status)
