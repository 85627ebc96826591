from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from uccms.privacy import pia
from uccms.privacy.queries import assessment as query


@require_GET
def assessment(request: HttpRequest) -> HttpResponse:
    """The assessment as it is in force, and what every column of every table holds; for all staff."""
    choices = query.choices()
    category = request.GET.get("category", "")
    category = category if category in dict(choices) else ""
    context = {
        "assessment": pia.assessment(),
        "of_customers": query.kept(about_staff=False),
        "of_staff": query.kept(about_staff=True),
        "never": pia.never().values(),
        "contact_notice": pia.notice("contact"),
        "system_use": pia.notice("system_use"),
        "bases": pia.bases().values(),
        "choices": choices,
        "category": category,
        "tables": list(query.tables(category)),
    }
    return render(request, "privacy/assessment.html", context)
