from django.db import migrations

# Texts and participations hold in which area their ticket is, so that an index finds those of an area. Whoever
# adds one reads it from the ticket, whose row nobody else changes until it is stored. And whoever holds a
# ticket takes part in it, so that one table says what people see outside their areas.
FUNCTIONS = """
CREATE FUNCTION contacts_mirror_area() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.area_id := NULL;
    IF NEW.ticket_id IS NOT NULL THEN
        SELECT area_id INTO NEW.area_id FROM contacts_ticket WHERE id = NEW.ticket_id FOR NO KEY UPDATE;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION contacts_move_mirrors() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE contacts_contact SET area_id = NEW.area_id WHERE ticket_id = NEW.id;
    UPDATE contacts_timelineentry SET area_id = NEW.area_id WHERE ticket_id = NEW.id;
    UPDATE contacts_participation SET area_id = NEW.area_id WHERE ticket_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION contacts_holder_takes_part() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO contacts_participation (ticket_id, user_id)
    SELECT NEW.id, NEW.assignee_id
    WHERE NOT EXISTS (
        SELECT FROM contacts_participation WHERE ticket_id = NEW.id AND user_id = NEW.assignee_id)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER move_mirrors AFTER UPDATE OF area_id ON contacts_ticket FOR EACH ROW
WHEN (OLD.area_id IS DISTINCT FROM NEW.area_id) EXECUTE FUNCTION contacts_move_mirrors();

CREATE TRIGGER first_holder_takes_part AFTER INSERT ON contacts_ticket FOR EACH ROW
WHEN (NEW.assignee_id IS NOT NULL) EXECUTE FUNCTION contacts_holder_takes_part();

CREATE TRIGGER holder_takes_part AFTER UPDATE OF assignee_id ON contacts_ticket FOR EACH ROW
WHEN (NEW.assignee_id IS DISTINCT FROM OLD.assignee_id AND NEW.assignee_id IS NOT NULL)
EXECUTE FUNCTION contacts_holder_takes_part();
"""
# As it has always been when somebody is given a ticket; not so of what was imported.
HOLDERS = """
INSERT INTO contacts_participation (ticket_id, user_id)
SELECT id, assignee_id FROM contacts_ticket WHERE assignee_id IS NOT NULL
ON CONFLICT DO NOTHING
"""
MIRRORS = ("contacts_contact", "contacts_timelineentry", "contacts_participation")
# What is there is filled in without a trigger: an area that is copied is no act that somebody did.
FILL = """
ALTER TABLE {table} DISABLE TRIGGER USER;
UPDATE {table} x SET area_id = t.area_id FROM contacts_ticket t WHERE t.id = x.ticket_id;
ALTER TABLE {table} ENABLE TRIGGER USER;
CREATE TRIGGER mirror_area BEFORE INSERT OR UPDATE OF ticket_id, area_id ON {table} FOR EACH ROW
EXECUTE FUNCTION contacts_mirror_area();
"""
# The expressions are those of contacts/queries/text_search.py.
INDEXES = {
    "contact_by_words": ("contacts_contact", "description"),
    "timeline_by_words": ("contacts_timelineentry", "text"),
    "ticket_by_words": ("contacts_ticket", "resolution"),
}
WITHOUT = "(id / 2048), (id / 65536)"
WITH = f"{WITHOUT}, area_id"


def _dropped(name: str) -> str:
    return f"DROP INDEX {name}"


def _made(name: str, table: str, columns: str, column: str) -> str:
    return (
        f"CREATE INDEX {name} ON {table} USING gin ({columns}, to_tsvector('english'::regconfig, {column}))"
        f" WITH (gin_pending_list_limit = 512) WHERE {column} <> ''"
    )


class Migration(migrations.Migration):
    dependencies = [("contacts", "0020_mirrored_columns"), ("contacts", "0014_runs_of_texts")]

    operations = [
        *(
            migrations.RunSQL(_dropped(name), _made(name, table, WITHOUT, column))
            for name, (table, column) in INDEXES.items()
        ),
        migrations.RunSQL(
            FUNCTIONS,
            "DROP FUNCTION contacts_move_mirrors(), contacts_mirror_area(), contacts_holder_takes_part() CASCADE",
        ),
        migrations.RunSQL(HOLDERS, migrations.RunSQL.noop),
        *(migrations.RunSQL(FILL.format(table=table), migrations.RunSQL.noop) for table in MIRRORS),
        *(
            migrations.RunSQL(_made(name, table, WITH, column), _dropped(name))
            for name, (table, column) in INDEXES.items()
        ),
    ]
