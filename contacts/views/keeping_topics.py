from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contacts.actions.keeping_topics import set_asking
from contacts.errors import Conflict
from contacts.forms.asking import AskingForm, mark_of
from contacts.queries.area_page import kept_area_or_404, topics_of
from contacts.views.keeping import keep


@require_http_methods(["GET", "POST"])
def change_asking(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Say what the contact screen asks for with one of the area's topics."""
    area = kept_area_or_404(slug, request.user)
    topic = topics_of(area).filter(pk=key).first()
    if topic is None:
        raise Http404

    def perform(form: AskingForm) -> str:
        cleaned = dict(form.cleaned_data)
        if cleaned.pop("was") != mark_of(topic):
            raise Conflict
        read = (topic.asks_matter, topic.matter_kind, topic.asks_company)
        set_asking(topic, was=read, by=request.user, **cleaned)
        return f"Saved what “{topic}” asks for."

    def renewed() -> tuple[dict, str]:
        now = topics_of(area).get(pk=key)
        company = "asks for the company" if now.asks_company else ""
        return {"was": mark_of(now)}, ", ".join(filter(None, [now.get_asks_matter_display(), company]))

    return keep(
        request, lambda data: AskingForm(data, topic=topic), perform, renewed=renewed,
        to=reverse("contacts:area", args=[slug]), title=f"What “{topic}” asks for", submit="Save", area=area,
    )  # fmt: skip
