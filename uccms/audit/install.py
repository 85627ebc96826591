"""Puts the history's triggers, the register and the rights of the database's roles into the database.

Runs as the owner after every migration, so that a new table has all three without anybody thinking of it.
"""

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Model

from uccms.privacy import register, third_party

EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
APPENDING = "SELECT, INSERT"
# The rights of the role that runs, where it may not do everything with the rows of a table.
RIGHTS = {
    "audit_change": "SELECT",
    "audit_event": "SELECT",
    "privacy_redaction": "SELECT",
    "privacy_column": "SELECT",
    "privacy_statement": "SELECT, INSERT",
    "django_migrations": "SELECT",
    "database_mark": "SELECT",
}
FUNCTIONS = (
    "audit_make_partitions()",
    "audit_rest()",
    "audit_record_event(text, text, text[])",
    "audit_record_look_up(text, text[])",
    "privacy_redact(text, text[], text[], text, text)",
)
REDACTOR = "uccms_redactor"


def install(using: str = "default") -> None:
    """Bring triggers, register and rights of every table in line with the models, all at once or not at all.

    Does nothing before the history's own migration has run.
    """
    with transaction.atomic(using), connections[using].cursor() as cursor:
        there = set(connections[using].introspection.table_names(cursor))
        if not {"audit_change", "privacy_column"} <= there:
            return
        models = {
            model._meta.db_table: model for model in register.all_models() if model._meta.db_table in there
        }
        for table, model in models.items():
            _trigger(cursor, table, model)
        columns = [each for each in register.columns() if each.table in there]
        _register(cursor, columns)
        append_only = {
            table
            for table, model in models.items()
            if getattr(register.declaration(model), "append_only", False)
        }
        _rights(cursor, sorted({*models, *third_party.TABLES} & there), append_only)
        _rights_of_redactor(cursor, columns)


def _trigger(cursor, table: str, model: type[Model]) -> None:
    holds = register.declaration(model)
    if holds is None or not holds.history:
        cursor.execute(f'DROP TRIGGER IF EXISTS audit_history ON "{table}"')
        return
    columns = {each.name: each.column for each in model._meta.local_concrete_fields}
    hidden, mirrored = (
        "{" + ",".join(columns[name] for name in names) + "}" for names in (holds.secret, holds.mirrored)
    )
    cursor.execute(
        f'CREATE OR REPLACE TRIGGER audit_history AFTER INSERT OR UPDATE OR DELETE ON "{table}" FOR EACH ROW'
        f" EXECUTE FUNCTION audit_record_change('{model._meta.pk.column}', '{hidden}', '{mirrored}')"
    )


def _register(cursor, columns: list[register.Column]) -> None:
    cursor.execute("DELETE FROM privacy_column")
    cursor.executemany(
        "INSERT INTO privacy_column (table_name, column_name, category, redactable, copy_of)"
        " VALUES (%s, %s, %s, %s, %s)",
        [(each.table, each.name, each.category, each.redactable, each.copy_of) for each in columns],
    )


def _rights(cursor, tables: list[str], append_only: set[str]) -> None:
    role = settings.RUNNING_ROLE
    cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{role}", {REDACTOR}')
    cursor.execute(f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, "{role}"')
    cursor.execute(f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"')
    for table in tables:
        usual = APPENDING if table in append_only else EVERYTHING
        cursor.execute(f'GRANT {RIGHTS.get(table, usual)} ON "{table}" TO "{role}"')
    cursor.execute("REVOKE ALL ON FUNCTION audit_record_change() FROM PUBLIC")
    for function in FUNCTIONS:
        cursor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        cursor.execute(f'GRANT EXECUTE ON FUNCTION {function} TO "{role}"')


def _rights_of_redactor(cursor, columns: list[register.Column]) -> None:
    """It may blank what the register calls personal, in the row and in the history, and nothing else."""
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {REDACTOR}")
    cursor.execute(f"GRANT SELECT ON privacy_column TO {REDACTOR}")
    cursor.execute(f"GRANT INSERT ON privacy_redaction TO {REDACTOR}")
    cursor.execute(f"GRANT SELECT, UPDATE (before, after) ON audit_change TO {REDACTOR}")
    for table in sorted({each.table for each in columns if each.redactable}):
        names = ", ".join(f'"{each.name}"' for each in columns if each.table == table and each.redactable)
        cursor.execute(f'GRANT SELECT, UPDATE ({names}) ON "{table}" TO {REDACTOR}')
