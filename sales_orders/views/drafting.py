"""Drafts of orders: saved while somebody types, listed, opened again on any machine, thrown away."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from contacts.models import Customer
from contacts.views.keeping_drafts import page_of, read_by
from sales_orders.actions.drafting import discard_order_draft, save_order_draft
from sales_orders.forms import placing_orders as forms
from sales_orders.forms.order_lines import NAME, OrderLines
from sales_orders.models import OrderDraft
from sales_orders.queries.order_drafts import drafts_of
from sales_orders.views.placing_orders import may_enter, screen
from uccms.audit import looks
from uccms.privacy.texts import Statements, blanked
from uccms.web.views.late_forms import in_background

LONGEST = 6_000
PAYMENT_FIELDS = {"purchase_order", "reference"}  # of which the guard wants no deposit account number either
NOT_KEPT = {"look_up", "look_up_id", "shown_total", "new_anyway"}
KEPT = {*forms.OrderForm.base_fields, "stated"} - NOT_KEPT


@require_GET
@may_enter
def drafts(request: HttpRequest) -> HttpResponse:
    """One's own orders that are not placed yet."""
    return render(request, "sales_orders/drafts.html", {"drafts": drafts_of(request.user)})


@require_POST
@may_enter
def save(request: HttpRequest) -> HttpResponse:
    """Keep what was typed; what the guard found in it is kept as blanks."""
    try:
        submission_id = uuid.UUID(request.POST.get("submission_id", ""))
    except ValueError:
        return JsonResponse({"error": "This form cannot be kept."}, status=400)
    statements = Statements.of(request.user, submission_id, request.POST.getlist("stated"))
    fields = {
        name: [
            blanked(
                value[:LONGEST], statements=statements, field="payment" if name in PAYMENT_FIELDS else "text"
            )
            for value in values
        ]
        for name, values in request.POST.lists()
        if name in KEPT or _is_of_line(name)
    }
    customer = _customer(request)
    kept = {
        "by": request.user,
        "fields": fields,
        "summary": _summary(request.POST, statements),
        "customer": customer,
        "page": page_of(request),
        "read": read_by(request),
    }
    try:
        draft = save_order_draft(submission_id=submission_id, **kept)
    except PermissionDenied:
        looks.refused(customer.number if customer else "", by=request.user)
        raise
    if not in_background(request):
        if draft is None:  # placed from another window meanwhile: what was typed here is not lost
            save_order_draft(submission_id=uuid.uuid4(), **kept)
        placed = "The order is placed already. What was typed here is kept as another draft."
        messages.success(request, "The draft is kept." if draft else placed)
        return redirect("orders:drafts")
    if draft is None:
        # Who goes on typing on another page keeps it under this id.
        return JsonResponse({"saved_at": "", "sent": True, "submission_id": str(uuid.uuid4())})
    saved_at = f"{timezone.localtime(draft.saved_at):%H:%M:%S}"
    return JsonResponse({"saved_at": saved_at, "submission_id": str(draft.submission_id)})


@require_GET
@may_enter
def resume(request: HttpRequest, submission_id: uuid.UUID) -> HttpResponse:
    """Open a draft of one's own where it was left."""
    draft = get_object_or_404(OrderDraft, submission_id=submission_id, owner=request.user)
    typed = QueryDict(mutable=True)
    for name, values in draft.fields.items():
        typed.setlist(name, values)
    typed["submission_id"] = str(draft.submission_id)
    return screen(request, forms.again(request.user, typed), read=draft.saved_at.isoformat())


@require_POST
@may_enter
def discard(request: HttpRequest, submission_id: uuid.UUID) -> HttpResponse:
    """Throw a draft of one's own away."""
    draft = OrderDraft.objects.filter(submission_id=submission_id).first()
    if draft is not None and draft.owner_id != request.user.pk:
        raise Http404
    if draft is not None:  # where the button was pressed twice there is none any more
        discard_order_draft(draft, by=request.user)
    messages.success(request, "The draft is discarded.")
    return redirect("orders:drafts")


def _is_of_line(name: str) -> bool:
    found = NAME.fullmatch(name)
    return bool(found) and found[2] != "seen"


def _summary(data: QueryDict, statements: Statements) -> str:
    """What lists call the draft: its products."""
    titles = [row.product.title for row in OrderLines(data, statements=statements).rows]
    if not titles:
        return "No product yet"
    return titles[0] if len(titles) == 1 else f"{titles[0][:90]} and {len(titles) - 1} more"


def _customer(request: HttpRequest) -> Customer | None:
    number = request.POST.get("customer", "").upper().removeprefix("C")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if not request.user.has_perm("contacts.look_up_customer"):
        return None
    return Customer.objects.filter(pk=number).first()
