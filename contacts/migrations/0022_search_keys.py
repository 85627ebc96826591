from django.db import migrations

# Keys of a text's words: 1. each word, everywhere (0) and in its ticket's area, so that an area's texts are
# found without those of all others who bear a common word; 2. each two words that stand next to each other,
# with how far apart (words that the index leaves out count), so that a phrase is found without all who bear its
# words. Numbers, as they take half the room; of sixty-four bits, so that no two words share one.
FUNCTION = """
CREATE FUNCTION contacts_search_keys(words tsvector, area bigint) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000
BEGIN ATOMIC
    SELECT array_agg(key) FROM (
        SELECT hashtextextended(lexeme, place) AS key
        FROM unnest(words) text, unnest(ARRAY[0, area]) place
        UNION ALL
        SELECT hashtextextended(lexeme || ' ' || lead(lexeme) OVER following, lead(position) OVER following - position)
        FROM unnest(words) text, unnest(positions) position
        WINDOW following AS (ORDER BY position)
    ) keys WHERE key IS NOT NULL;
END
"""
# The expressions are those of contacts/queries/text_search.py.
INDEXES = {
    "contact_by_words": ("contacts_contact", "description"),
    "timeline_by_words": ("contacts_timelineentry", "text"),
    "ticket_by_words": ("contacts_ticket", "resolution"),
}


def _made(name: str, table: str, column: str, words: str) -> str:
    return (
        f"CREATE INDEX {name} ON {table} USING gin ((id / 2048), (id / 65536), area_id, {words})"
        f" WITH (gin_pending_list_limit = 512) WHERE {column} <> ''"
    )


def _vector(column: str) -> str:
    return f"to_tsvector('english'::regconfig, {column})"


class Migration(migrations.Migration):
    dependencies = [("contacts", "0021_mirrored_areas")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION contacts_search_keys"),
        *(
            migrations.RunSQL(
                f"DROP INDEX {name}; "
                + _made(name, table, column, f"contacts_search_keys({_vector(column)}, area_id)"),
                f"DROP INDEX {name}; " + _made(name, table, column, _vector(column)),
            )
            for name, (table, column) in INDEXES.items()
        ),
    ]
