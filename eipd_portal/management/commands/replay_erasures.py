"""`manage.py replay_erasures`: after a restore, erase again what was erased since the backup."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eipd_portal import erasure_list
from eipd_portal.actions.erasing import replay_erasures


class Command(BaseCommand):
    help = "After a restore, erase again every address on the list of erasures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("list", nargs="?", type=Path, help="the list, where it is not at its usual place")

    def handle(self, *args, **options) -> None:
        path = options["list"]
        if path and not path.is_file():
            raise CommandError(f"{path} is no file.")
        try:
            erased = dict(sorted(erasure_list.read(path), key=lambda each: each[1]))
        except (ValueError, UnicodeError) as error:
            raise CommandError(str(error)) from None
        count = replay_erasures(erased, by=None)
        self.stdout.write(f"{len(erased)} erasures on the list, {count} addresses erased again.")
