"""Buttons inside a form that change it but do not send it; with script they are not needed."""

from uccms.privacy.forms import settled

BUTTONS = {"look_up_now", "choose", "add_matter", "add_row"}


def redrawn(data, user):
    """The posted data to draw the form with again, when such a button was pressed; None when it was sent."""
    changed = settled(data, user)
    if changed is not None:
        return changed
    return data if BUTTONS & set(data) else None
