"""What every page of the catalogue has around it: the same for everybody, stored by caches, with an ETag."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from eipd_portal.views.errors import only
from uccms.web.public import for_the_public

SECONDS = 60  # that a cache may answer without asking; a new edition is seen a minute later

View = Callable[..., HttpResponse]


def open_page(view: View) -> View:
    """Mark a view as open to everybody: no cookie, no token, GET and HEAD, a strong ETag of what it says."""

    @for_the_public
    @csrf_exempt  # no form is taken: who sends one is told so
    @only("GET", "HEAD")
    @cache_control(public=True, max_age=SECONDS)
    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        set_response_etag(response)  # for HEAD too, which Django's own decorator leaves out
        return get_conditional_response(request, etag=response.headers["ETag"], response=response)

    return shown
