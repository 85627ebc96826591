"""`manage.py allow_address < address`: lift the block of an address whose reader wants mail after all."""

import sys

from django.core.management.base import BaseCommand, CommandError

from eipd_portal.actions.blocking import allow_address
from eipd_portal.addresses import NoAddress, canonical


class Command(BaseCommand):
    help = "Lift the block of an e-mail address, which is read from standard input."

    def handle(self, *args, **options) -> None:
        try:
            email = canonical(sys.stdin.readline())
        except NoAddress as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            "Mail is allowed again." if allow_address(email, by=None) else "It was not blocked."
        )
