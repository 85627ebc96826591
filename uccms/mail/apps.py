from django.apps import AppConfig


class MailConfig(AppConfig):
    """The outbox of all three parts."""

    name = "uccms.mail"

    def ready(self) -> None:
        from uccms.mail.actions.sending_mail import delete_old_mail
        from uccms.privacy import retention
        from uccms.web import navigation
        from uccms.web.navigation import Entry

        retention.register("mail", delete_old_mail)
        navigation.register(Entry("Mail", "mail:outbox", "mail.see_outbox", 80, ("mail:mail", "mail:again")))
