from django.db import migrations

# A phrase such as "no action" is found by its words side by side, too, though the words "no" and "the" have no
# key of their own: beside the words that are searched for, the keys are made of the text with every word in it.
CONFIGURATION = """
CREATE TEXT SEARCH DICTIONARY contacts_stem_of_every_word (TEMPLATE = snowball, Language = english);
CREATE TEXT SEARCH CONFIGURATION contacts_every_word (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION contacts_every_word
    ALTER MAPPING REPLACE pg_catalog.english_stem WITH contacts_stem_of_every_word;
"""
NO_CONFIGURATION = """
DROP TEXT SEARCH CONFIGURATION contacts_every_word;
DROP TEXT SEARCH DICTIONARY contacts_stem_of_every_word;
"""
KEYS_OF_WORDS = """
        SELECT hashtextextended(lexeme, place) AS key
        FROM unnest(words) text, unnest(ARRAY[0, area]) place"""
KEYS_OF_PAIRS = """
        UNION ALL
        SELECT hashtextextended(lexeme || ' ' || lead(lexeme) OVER following, lead(position) OVER following - position)
        FROM unnest({words}) text, unnest(positions) position
        WINDOW following AS (ORDER BY position)"""


def _function(arguments: str, *pairs_of: str) -> str:
    pairs = "".join(KEYS_OF_PAIRS.format(words=each) for each in pairs_of)
    return f"""
CREATE FUNCTION contacts_search_keys({arguments}) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000
BEGIN ATOMIC
    SELECT array_agg(key) FROM ({KEYS_OF_WORDS}{pairs}
    ) keys WHERE key IS NOT NULL;
END
"""


BEFORE, NOW = "words tsvector, area bigint", "words tsvector, every_word tsvector, area bigint"
# The expressions are those of contacts/queries/text_search.py.
INDEXES = {
    "contact_by_words": ("contacts_contact", "description"),
    "timeline_by_words": ("contacts_timelineentry", "text"),
    "ticket_by_words": ("contacts_ticket", "resolution"),
}


def _made(name: str, table: str, column: str, *configurations: str) -> str:
    read = ", ".join(f"to_tsvector('{each}'::regconfig, {column})" for each in configurations)
    return (
        f"DROP INDEX {name};"
        f" CREATE INDEX {name} ON {table} USING gin ((id / 2048), (id / 65536), area_id,"
        f" contacts_search_keys({read}, area_id)) WITH (gin_pending_list_limit = 512) WHERE {column} <> ''"
    )


class Migration(migrations.Migration):
    dependencies = [("contacts", "0023_removed_holidays")]

    operations = [
        migrations.RunSQL(CONFIGURATION, NO_CONFIGURATION),
        migrations.RunSQL(_function(NOW, "words", "every_word"), f"DROP FUNCTION contacts_search_keys({NOW})"),
        *(
            migrations.RunSQL(_made(*index, "english", "contacts_every_word"), _made(*index, "english"))
            for index in ((name, table, column) for name, (table, column) in INDEXES.items())
        ),
        migrations.RunSQL(f"DROP FUNCTION contacts_search_keys({BEFORE})", _function(BEFORE, "words")),
    ]
