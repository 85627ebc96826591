"""`manage.py send_issue CODE DATE`: a parcel of an issue for each subscriber (docs/subscriptions.md)."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from sales_orders.actions.sending_issues import send_issue
from sales_orders.actions.standing_orders import order_edition
from sales_orders.issue_run import preview
from sales_orders.queries.editions import edition_of
from uccms.accounts.models import User


class Command(BaseCommand):
    help = (
        "Pick one parcel of an issue for each active subscriber; run again, it goes on and doubles nothing."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "code", metavar="CODE", help="the product or the subscription, such as EIP-0104P-DD"
        )
        parser.add_argument("issue_date", metavar="DATE", help="the date of the issue, such as 2026-12-01")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

        parser.add_argument(
            "--as", dest="username", metavar="USER", help="the order processor who orders for standing orders"
        )

    def handle(
        self, *args, code: str, issue_date: str, dry_run: bool, username: str | None, **options
    ) -> None:
        try:
            day = date.fromisoformat(issue_date)
        except ValueError:
            raise CommandError(f"{issue_date} is no day: write it as 2026-12-01.") from None
        edition = edition_of(code.upper(), day)
        if edition is None:
            raise CommandError(f"{code} has no issue of {issue_date}. Enter it in the catalogue first.")
        person = User.objects.filter(username=username, is_active=True).first() if username else None
        if username and person is None:
            raise CommandError(f"Nobody is called {username}.")
        before = preview(edition)
        if before.standing and person is None and not dry_run:
            raise CommandError(
                f"{before.standing} standing orders are to be ordered for: say by whom with --as USER."
            )
        if dry_run:
            self.stdout.write(
                f"{before.subscribers} to serve, {before.copies} copies, {before.short} short."
                f" Standing orders: {before.standing}."
            )
            return
        with tqdm(total=before.subscribers, unit=" subscribers", disable=None) as bar:
            run = send_issue(edition, by=None, on_progress=bar.update)
        left = run.left
        self.stdout.write(
            f"Parcels made: {run.made}. Waiting for copies: {left.subscribers}, release: {left.unreleased}."
        )
        if before.standing:
            ordered = order_edition(edition, by=person)
            self.stdout.write(f"Orders placed for standing orders: {ordered.placed}.")
            for standing, problem in ordered.problems:
                self.stderr.write(f"Standing order {standing.pk}: {problem}")
