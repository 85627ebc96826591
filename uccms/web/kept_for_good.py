"""What a web process loads once is not searched again and again for what could be freed."""

import gc

from django.urls import get_resolver

NEW_OBJECTS = 20_000  # that outlive their use before Python searches the new ones; a page leaves some hundred


def keep_what_is_loaded() -> None:
    """Load every page's code now, and leave it out of Python's searches for cycles from here on."""
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 10, 10)
