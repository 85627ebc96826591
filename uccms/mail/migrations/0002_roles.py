from django.db import migrations

from uccms.accounts import roles

RIGHTS = {
    roles.AGENT: ["see_outbox"],
    roles.SUPERVISOR: ["see_outbox"],
    roles.ORDER_PROCESSOR: ["see_outbox"],
    roles.PRIVACY_OFFICER: [],
    roles.ADMINISTRATOR: [],
}


def make_roles(apps, schema_editor):
    roles.grant(apps, "mail", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
