"""Documents as accessible pages, printed by a form; and the PDF of what was printed."""

import re
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from contacts.queries.caller import customer_or_404
from sales_orders.actions.printing import print_document
from sales_orders.errors import OrderError
from sales_orders.forms.printing import PrintForm, StatementForm
from sales_orders.models.orders import sees_orders
from sales_orders.queries.agreements import quote_or_404
from sales_orders.queries.documents import document_of, marks_of, moment_of, subject_or_404
from sales_orders.queries.order_page import order_or_404
from sales_orders.queries.printings import is_over, printings_of
from sales_orders.queries.statements import StatementTooLong
from sales_orders.subjects import Kind, Subject, subject_of
from uccms.audit import looks
from uccms.documents.sheets import draw


@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, number: int, kind: str, key: int | None = None) -> HttpResponse:
    """A document of an order, of one of its parcels, or of an entry of its ledger."""
    order = order_or_404(number, request.user)
    return _page(request, subject_or_404(order, kind, key), order=order)


@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest, number: int) -> HttpResponse:
    """A statement of a customer who ordered; its days stand in the address, and no name does."""
    if not sees_orders(request.user):
        raise Http404
    customer = customer_or_404(number, request.user)
    if not customer.orders.exists():
        raise Http404
    days = StatementForm(request.GET)
    if not days.is_valid():
        looks.looked(customer.number, by=request.user)
        context = {"customer": customer, "days": days, "title": "Customer statement"}
        return render(request, "sales_orders/document.html", context, status=422)
    subject = Subject(Kind.STATEMENT, customer=customer, **days.cleaned_data)
    return _page(request, subject, customer=customer, days=days)


@require_http_methods(["GET", "POST"])
def quote(request: HttpRequest, number: int) -> HttpResponse:
    """A quote as a document."""
    found = quote_or_404(number, request.user)
    return _page(request, Subject(Kind.QUOTE, quote=found), quote=found)


def _page(request: HttpRequest, subject: Subject, **context) -> HttpResponse:
    """The page to read; POST prints it and leads to the PDF."""
    looks.looked(subject.record, by=request.user)
    form = PrintForm(request.POST or None, initial={"submission_id": uuid.uuid4()})
    error = ""
    try:
        context |= {"document": document_of(subject)}
        if request.method == "POST" and form.is_valid():
            made = print_document(subject, submission_id=form.cleaned_data["submission_id"], by=request.user)
            return redirect(f"{reverse('orders:printed')}?printing={made.pk}")
    except (StatementTooLong, OrderError) as refused:
        error = str(refused)
    context |= {
        "title": subject.words,
        "form": form,
        "error": error,
        "printings": list(subject.printings().select_related("by")),
    }
    status = 422 if error or request.method == "POST" else 200
    return render(request, "sales_orders/document.html", context, status=status)


@require_GET
def printed(request: HttpRequest) -> HttpResponse:
    """The PDF of what one has just printed; each opening is a look at the records in it."""
    if not sees_orders(request.user):
        raise Http404
    asked = [each for each in request.GET.getlist("printing") if re.fullmatch("[0-9]{1,18}", each, re.ASCII)]
    found = printings_of([int(each) for each in asked], request.user)
    if not found:
        raise Http404
    subjects = [subject_of(each) for each in found]
    for record in dict.fromkeys(each.record for each in subjects):
        looks.looked(record, by=request.user)
    if any(is_over(each) for each in found):
        return render(request, "sales_orders/printed_before.html", {"subjects": subjects}, status=409)
    documents = [
        document_of(subject, marks=marks_of(printing))
        for subject, printing in zip(subjects, found, strict=True)
    ]
    content = draw(documents, printed=f"printed {moment_of(found[0].at)}")
    name = f"{subjects[0].record}-{subjects[0].kind}" if len(found) == 1 else f"{subjects[0].kind}s"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
