"""What a link brings to a form: it waits in the session, and the address has nothing but a random mark.

By the mark, two windows that are opened at once each get their own; by the session alone the first one would
get what the second brought, such as another customer.
"""

import secrets

from django.http import HttpRequest

MARK = "begun"
WAITING = 5  # windows that were opened and did not come for theirs yet


def put(request: HttpRequest, name: str, values: dict[str, str]) -> str:
    """Keep what a link brought until its form is drawn; returns the form's address."""
    mark = secrets.token_urlsafe(6)
    waiting = [*request.session.get(name, {}).items(), (mark, values)]
    request.session[name] = dict(waiting[-WAITING:])
    return f"{request.path}?{MARK}={mark}"


def take(request: HttpRequest, name: str) -> dict[str, str]:
    """What the link of this window brought, once; nothing else."""
    waiting = request.session.get(name, {})
    mark = request.GET.get(MARK, "")
    if mark not in waiting:
        return {}
    request.session[name] = {each: values for each, values in waiting.items() if each != mark}
    return waiting[mark]
