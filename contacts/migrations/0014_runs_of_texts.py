from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations

# The expressions are those of contacts/queries/text_search.py. What is written goes to a list of what is
# pending first, which every search reads through: half a megabyte at most, where PostgreSQL allows four.
INDEXES = {
    "contact_by_words": ("contacts_contact", "description"),
    "timeline_by_words": ("contacts_timelineentry", "text"),
    "ticket_by_words": ("contacts_ticket", "resolution"),
}
RUN, LONG_RUN = 2048, 65_536


def _index(name: str, table: str, columns: str, column: str, settings: str = "") -> str:
    return (
        f"DROP INDEX {name}; CREATE INDEX {name} ON {table} USING gin ({columns}) {settings} WHERE {column} <> ''"
    )


class Migration(migrations.Migration):
    dependencies = [("contacts", "0013_priorities")]

    operations = [
        BtreeGinExtension(),
        *(
            migrations.RunSQL(
                _index(
                    name,
                    table,
                    f"(id / {RUN}), (id / {LONG_RUN}), to_tsvector('english'::regconfig, {column})",
                    column,
                    "WITH (gin_pending_list_limit = 512)",
                ),
                _index(name, table, f"to_tsvector('english'::regconfig, {column})", column),
            )
            for name, (table, column) in INDEXES.items()
        ),
    ]
