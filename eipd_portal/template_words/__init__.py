"""What templates of this part may call, beside the words of all parts."""

from eipd_portal.template_words import files, portal

__all__ = ["files", "portal"]
