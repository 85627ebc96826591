from django.db import migrations

from uccms.accounts import roles

# Whoever works on tickets may remove what slipped into a text they may change; so may the privacy officer.
RIGHTS = {
    roles.AGENT: ["redact"],
    roles.SUPERVISOR: ["redact"],
    roles.PRIVACY_OFFICER: ["redact"],
    roles.ADMINISTRATOR: [],
}


def grant(apps, schema_editor):
    roles.grant(apps, "privacy", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0002_redaction"),
        ("accounts", "0002_attempts_and_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
