from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """The database itself: the embedded server, its roles, and what the database says of itself."""

    name = "uccms.database"
    label = "database"
