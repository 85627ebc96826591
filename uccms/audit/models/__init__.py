from uccms.audit.models.history import Change, Event

__all__ = ["Change", "Event"]
