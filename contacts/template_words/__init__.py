"""What templates of this part may call, beside the words of all parts."""

from contacts.template_words import opening, queue_rows, told

__all__ = ["opening", "queue_rows", "told"]
