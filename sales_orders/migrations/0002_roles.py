from django.db import migrations

from uccms.accounts import roles

ENTERING = ["see_orders", "enter_order"]
PROCESSING = [
    *ENTERING,
    "override_price",
    "process_order",
    "cancel_after_shipping",
    "refund",
    "adjust_stock",
    "keep_catalogue",
    "see_sales_reports",
]
RIGHTS = {
    roles.AGENT: ENTERING,
    roles.ORDER_PROCESSOR: PROCESSING,
    roles.SUPERVISOR: [*PROCESSING, "approve_refund"],
    roles.PRIVACY_OFFICER: [],
    roles.ADMINISTRATOR: ["keep_catalogue"],
}


def make_roles(apps, schema_editor):
    roles.grant(apps, "sales_orders", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [
        ("sales_orders", "0001_initial"),
        ("contacts", "0002_numbers_and_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
