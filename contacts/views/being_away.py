from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contacts.errors import Conflict, TicketError
from contacts.forms.keeping_areas import AwayForm
from contacts.views.keeping import keep
from uccms.accounts.actions.being_away import AwayError, ChangedMeanwhile, may_set_away, set_away
from uccms.accounts.models import User


@require_http_methods(["GET", "POST"])
def away(request: HttpRequest, key: int) -> HttpResponse:
    """Say until when somebody is away: oneself, or somebody whom one supervises."""
    person = User.objects.filter(pk=key, is_active=True).first()
    if person is None or not request.user.has_perm("contacts.log_contact"):
        raise Http404
    if not may_set_away(request.user, person):
        raise Http404
    own = person.pk == request.user.pk

    def perform(form: AwayForm) -> str:
        until = form.cleaned_data["until"]
        try:
            set_away(person, until=until, was=form.cleaned_data["was"], by=request.user)
        except ChangedMeanwhile:
            raise Conflict from None
        except AwayError as error:
            raise TicketError(str(error)) from None
        who = "You are" if own else f"{person} is"
        if until is None:
            return f"{who} here."
        return f"{who} back on {until:%A, %B} {until.day}. Until then promises go to the supervisor."

    def renewed() -> tuple[dict, str]:
        until = User.objects.get(pk=person.pk).away_until
        return {"was": until or ""}, f"Back on {until:%B} {until.day}" if until else "Here"

    return keep(
        request, lambda data: AwayForm(data, person=person), perform, renewed=renewed,
        to=reverse("contacts:desk"), title="You are away" if own else f"{person} is away", submit="Save",
    )  # fmt: skip
