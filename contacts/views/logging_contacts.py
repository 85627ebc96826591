"""The contact screen: who is calling, what about, and how it ends."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.actions.bringing_files import log_contact_with_files
from contacts.actions.logging_contacts import log_no_request
from contacts.errors import TicketError
from contacts.forms import logging_contacts as forms
from contacts.forms.choosing_customers import NEW, NO_NAME
from contacts.models import Contact, Draft, Matter
from contacts.queries import caller as caller_query
from contacts.queries.customer_lookup import look_up as find_customers
from contacts.views.acting import refused
from contacts.views.choosing_customers import chosen as chosen_customer
from contacts.views.choosing_customers import duplicates_of, matches, start_of_new
from contacts.views.holding_files import hold
from contacts.views.keeping_drafts import sent, with_draft
from contacts.views.redrawing import redrawn
from contacts.views.similar_tickets import beside, not_seen
from uccms.privacy import pia
from uccms.privacy.texts import TextRefused
from uccms.web import taken_along
from uccms.web.middleware.uploads import takes_files

POP = "screen_pops"


def may_log(view):
    """Let only those in who log contacts; for others the screen does not exist."""

    @wraps(view)
    def inside(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm("contacts.log_contact"):
            raise Http404
        return view(request, *args, **kwargs)

    return inside


@takes_files
@require_http_methods(["GET", "POST"])
@may_log
def new(request: HttpRequest) -> HttpResponse:
    """The screen itself; a screen pop is taken once and answered with a clean address."""
    if request.method == "GET":
        if request.GET and taken_along.MARK not in request.GET:
            brought = {
                "channel": request.GET.get("channel", ""),
                "look_up": (request.GET.get("number") or request.GET.get("email") or "")[:200],
                "about": request.GET.get("about", "")[:20],
                "customer": request.GET.get("customer", "")[:20],
            }
            return redirect(taken_along.put(request, POP, brought))
        return screen(request, popped(request))
    changed = redrawn(request.POST, request.user)
    if changed is not None:
        form = forms.again(request.user, changed)
        form.receive(request.FILES.getlist("files"))
        return screen(request, form)
    if request.POST.get("no_request"):
        return without_request(request)
    form = forms.ContactForm(request.POST, files=request.FILES, user=request.user)
    if form.is_valid():
        # Sent twice, the first time kept this very customer and opened this very ticket.
        is_again = Contact.objects.filter(submission_id=form.cleaned_data["submission_id"]).exists()
        duplicates = [] if is_again else duplicates_of(request, form)
        if duplicates or (not is_again and not_seen(form)):
            return screen(request, form, duplicates=duplicates)
        try:
            contact = log_contact_with_files(
                by=request.user,
                submission_id=form.cleaned_data["submission_id"],
                new_customer=form.new_customer,
                statements=form.statements,
                **form.with_files,
                **form.act,
            )
        except (TicketError, TextRefused) as error:
            refused(form, error)
        else:
            return after_saving(request, contact, form)
    return screen(request, form)


def popped(request: HttpRequest) -> forms.ContactForm:
    """A fresh form, with what a screen pop brought: one match is taken, several offered, none starts anew."""
    pop = taken_along.take(request, POP)
    known = {}
    if pop.get("channel") in Contact.Channel.values:
        known["channel"] = pop["channel"]
    if pop.get("look_up"):
        known["look_up"] = pop["look_up"]
        found = find_customers(pop["look_up"])
        if len(found.customers) == 1:
            known["customer"] = found.customers[0].number
        elif start_of_new(found):
            known |= {"customer": NEW} | start_of_new(found)
    for name in ("about", "customer"):
        if pop.get(name):
            known[name] = pop[name]
    return forms.fresh(request.user, **known)


def without_request(request: HttpRequest) -> HttpResponse:
    """One key: wrong number, dropped or transferred."""
    form = forms.NoRequestForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return screen(request, forms.again(request.user, request.POST), status=422)
    contact = log_no_request(by=request.user, **form.act)
    messages.success(
        request, f"Saved: {contact.get_no_request_display().lower()}. The next contact can begin."
    )
    return redirect("contacts:new_contact")


def after_saving(request: HttpRequest, contact: Contact, form: forms.ContactForm) -> HttpResponse:
    """The number to read out, or the ticket, as the agent prefers."""
    to_ticket = request.POST.get("next") == "ticket" or form.cleaned_data["after"] == "ticket"
    if (
        to_ticket
        and type(contact.ticket).objects.visible_to(request.user).filter(pk=contact.ticket_id).exists()
    ):
        messages.success(request, f"Saved. The ticket number is {contact.ticket.number}.")
        return redirect("contacts:ticket", contact.ticket_id)
    return redirect("contacts:saved", contact.pk)


def screen(
    request: HttpRequest,
    form: forms.ContactForm,
    *,
    duplicates=(),
    status: int | None = None,
    draft: Draft | None = None,
) -> HttpResponse:
    """Draw the screen with this form; whoever is shown on it is on the audit record first."""
    hold(request, form)
    typed = form["look_up"].value() or ""
    identifier = str(form["look_up_id"].value() or form["submission_id"].value())
    found = matches(request, typed, identifier) if typed else None
    chosen = (form["customer"].value() or NO_NAME).upper()
    shown = None
    if chosen not in (NEW.upper(), NO_NAME.upper()):
        shown = _caller(request, chosen)
    name = Draft.Form.CONTACT
    topics = list(form.fields["topic"].queryset)
    context = {
        "form": form,
        "keeping": sent(request, form, name) if request.method == "POST" else with_draft(name, draft),
        "found": found,
        "start": start_of_new(found),
        "caller": shown,
        "chosen": chosen,
        "duplicates": duplicates,
        "notice": pia.notice("contact"),
        "topics": topics,
        "topic": next((each for each in topics if str(each.pk) == str(form["topic"].value())), None),
        "matter_kinds": Matter.Kind.choices,
        "matter_rows": [*form.matters, ("", "")],
        **beside(form),
    }
    return render(request, "contacts/logging_contacts.html", context, status=status or form.http_status)


def _caller(request: HttpRequest, number: str) -> caller_query.Caller | None:
    """The caller's side of this customer, on the audit record; None when there is no such customer."""
    customer = chosen_customer(request, number)
    return caller_query.caller(customer, request.user) if customer else None


@require_POST
@may_log
def look_up(request: HttpRequest) -> HttpResponse:
    """The matches for what is being typed, as a piece of the screen."""
    if not request.user.has_perm("contacts.look_up_customer"):
        raise PermissionDenied
    found = matches(request, request.POST.get("look_up", ""), request.POST.get("look_up_id", "")[:36])
    sure = len(found.customers) == 1 and found.by != "name"
    chosen = found.customers[0].number if sure else NO_NAME.upper()
    start = start_of_new(found)
    context = {
        "found": found,
        "start": start,
        "chosen": chosen,
        "caller": _caller(request, chosen) if sure else None,
        "form": forms.again(request.user, request.POST, **({"customer": NEW} if start else {})),
    }
    return render(request, "contacts/_matches.html", context)


@require_POST
@may_log
def caller(request: HttpRequest) -> HttpResponse:
    """The caller's side for the customer that was chosen, as a piece of the screen."""
    chosen = request.POST.get("customer", "").upper()
    context = {
        "chosen": chosen,
        "caller": _caller(request, chosen),
        "form": forms.again(request.user, request.POST),
    }
    return render(request, "contacts/_caller.html", context)


@require_GET
@may_log
def saved(request: HttpRequest, key: int) -> HttpResponse:
    """The ticket's number, large, to read out; for the agent who wrote the contact down."""
    contact = (
        Contact.objects.select_related("ticket__area", "ticket__topic", "ticket__assignee")
        .filter(pk=key, agent=request.user, ticket__isnull=False)
        .first()
    )
    if contact is None:
        raise Http404
    promised = contact.ticket.follow_ups.filter(kept_at=None, withdrawn_at=None).first()
    next_address = reverse("contacts:new_contact")
    return render(
        request, "contacts/saved.html", {"contact": contact, "promised": promised, "next": next_address}
    )
