"""How long the session lasts, for the warning before its end."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from uccms.web.middleware import sessions


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> JsonResponse:
    """Seconds until the session ends. Asking (GET) does not extend it, "Stay signed in" (POST) does."""
    if not request.user.is_authenticated:
        return JsonResponse({"seconds_left": 0}, status=401)
    if request.method == "POST":
        sessions.extend(request)
    return JsonResponse({"seconds_left": sessions.seconds_left(request)})
