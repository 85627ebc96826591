from uccms.mail.models.mails import Mail

__all__ = ["Mail"]
