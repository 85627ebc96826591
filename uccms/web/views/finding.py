import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from uccms.web.search_sources import find_everywhere, may_find, one_search

PATIENCE = 2000  # milliseconds of the database for one question
EACH = 20  # hits of one source
LONGEST = 200
# Thai, Lao, Burmese, Khmer, Japanese, Chinese: signs of languages that put no spaces between words.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Everything that a person may see of what was typed, by source; what was typed stands in no address."""
    if not may_find(request.user):
        raise Http404
    typed = " ".join(request.POST.get("find", "").replace("\x00", "").split())[:LONGEST]
    with one_search() as said:
        found, slow = find_everywhere(request.user, typed, EACH, milliseconds=PATIENCE) if typed else ([], [])
    hits = [each for _, of_source in found for each in of_source]
    exact = [each for each in hits if each.exact]
    if exact and len(hits) == 1:
        return redirect(exact[0].address)
    slow = [each.words for each in slow]
    context = {"typed": typed, "found": found, "slow": slow, "said": said, "each": EACH}
    context["unspaced"] = UNSPACED.search(typed) is not None
    return render(request, "web/find.html", context, status=503 if slow and not found else 200)
