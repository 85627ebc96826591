from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from uccms.database.fitness import DatabaseUnfit, require_new_enough
from uccms.database.models import DatabaseMark

DEMONSTRATION_WANTED = 3


class Command(BaseCommand):
    """Bring the database up to this version, as its owner.

    In a demonstration, a database without any staff becomes one; ends with status 3 where the
    demonstration's data is still to be made.
    """

    help = "Migrate the database; mark a new one of a demonstration."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--demonstration-complete",
            action="store_true",
            help="Note that the demonstration's data was made.",
        )

    def handle(self, *args: Any, demonstration_complete: bool, **options: Any) -> None:
        if demonstration_complete:
            DatabaseMark.objects.get_or_create(name=DatabaseMark.DEMONSTRATION_COMPLETE)
            return
        try:
            require_new_enough()
        except DatabaseUnfit as unfit:
            raise CommandError(str(unfit)) from None
        except OperationalError as error:
            raise CommandError(
                f"DATABASE_MIGRATE_URL names a database that does not answer: {error}"
            ) from None
        # Also where no migration is new: the register, the triggers and the rights follow the models.
        call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMONSTRATION and not get_user_model().objects.exists():
            # Before the first account with a public password is made, so that a broken start leaves no doubt.
            DatabaseMark.objects.get_or_create(name=DatabaseMark.DEMONSTRATION)
        marks = set(DatabaseMark.objects.values_list("name", flat=True))
        if DatabaseMark.DEMONSTRATION not in marks:
            return
        if not settings.DEMONSTRATION:
            raise CommandError(
                "This database is a demonstration, whose passwords everybody knows: production needs its own."
            )
        if DatabaseMark.DEMONSTRATION_COMPLETE not in marks:
            raise SystemExit(DEMONSTRATION_WANTED)
