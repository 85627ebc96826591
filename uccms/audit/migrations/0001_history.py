from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"

BACK = """
DROP FUNCTION IF EXISTS audit_record_look_up(text, text[]), audit_record_event(text, text, text[]),
    audit_make_partitions(), audit_rest();
DROP FUNCTION IF EXISTS audit_record_change() CASCADE;
DROP TABLE IF EXISTS audit_change, audit_event;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL((SQL / "tables.sql").read_text(), BACK),
        migrations.RunSQL((SQL / "functions.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL("SELECT audit_make_partitions()", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("database_role", models.TextField()),
                ("page", models.TextField()),
                ("request_id", models.TextField()),
                ("table_name", models.TextField()),
                ("row_key", models.TextField()),
                (
                    "operation",
                    models.TextField(choices=[("insert", "Added"), ("update", "Changed"), ("delete", "Deleted")]),
                ),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
            ],
            options={
                "db_table": "audit_change",
                "managed": False,
                "default_permissions": (),
                "permissions": [
                    ("see_record", "Open the record of acts and looks"),
                    ("see_all_acts", "See every act and look, with old and new values"),
                    ("see_acts_of_areas", "See the acts and looks of the people of one's areas"),
                    ("see_staff_record", "See the record of staff and reference data"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("kind", models.TextField(choices=[("look", "Looked at"), ("look_up", "Looked up"), ("sign_in", "Signed in"), ("sign_in_failed", "Sign-in failed"), ("sign_out", "Signed out"), ("refused", "Was refused")])),
                ("subject", models.TextField()),
                ("shown", django.contrib.postgres.fields.ArrayField(models.TextField(), size=None)),
                ("page", models.TextField()),
                ("request_id", models.TextField()),
            ],
            options={"db_table": "audit_event", "managed": False, "default_permissions": ()},
        ),
    ]
