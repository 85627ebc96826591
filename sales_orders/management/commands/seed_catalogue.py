"""`manage.py seed_catalogue`: the products, prices and shipping rates that are carried with the system."""

from django.core.management.base import BaseCommand

from sales_orders.actions.seeding_catalogue import seed_catalogue
from sales_orders.catalogue import read_catalogue


class Command(BaseCommand):
    help = "Make the carried catalogue of EIPD; what is there already stays as it is."

    def handle(self, *args, **options) -> None:
        new = seed_catalogue(read_catalogue())
        self.stdout.write(f"{new} new products.")
