"""Django's PostgreSQL backend, which starts the local embedded server when it is first needed."""

import datetime
from functools import cache
from typing import Any

from django.db import connections
from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils.asyncio import async_unsafe
from psycopg.adapt import AdaptersMap
from psycopg.types.datetime import TimestamptzLoader

from uccms.database import local

WRITES = ('INSERT INTO "', 'UPDATE "', 'DELETE FROM "')
MOST_VALUES = 65_535  # of one statement, by PostgreSQL's protocol


class Operations(DatabaseOperations):
    """PostgreSQL's operations, with many rows written in as many statements as their values need."""

    def bulk_batch_size(self, fields, objs) -> int:
        """How many rows one statement can hold."""
        return max(1, MOST_VALUES // max(1, len(fields)))


class StatementCursor(base.ServerBindingCursor):  # type: ignore[name-defined]  # stubs know psycopg2 only
    """Has the server keep what Django writes with, and plan anew what it reads with.

    A plan that is kept fits all values alike: the row of a key, but not the few tickets of a small area and
    the many of a large one. Readings that are kept are written once (`written_once.py`), and looked at.
    """

    def execute(self, query, params=None, *, prepare: bool | None = None, binary: bool | None = None):
        """As psycopg does it; without a word, it decides itself when a statement that writes is kept."""
        if prepare is None and not (isinstance(query, str) and query.startswith(WRITES)):
            prepare = False
        return super().execute(query, params, prepare=prepare, binary=binary)


class MomentLoader(TimestamptzLoader):
    """Reads times of a connection whose zone is UTC by Python's own reader: a list has hundreds of them."""

    timezone = datetime.UTC

    def load(self, data) -> datetime.datetime:
        """The time, in UTC; what is no time of a calendar is left to psycopg, which has words for it."""
        try:
            return datetime.datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            return super().load(data).replace(tzinfo=self.timezone)


@cache
def reading_moments(adapters: AdaptersMap) -> AdaptersMap:
    """The same adapters, reading times as above."""
    quick = AdaptersMap(adapters)
    quick.register_loader("timestamptz", MomentLoader)
    return quick


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects as Django does; before that, a command typed by hand has its server running."""

    ops_class = Operations

    def get_connection_params(self) -> dict[str, Any]:
        """Django's, with the cursor above where statements may be kept, and times read more quickly."""
        params = super().get_connection_params()
        if self.settings_dict["OPTIONS"].get("server_side_binding"):
            params["cursor_factory"] = StatementCursor
        if self.timezone == datetime.UTC:
            params["context"] = reading_moments(params["context"])
        return params

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
