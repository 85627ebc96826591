"""Moves what is tied to a customer to another one, and back: one statement a table, however many rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from contacts.errors import CustomerError
from contacts.models import CustomerMerge
from contacts.tied import moving

# Shorter than the database takes to see that two wait for each other: the merge, which can be tried again,
# gives way to whoever is working on a ticket or an order.
PATIENCE = "500ms"
BUSY = "Somebody is working on something of these customers at this moment. Nothing was changed; try again."


@contextmanager
def giving_way() -> Iterator[None]:
    """Within an action, wait for no row longer than a moment. Raises CustomerError with a sentence."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, true)", [PATIENCE]
            )
            before = cursor.fetchone()[0]
            yield
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [before])
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise CustomerError(BUSY) from error
        raise


def move_rows(merge: CustomerMerge) -> None:
    """Tie everything of the customer who goes to the one who stays, and note which rows those were."""
    with connection.cursor() as cursor:
        for tied in moving():
            update = f'UPDATE "{tied.table}" SET "{tied.column}" = %s WHERE "{tied.column}" = %s'  # noqa: S608
            pair = [merge.kept_id, merge.gone_id]
            if tied.follow:
                cursor.execute(update, pair)
            else:
                cursor.execute(
                    f"WITH moved AS ({update} RETURNING id)"  # noqa: S608  names of tables, no value
                    " INSERT INTO contacts_customermergerow (merge_id, table_name, row_key, stays_because)"
                    " SELECT %s, %s, id, '' FROM moved",
                    [*pair, merge.pk, tied.table],
                )


def last_change() -> int:
    """The newest row of the history that this transaction wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT currval(pg_get_serial_sequence('audit_change', 'id'))")
        return cursor.fetchone()[0]


def say_what_changed(merge: CustomerMerge) -> None:
    """Note of each row that somebody changed since, who that was: it stays where it is.

    That only its customer changed, by a later merge that was undone, is no change of the row.
    """
    columns = sorted({each.column for each in moving()})
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contacts_customermergerow r"
            " SET stays_because = coalesce(u.name || ' changed it since.', 'It changed since.')"
            " FROM (SELECT DISTINCT ON (m.id) m.id, c.actor_id"
            "         FROM contacts_customermergerow m JOIN audit_change c"
            "           ON c.table_name = m.table_name AND c.row_key = m.row_key::text"
            "        WHERE m.merge_id = %s AND c.at >= %s AND c.id > %s"
            "          AND (c.operation <> 'update' OR c.after - %s::text[] <> '{}')"
            "        ORDER BY m.id, c.id DESC) x"
            " LEFT JOIN accounts_user u ON u.id = x.actor_id WHERE r.id = x.id",
            [merge.pk, merge.at, merge.last_change, columns],
        )


def move_back(merge: CustomerMerge) -> None:
    """Tie what moved, and has no reason to stay, to the customer it was of; what follows a row goes along."""
    with connection.cursor() as cursor:
        for tied in moving():
            column, followed = tied.followed if tied.follow else ("id", tied.table)
            cursor.execute(
                f'UPDATE "{tied.table}" t SET "{tied.column}" = %s FROM contacts_customermergerow r'  # noqa: S608
                " WHERE r.merge_id = %s AND r.table_name = %s AND r.stays_because = ''"
                f' AND r.row_key = t."{column}" AND t."{tied.column}" = %s',
                [merge.gone_id, merge.pk, followed, merge.kept_id],
            )
