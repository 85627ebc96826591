from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from contacts.actions.following_up import promise_follow_up, withdraw_follow_up
from contacts.forms.tickets import PromiseForm, WithdrawForm
from contacts.models import FollowUp, Ticket
from contacts.views.acting import act
from uccms.web.template_words.times import moment
from uccms.web.template_words.words import sentence


@require_http_methods(["GET", "POST"])
def promise(request: HttpRequest, number: int) -> HttpResponse:
    """Promise the customer to get back to them."""

    def perform(ticket: Ticket, form: PromiseForm) -> str:
        follow_up = promise_follow_up(ticket, by=request.user, **form.words)
        return sentence(f"Promised for {moment(follow_up.due_at)}")

    return act(
        request, number, PromiseForm, perform, title="Promise a follow-up", submit="Promise",
        template="contacts/following_up.html", draft="follow_up",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Take a promise back, with a reason."""
    follow_up = FollowUp.objects.filter(pk=key, ticket=number).first()
    if follow_up is None:
        raise Http404

    def perform(ticket: Ticket, form: WithdrawForm) -> str:
        withdraw_follow_up(follow_up, by=request.user, **form.words)
        return f"The follow-up for {moment(follow_up.due_at)} is withdrawn."

    return act(
        request, number, WithdrawForm, perform, submit="Withdraw the follow-up",
        title=f"Withdraw the follow-up for {moment(follow_up.due_at)}", draft="withdraw", about=str(key),
    )  # fmt: skip
