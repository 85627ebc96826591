"""Django's PostgreSQL backend, which starts the local embedded server when it is first needed."""

from typing import Any

from django.db import connections
from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils.asyncio import async_unsafe

from uccms.database import local

MOST_VALUES = 65_535  # of one statement, by PostgreSQL's protocol


class Operations(DatabaseOperations):
    """PostgreSQL's operations, with many rows written in as many statements as their values need."""

    def bulk_batch_size(self, fields, objs) -> int:
        """How many rows one statement can hold."""
        return max(1, MOST_VALUES // max(1, len(fields)))


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects as Django does; before that, a command typed by hand has its server running."""

    ops_class = Operations

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        local.start_if_ours(close_pools)
        return super().get_new_connection(conn_params)


def close_pools() -> None:
    """Close all connections, also those that wait in a pool for their next use."""
    each: Any
    for each in connections.all(initialized_only=True):
        each.close()
        each.close_pool()
