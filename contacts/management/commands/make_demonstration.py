"""`manage.py make_demonstration`: invented staff, customers and contacts, and real examples to look at."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from contacts.actions import making_demonstration as making
from contacts.actions.demonstrating_rules import make_rules_and_texts
from contacts.actions.following_up import open_due_tickets
from contacts.actions.making_levels import make_levels
from contacts.actions.replaying_tickets import Cast, moment, replay_ticket, short_answer
from contacts.actions.telling_missed_targets import tell_missed_targets
from contacts.demonstration import FOLDER, read
from contacts.importing.loading import Load
from contacts.importing.maps import read_map
from uccms.accounts.models import User
from uccms.database import demonstration
from uccms.database.models import DatabaseMark


class Command(BaseCommand):
    help = "Fill the database of a demonstration. Refuses any other database."

    def handle(self, *args, **options) -> None:
        marks = set(DatabaseMark.objects.values_list("name", flat=True))
        if not settings.DEMONSTRATION:
            raise CommandError("This is no demonstration: no invented contacts, no public passwords.")
        if DatabaseMark.DEMONSTRATION not in marks:
            raise CommandError("This database does not bear a demonstration's mark and stays as it is.")
        if DatabaseMark.DEMONSTRATION_COMPLETE in marks:
            raise CommandError("The demonstration's data is there already.")
        making.make_reference_data(read("areas.toml"), read("topics.toml"))
        # Before the invented tickets, so that those are the newest.
        Load(FOLDER / "complaints.csv", read_map(FOLDER / "complaints.toml")).run()
        # All or nothing: a demonstration that was broken off here is begun anew.
        with transaction.atomic():
            if not User.objects.exists():
                self.make_invented()

    def make_invented(self) -> None:
        """Make staff, customers and tickets, then what the other apps add to them."""
        people, scripts, now = read("people.toml"), read("tickets.toml"), timezone.now()
        staff = making.make_staff(people)
        make_levels(read("levels.toml"), staff)
        cast = Cast.assembled(staff, making.make_customers(people, by=staff["dana"]))
        make_rules_and_texts(read("rules.toml"), cast)
        short = [short_answer(row, cast) for row in scripts["short"]["answers"]]
        for script in sorted(
            [*scripts["ticket"], *short], key=lambda each: moment(each["when"], now, cast.office)
        ):
            replay_ticket(script, cast, now=now)
        open_due_tickets()
        tell_missed_targets()
        demonstration.make_parts()
