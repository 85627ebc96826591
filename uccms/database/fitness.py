"""Whether a database may be used: new enough, by the right role, and no demonstration in production."""

from django.conf import settings
from django.db import connection

from uccms.database.models import DatabaseMark

OLDEST = 150000  # PostgreSQL 15, as the server counts


class DatabaseUnfit(Exception):
    """A sentence that says why this database cannot be used as it is."""


def require_fit_database() -> None:
    """Refuse a database that the web process or the worker must not run on.

    Raises DatabaseUnfit, or Django's DatabaseError where the database does not answer.
    """
    require_new_enough()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            raise DatabaseUnfit("DATABASE_URL names a superuser: use the role uccms_app (docs/running.md).")
    if not settings.DEMONSTRATION and is_demonstration():
        raise DatabaseUnfit(
            "DATABASE_URL names a demonstration, whose passwords everybody knows:"
            " production needs a database of its own."
        )


def require_new_enough() -> None:
    """Raises DatabaseUnfit where the server is older than the project supports."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        version = cursor.fetchone()[0]
    if version < OLDEST:
        raise DatabaseUnfit(f"DATABASE_URL names PostgreSQL {version // 10000}: 15 is the oldest.")


def is_demonstration() -> bool:
    """Whether the database bears the mark of a demonstration."""
    return DatabaseMark.objects.filter(name=DatabaseMark.DEMONSTRATION).exists()
