"""What templates of all parts may call."""

from uccms.web.template_words import times, words

__all__ = ["times", "words"]
