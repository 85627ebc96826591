"""`manage.py publish_edition CODE DATE FILE…`: put an edition's files on the portal (docs/publishing.md)."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from eipd_portal.bringing_in import bring_in
from eipd_portal.errors import PublishingError
from sales_orders.models import Product


class Command(BaseCommand):
    help = (
        "Publish files as the edition of a day, all of them or none. They are read once, copied and hashed. "
        "An edition that the catalogue does not have is added to it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="CODE", help="the product's code, such as EIP-5350P-OL")
        parser.add_argument("date", type=_day, metavar="DATE", help="the day of issue, as 2026-11-24")
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument(
            "--at",
            type=_moment,
            metavar="TIME",
            help='when it becomes public, in the office\'s time, as "2026-11-24 00:10"',
        )
        parser.add_argument(
            "--corrects",
            action="store_true",
            help="the files are a corrected version of an edition that has files",
        )

    def handle(
        self, *args, code: str, date: date, files: list[Path], at: datetime | None, corrects: bool, **options
    ) -> None:
        product = Product.objects.select_related("editions_of").filter(code=code.upper()).first()
        if product is None:
            raise CommandError(f"There is no product {code}.")
        total = sum(path.stat().st_size for path in files if path.is_file())
        silent = options["verbosity"] == 0
        with tqdm(
            total=total, unit="B", unit_scale=True, desc=f"{code} {date}", disable=silent, file=self.stderr
        ) as bar:
            try:
                version = bring_in(product, date, files, at=at, corrects=corrects, told=bar.update, by=None)
            except PublishingError as error:
                raise CommandError(f"Nothing was published. {error}") from None
        for file in version.files.order_by("position"):
            self.stdout.write(f"{file.sha256}  {file.name}")
        moment = timezone.localtime(version.published_at)
        self.stdout.write(f"{product.title}, {version}: public from {moment:%Y-%m-%d %H:%M:%S %Z}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day. Write it as 2026-11-24.") from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no time. Write it as 2026-11-24 00:10.") from None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
