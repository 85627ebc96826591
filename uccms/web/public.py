"""Pages for the public, where staff are nobody."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse

View = Callable[..., HttpResponse]


def for_the_public(view: View) -> View:
    """Mark a view as open to everybody; who is signed in as staff is nobody there (`StaffOnlyMiddleware`)."""
    view.ignores_staff = True  # type: ignore[attr-defined]
    return login_not_required(view)
