from tests.database import django_db_setup, test_server

__all__ = ["django_db_setup", "test_server"]
