from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import F, Func, Value

from uccms.accounts.names import words_of_name


def write_words(apps, schema_editor) -> None:
    User = apps.get_model("accounts", "User")
    people = [User(pk=key, name_words=" ".join(words_of_name(name))) for key, name in User.objects.values_list("pk", "name")]
    User.objects.bulk_update(people, ["name_words"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_wrap_up")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="name_words",
            field=models.TextField(db_collation="C", db_default="", default="", editable=False),
        ),
        migrations.RunPython(write_words, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="user",
            index=GinIndex(
                Func(
                    Func(F("name_words"), Value(" "), function="string_to_array"), function="array_to_tsvector"
                ),
                name="staff_by_words_of_name",
                fastupdate=False,
            ),
        ),
    ]
