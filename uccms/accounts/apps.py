from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Staff, roles, business areas and sign-in."""

    name = "uccms.accounts"
    label = "accounts"
