"""`manage.py import_contacts FILE.csv --map MAP.toml`: bring recorded contacts in (docs/importing.md)."""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from tqdm import tqdm

from contacts.demonstration import FOLDER
from contacts.importing.errors import FileError, MapError
from contacts.importing.loading import Load
from contacts.importing.maps import read_map
from contacts.importing.rows import Rejected

SHOWN = 20  # of rejected rows, when a file holds them all


class Command(BaseCommand):
    help = (
        "Bring recorded contacts of a publication in. Can be repeated and broken off: what is there already "
        "is not brought in again. The last line says what became of the rows read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv", help="the file, as published")
        parser.add_argument(
            "--map",
            dest="map_path",
            type=Path,
            default=Path("complaints.toml"),
            metavar="MAP.toml",
            help="what its columns and words mean; the name alone finds the maps carried with the program, "
            "and without it is complaints.toml (default: %(default)s)",
        )
        parser.add_argument("--dry-run", action="store_true", help="change nothing, and say the same numbers")
        parser.add_argument(
            "--rejects", type=Path, metavar="FILE", help="write the rejected rows here, with line and reason"
        )

    def handle(
        self, *args, file: Path, map_path: Path, dry_run: bool, rejects: Path | None, **options
    ) -> None:
        carried = FOLDER / map_path.name
        by_name_alone = map_path.name == str(map_path) and not map_path.exists()
        chosen = carried if by_name_alone and carried.exists() else map_path
        try:
            load = Load(file, read_map(chosen))
        except (MapError, FileError) as error:
            raise CommandError(str(error)) from None
        if load.encoding == "cp1252":
            self.stderr.write("The file is no UTF-8; it is read as Windows-1252.")
        if rejects and any(_same(rejects, other) for other in (file, chosen)):
            raise CommandError(f"--rejects names {rejects}, which is read here: name another file.")
        with self._rejects(rejects, load.header) as on_rejected, _bar(load.size) as on_progress:
            self._run(load, dry_run, on_rejected, on_progress)
        self.stdout.write(str(load.totals))

    def _run(self, load: Load, dry_run: bool, on_rejected: Callable, on_progress: Callable) -> None:
        try:
            load.run(dry_run=dry_run, on_rejected=on_rejected, on_progress=on_progress)
        except KeyboardInterrupt:
            raise CommandError(f"Stopped: {load.totals}. The same command goes on from here.") from None
        except FileError as error:
            raise CommandError(f"{error} So far: {load.totals}.") from None
        except OSError as error:
            raise CommandError(f"Stopped, {error.strerror}: {load.totals}. Try again.") from None
        except (DatabaseError, psycopg.Error) as error:
            # COPY's errors are psycopg's own. Only its kind: the database's own words can carry values.
            raise CommandError(
                f"The database broke off ({type(error).__name__}): {load.totals}. The same command goes on."
            ) from None

    @contextmanager
    def _rejects(self, path: Path | None, header: list[str]) -> Iterator[Callable[[Rejected], None]]:
        """Says each rejected row; with a file, all of them go there and only the first are said."""
        if path is None:
            yield lambda rejected: self._say(rejected)
            return
        try:
            with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["Line in the file", "Reason", *header])
                said = 0

                def write(rejected: Rejected) -> None:
                    nonlocal said
                    writer.writerow([rejected.line, rejected.reason, *(rejected.cells or ())])
                    said += 1
                    if said <= SHOWN:
                        self._say(rejected)

                yield write
                if said > SHOWN:
                    self.stderr.write(f"… and {said - SHOWN} more, all of them in {path}.")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None

    def _say(self, rejected: Rejected) -> None:
        with tqdm.external_write_mode(file=sys.stderr):
            self.stderr.write(f"line {rejected.line}: {rejected.reason}", style_func=str)


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


@contextmanager
def _bar(size: int) -> Iterator[Callable[[int], None]]:
    """A bar of the bytes read, on a terminal only."""
    with tqdm(total=size, unit="B", unit_scale=True, disable=None, file=sys.stderr, leave=False) as bar:
        yield lambda position: bar.update(position - bar.n) and None
