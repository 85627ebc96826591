from django.db import migrations

from uccms.accounts import roles

RIGHTS = {
    roles.AGENT: [],
    roles.SUPERVISOR: ["see_record", "see_acts_of_areas"],
    roles.PRIVACY_OFFICER: ["see_record", "see_all_acts"],
    roles.ADMINISTRATOR: ["see_record", "see_staff_record"],
}


def grant(apps, schema_editor):
    roles.grant(apps, "audit", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_history"),
        ("accounts", "0002_attempts_and_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
