from django.conf import settings
from django.db import migrations, models

UNANSWERED = models.Q(
    ("spoke_last_at__isnull", False),
    models.Q(("waiting_for", "customer"), _negated=True),
    models.Q(
        ("spoke_last_at__gt", models.F("opened_at")),
        models.Q(("channel__in", ["phone", "walk_in"]), _negated=True),
        _connector="OR",
    ),
)


class Migration(migrations.Migration):
    # What is there is reckoned by the next one: a table with changes under way is not altered.
    dependencies = [
        ("accounts", "0004_away"),
        ("contacts", "0015_being_here"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="spoke_last_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=UNANSWERED, fields=["-id"], name="ticket_unanswered"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=UNANSWERED, fields=["area", "-id"], name="ticket_unanswered_by_area"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("spoke_last_at__isnull", True), ("state__in", ["open", "waiting"]), _connector="OR"),
                name="what_is_resolved_is_answered",
            ),
        ),
    ]
