from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """The PIA as code: the register of columns, the text guard, redaction and notices."""

    name = "uccms.privacy"
    label = "privacy"

    def ready(self) -> None:
        from uccms.privacy import register_checks  # noqa: F401
        from uccms.web import navigation
        from uccms.web.navigation import Entry

        navigation.register(Entry("Privacy", "privacy:assessment", "", 80))
