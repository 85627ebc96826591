from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parent.parent / "sql" / "redact.sql").read_text()

# The new owner of a function needs CREATE on its schema, for the moment of handing over only.
HAND_OVER = """
GRANT CREATE ON SCHEMA public TO uccms_redactor;
ALTER FUNCTION privacy_redact(text, text[], text[], text, text) OWNER TO uccms_redactor;
ALTER FUNCTION privacy_blank(jsonb, text[]) OWNER TO uccms_redactor;
REVOKE CREATE ON SCHEMA public FROM uccms_redactor;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("audit", "0001_history")]

    operations = [
        migrations.RunSQL(
            SQL + HAND_OVER,
            "DROP FUNCTION privacy_redact(text, text[], text[], text, text);"
            " DROP FUNCTION privacy_blank(jsonb, text[])",
        ),
    ]
