"""`manage.py import_catalogue FILE.csv [--dry-run]`: products or editions (docs/catalogue.md)."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from contacts.importing.errors import FileError
from sales_orders.actions.importing_catalogue import SAME, Outcome, Rejected, import_catalogue
from sales_orders.catalogue.reading import read_rows


class Command(BaseCommand):
    help = (
        "Bring products with their prices, or editions, into the catalogue: all rows of the file, or none. "
        "What is there already stays as it is. The last line says what became of the rows read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv", help="as the catalogue writes it")
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing, and say what would become of each row"
        )

    def handle(self, *args, file: Path, dry_run: bool, **options) -> None:
        try:
            with file.open("rb") as opened:
                rows = read_rows(opened)
        except FileError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        outcome = import_catalogue(rows, dry_run=dry_run, by=None)
        for each in outcome.results:
            if isinstance(each, Rejected):
                self.stderr.write(f"line {each.line}: {' '.join(each.reasons)}", style_func=str)
            elif each.what != SAME:
                self.stdout.write(f"line {each.line}: {each.code}: {each.what}")
        self.stdout.write(totals(outcome))
        if outcome.rejected and not dry_run:
            raise CommandError("Nothing was brought in: mend the rejected rows first.")


def totals(outcome: Outcome) -> str:
    """The last line."""
    read, new, rejected = len(outcome.results), len(outcome.new), len(outcome.rejected)
    return f"read {read}, new or changed {new}, already there {outcome.same}, rejected {rejected}"
