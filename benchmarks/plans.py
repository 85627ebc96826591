"""Shows what PostgreSQL does for one look-up."""

from django.db import connection

from contacts.queries.customer_lookup import look_up


def show_plans(typed: str) -> None:
    """Print the plan of each query that this look-up makes."""
    asked: list[tuple[str, object]] = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        look_up(typed)
    print(f"\nPlans of the look-up of {typed!r}:")
    for sql, params in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
            print(sql, *(line for (line,) in cursor.fetchall()), sep="\n    ")
