"""Sizes and addresses of published files in templates."""

from django import template
from django.urls import reverse

from eipd_portal import describing
from eipd_portal.words import CYCLES, KINDS

register = template.Library()
UNITS = ("bytes", "kB", "MB", "GB", "TB")


@register.filter
def readable_size(count: int) -> str:
    """A size as people say it: 121.4 MB, counted in thousands as disks are sold."""
    size, unit = float(count), UNITS[0]
    for larger in UNITS[1:]:
        if size < 999.5:
            break
        size, unit = size / 1000, larger
    return f"{size:.0f} {unit}" if unit == UNITS[0] or size >= 99.95 else f"{size:.1f} {unit}"


@register.filter
def exact_size(count: int) -> str:
    """A size to the byte: 121,406,915."""
    return f"{count:,}"


@register.simple_tag
def address_of(version, code: str, what: str) -> str:
    """The path of a version's check sums or manifest."""
    return reverse(f"portal_files:{what}", args=[code, version.issue_date, version.number])


@register.simple_tag
def whole_address(path: str) -> str:
    """The address of a path as it is copied to another place."""
    return describing.whole(path)


@register.filter
def kind_words(product) -> str:
    """What the public calls its kind."""
    return KINDS[product.kind]


@register.filter
def cycle_words(product) -> str:
    """How often it comes out."""
    return CYCLES[product.cycle]
