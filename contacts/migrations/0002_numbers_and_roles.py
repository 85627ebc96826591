from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from uccms.accounts import roles

STAFF = [
    "look_up_customer",
    "change_customer",
    "see_tickets",
    "log_contact",
    "work_ticket",
    "correct_text",
    "remove_text",
]
RIGHTS = {roles.AGENT: STAFF, roles.SUPERVISOR: STAFF, roles.PRIVACY_OFFICER: [], roles.ADMINISTRATOR: []}


def make_roles(apps, schema_editor):
    roles.grant(apps, "contacts", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0001_initial"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(
            "CREATE INDEX name_word_by_letters ON contacts_nameword USING gin (word gin_trgm_ops)",
            "DROP INDEX name_word_by_letters",
        ),
        migrations.RunSQL(
            "ALTER TABLE contacts_ticket ALTER COLUMN id RESTART WITH 10001;"
            " ALTER TABLE contacts_customer ALTER COLUMN id RESTART WITH 20001",
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
