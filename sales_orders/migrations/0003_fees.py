from datetime import date

from django.db import migrations, models


def seed(apps, schema_editor):
    # 37 CFR 1.21(m): the day stands for "since before this system".
    apps.get_model("sales_orders", "Fee").objects.get_or_create(
        kind="refused",
        effective_from=date(2000, 1, 1),
        defaults={"amount": "50.00", "source": "37 CFR 1.21(m)"},
    )


class Migration(migrations.Migration):
    dependencies = [("sales_orders", "0002_roles")]

    operations = [
        migrations.CreateModel(
            name="Fee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("refused", "Payment refused by the bank")], max_length=10)),
                ("effective_from", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("source", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["kind", "-effective_from"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "effective_from"), name="one_fee_a_day"),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["refused"])), name="fee_kind_is_known"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="a_fee_is_more_than_nothing"),
                ],
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
