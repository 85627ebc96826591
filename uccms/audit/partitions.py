"""The months of the history: each has a partition of its own, made a year ahead."""

import logging

from django.db import connection

logger = logging.getLogger("uccms.audit.partitions")


def make_partitions() -> int:
    """Make the partitions that are missing, move into them what landed outside, and say how many were made.

    What is still outside afterwards is reported in the log: it is kept and found, but slower.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_make_partitions()")
        made = cursor.fetchone()[0]
        cursor.execute("SELECT audit_rest()")
        rest = cursor.fetchone()[0]
    if rest:
        logger.error("%s rows of the history stand outside of their months.", rest)
    return made
