from django.db import migrations

from uccms.accounts import roles

RIGHTS = {roles.ORDER_PROCESSOR: ["quote"], roles.SUPERVISOR: ["quote"]}


def let_them_quote(apps, schema_editor):
    roles.grant(apps, "sales_orders", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("sales_orders", "0007_standing_orders_and_quotes")]

    operations = [migrations.RunPython(let_them_quote, migrations.RunPython.noop)]
