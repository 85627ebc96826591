from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contacts.errors import Conflict
from sales_orders.actions.keeping_terms import keep_terms
from sales_orders.forms.keeping_terms import TermsForm
from sales_orders.models import SubscriptionTerms
from sales_orders.views.keeping_catalogue import may_keep


@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """How subscriptions are kept."""
    may_keep(request)
    form = TermsForm(request.POST or None, terms=SubscriptionTerms.now())
    status, conflict = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                keep_terms(by=request.user, **form.words)
            except Conflict:
                status, conflict = 409, SubscriptionTerms.now()
                data = form.data.copy()
                for name in ("grace_issues", "claim_window", "notice_before"):
                    data[f"was_{name}"] = getattr(conflict, name)
                form = TermsForm(data, terms=conflict)
            else:
                messages.success(request, "The terms are saved.")
                return redirect("orders:subscription_terms")
    context = {"form": form, "conflict": conflict}
    return render(request, "sales_orders/keeping_terms.html", context, status=status)
