from django.db import migrations

# The expression is that of contacts/queries/text_search.py; there is no stored copy that a removal could miss.
INDEXES = {
    "contact_by_words": ("contacts_contact", "description"),
    "timeline_by_words": ("contacts_timelineentry", "text"),
    "ticket_by_words": ("contacts_ticket", "resolution"),
}


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_queue")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {name} ON {table} USING gin (to_tsvector('english'::regconfig, {column}))"
            f" WHERE {column} <> ''",
            f"DROP INDEX {name}",
        )
        for name, (table, column) in INDEXES.items()
    ]
