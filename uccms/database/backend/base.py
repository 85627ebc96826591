"""Django's PostgreSQL backend, which starts the local embedded server when it is first needed."""

from typing import Any

from django.db.backends.postgresql import base
from django.utils.asyncio import async_unsafe

from uccms.database import local


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects as Django does; before that, a command typed by hand has its server running."""

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        local.start_if_ours(self.close_pool)
        return super().get_new_connection(conn_params)
