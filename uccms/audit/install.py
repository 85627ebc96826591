"""Puts the history's triggers, the register and the rights of the running role into the database.

Runs as the owner after every migration, so that a new table has all three without anybody thinking of it.
"""

from django.conf import settings
from django.db import connections

from uccms.privacy import register, third_party

READ_ONLY = {
    "audit_change",
    "audit_event",
    "privacy_redaction",
    "privacy_column",
    "django_migrations",
    "database_mark",
}
FUNCTIONS = (
    "audit_make_partitions()",
    "audit_record_event(text, text, text[])",
    "audit_record_look_up(text, text[])",
    "privacy_redact(text, text[], text[], text, text)",
)


def install(using: str = "default") -> None:
    """Bring triggers, register and rights of every table in line with the models."""
    with connections[using].cursor() as cursor:
        tables = {model._meta.db_table: model for model in register.all_models()}
        for table, model in tables.items():
            _trigger(cursor, table, model)
        _register(cursor)
        _rights(cursor, [*tables, *third_party.TABLES])


def _trigger(cursor, table: str, model) -> None:
    holds = register.declaration(model)
    cursor.execute(f'DROP TRIGGER IF EXISTS audit_history ON "{table}"')
    if holds is None or not holds.history:
        return
    columns = {each.name: each.column for each in model._meta.local_concrete_fields}
    hidden = "{" + ",".join(columns[name] for name in holds.secret) + "}"
    cursor.execute(
        f'CREATE TRIGGER audit_history AFTER INSERT OR UPDATE OR DELETE ON "{table}"'
        " FOR EACH ROW EXECUTE FUNCTION audit_record_change(%s, %s)",
        [model._meta.pk.column, hidden],
    )


def _register(cursor) -> None:
    rows = [(each.table, each.name, each.category, each.about_customers) for each in register.columns()]
    cursor.execute("DELETE FROM privacy_column")
    cursor.executemany(
        "INSERT INTO privacy_column (table_name, column_name, category, about_customers) VALUES (%s, %s, %s, %s)",
        rows,
    )


def _rights(cursor, tables: list[str]) -> None:
    role = settings.RUNNING_ROLE
    cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{role}", uccms_redactor')
    cursor.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC")
    cursor.execute(f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}"')
    cursor.execute(f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"')
    for table in tables:
        rights = "SELECT" if table in READ_ONLY else "SELECT, INSERT, UPDATE, DELETE"
        cursor.execute(f'GRANT {rights} ON "{table}" TO "{role}"')
        cursor.execute(f'GRANT SELECT, UPDATE ON "{table}" TO uccms_redactor')
    cursor.execute("GRANT INSERT ON privacy_redaction TO uccms_redactor")
    for function in FUNCTIONS:
        cursor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        cursor.execute(f'GRANT EXECUTE ON FUNCTION {function} TO "{role}"')
