from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _install(using: str, plan=None, **kwargs) -> None:
    from uccms.audit.install import install

    if not plan or not any(backwards for _, backwards in plan):
        install(using)


class AuditConfig(AppConfig):
    """Who did and who saw what."""

    name = "uccms.audit"
    label = "audit"

    def ready(self) -> None:
        from uccms.web import navigation
        from uccms.web.navigation import Entry

        post_migrate.connect(_install, sender=self)
        navigation.register(Entry("Record", "audit:record", "audit.see_record", 70))
