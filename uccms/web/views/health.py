"""Whether this process, the database and the migrations are in order, for a load balancer."""

import functools
import logging

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from uccms.database.fitness import DatabaseUnfit, require_fit_database

logger = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 with `{"status": "ok"}`, or 503 with the part that failed; why stands in the log alone."""
    failed = failing_part()
    if failed:
        return JsonResponse({"status": "failing", "failed": failed}, status=503)
    return JsonResponse({"status": "ok"})


def failing_part() -> str | None:
    """The first part that is not in order: "database" or "migrations"; None when all are."""
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
        if not needed_migrations() <= applied:
            return "migrations"
        require_fit_database()
    except DatabaseUnfit as unfit:
        logger.error("The database is unfit: %s", unfit)
        return "database"
    except Exception:
        logger.exception("The database does not answer.")
        connection.close()
        return "database"
    return None


@functools.cache
def needed_migrations() -> frozenset[tuple[str, str]]:
    """The migrations that this version of the program brings; they do not change while it runs."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)
