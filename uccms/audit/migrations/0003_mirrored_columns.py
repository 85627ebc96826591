from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rights")]

    operations = [migrations.RunSQL((SQL / "functions.sql").read_text(), migrations.RunSQL.noop)]
