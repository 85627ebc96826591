from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """Customers, contacts and tickets."""

    name = "contacts"
