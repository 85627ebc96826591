"""The live server, with what the real one has, too: pooled connections, answers sent at once, files to keep.

Without them a page's request makes a connection of its own, for which the database starts a process and
learns its tables anew: more work than the page. And what is left of an answer waits for 40 ms until the
browser has confirmed the first part.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections

POOL = {"min_size": 1, "max_size": 8, "timeout": 20}
KEEP = "max-age=86400"  # static files change for nobody while tests run


@contextmanager
def like_the_real_one() -> Iterator[None]:
    """Within, live servers serve so. Only their threads share the pool: tests connect by themselves."""
    answer, serve = ThreadedWSGIServer.process_request_thread, StaticFilesHandler.serve
    pooled: list[Any] = []

    def answer_from_pool(server: ThreadedWSGIServer, request: Any, client_address: Any) -> None:
        connection = connections["default"]
        options = connection.settings_dict["OPTIONS"] | {"pool": POOL}
        connection.settings_dict = connection.settings_dict | {"OPTIONS": options}
        pooled[:] = [connection]
        answer(server, request, client_address)

    def serve_to_keep(handler: StaticFilesHandler, request: Any) -> Any:
        response = serve(handler, request)
        response.headers["Cache-Control"] = KEEP
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ThreadedWSGIServer, "process_request_thread", answer_from_pool)
        patch.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)
        patch.setattr(StaticFilesHandler, "serve", serve_to_keep)
        yield
    for connection in pooled:
        connection.close_pool()
