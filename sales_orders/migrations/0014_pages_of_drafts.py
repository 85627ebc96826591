from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sales_orders", "0013_how_a_line_waits")]

    operations = [
        migrations.AddField(
            model_name="orderdraft",
            name="page",
            field=models.UUIDField(editable=False, null=True),
        ),
    ]
