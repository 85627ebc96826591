"""Shows what PostgreSQL does for one look-up."""

from collections.abc import Callable

from django.db import connection


def show_plans(ask: Callable[[str], object], typed: str) -> None:
    """Print the plan of each query that this look-up makes."""
    asked: list[tuple[str, object]] = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask(typed)
    print(f"\nPlans of the look-up of {typed!r}:")
    for sql, params in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
            print(sql, *(line for (line,) in cursor.fetchall()), sep="\n    ")
