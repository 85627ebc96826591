from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DatabaseMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.TextField(
                        choices=[
                            ("demonstration", "Demonstration"),
                            ("demonstration complete", "Demonstration data is complete"),
                        ],
                        unique=True,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"db_table": "database_mark", "default_permissions": ()},
        ),
    ]
