"""Contexts of the browser that tests hand on to each other, with what was fetched and a process that runs.

In a new one every style sheet and script is fetched and read anew, which is more work than most pages are.
All that a page leaves in its context is a cookie (`test_contexts.py`): what is kept for a tab goes with it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

# The pages of one context share one process, if it can be.
ONE_PROCESS = ("--renderer-process-limit=1", "--process-per-site")
# After these a context is not what it was, however empty: its next page would have another clock, say.
LASTING = (
    "add_init_script",
    "expose_binding",
    "expose_function",
    "grant_permissions",
    "on",
    "once",
    "route",
    "route_from_har",
    "route_web_socket",
    "set_default_navigation_timeout",
    "set_default_timeout",
    "set_extra_http_headers",
    "set_geolocation",
    "set_offline",
    "set_storage_state",
)
LASTING_PARTS = ("clock", "credentials", "debugger", "tracing")


class Contexts:
    """The contexts of one browser, and which of them may be handed on."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[tuple, list[BrowserContext]] = {}
        self._kinds: dict[BrowserContext, tuple] = {}
        self._changed: set[BrowserContext] = set()

    def lend(self, **how: Any) -> BrowserContext:
        """A context with nothing but an empty page, made as `Browser.new_context` is told."""
        kind = tuple(sorted(how.items()))
        free = self._free.setdefault(kind, [])
        context = free.pop() if free else self._browser.new_context(**how)
        if not context.pages:
            context.new_page()  # stays, as the process ends with the last page
        self._kinds[context] = kind
        return context

    def take_back(self, context: BrowserContext) -> None:
        """Close its pages but for the empty one, forget its cookies; close it where more was changed."""
        if context not in self._kinds:
            return
        kind = self._kinds.pop(context)
        if context in self._changed:
            self._changed.discard(context)
            context.close()
            return
        for page in context.pages[1:]:
            page.close()
        context.clear_cookies()
        self._free[kind].append(context)

    def change(self, whose: BrowserContext | Page) -> None:
        """Note that this context is for nobody else."""
        self._changed.add(whose.context if isinstance(whose, Page) else whose)


@contextmanager
def lent(browser: Browser) -> Iterator[Contexts]:
    """Within, contexts are handed on, and what changes one for good is noticed."""
    contexts = Contexts(browser)

    def noting(function: Callable) -> Callable:
        @wraps(function)
        def note(whose: BrowserContext | Page, *given: Any, **named: Any) -> Any:
            contexts.change(whose)
            return function(whose, *given, **named)

        return note

    with pytest.MonkeyPatch.context() as patch:
        for name in LASTING:
            patch.setattr(BrowserContext, name, noting(getattr(BrowserContext, name)))
        for kind in (BrowserContext, Page):
            for name in LASTING_PARTS:
                if part := getattr(kind, name, None):
                    patch.setattr(kind, name, property(noting(part.fget)))
        yield contexts
