from django.db import migrations

from uccms.accounts import roles

RIGHTS = {
    roles.ORDER_PROCESSOR: ["publish_edition"],
    roles.SUPERVISOR: ["publish_edition"],
}


def make_roles(apps, schema_editor):
    roles.grant(apps, "eipd_portal", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [
        ("eipd_portal", "0002_files_and_downloads"),
        ("contacts", "0002_numbers_and_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
