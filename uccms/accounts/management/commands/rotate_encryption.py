"""Write every encrypted secret anew under the first of the encryption keys."""

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from uccms.accounts.actions.second_factor import rotate_secrets


class Command(BaseCommand):
    help = (
        "Encrypts all secrets anew under the first of UCCMS_ENCRYPTION_KEYS. Put a new key in front of the "
        "old ones, restart, run this, and take the old keys away."
    )

    def handle(self, *args, **options) -> None:
        try:
            count = rotate_secrets(by=None)
        except InvalidToken:
            raise CommandError(
                "A secret fits none of UCCMS_ENCRYPTION_KEYS: put back the key it was written with."
            ) from None
        self.stdout.write(f"Encrypted anew: {count} second factors and sets of recovery codes.")
