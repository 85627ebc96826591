"""Sizes and addresses of published files in templates."""

from django.urls import reverse

from eipd_portal import describing
from eipd_portal.words import CYCLES, KINDS
from uccms.web.jinja import as_filter, in_templates

UNITS = ("bytes", "kB", "MB", "GB", "TB")


@as_filter
def readable_size(count: int) -> str:
    """A size as people say it: 121.4 MB, counted in thousands as disks are sold."""
    size, unit = float(count), UNITS[0]
    for larger in UNITS[1:]:
        if size < 999.5:
            break
        size, unit = size / 1000, larger
    return f"{size:.0f} {unit}" if unit == UNITS[0] or size >= 99.95 else f"{size:.1f} {unit}"


@as_filter
def exact_size(count: int) -> str:
    """A size to the byte: 121,406,915."""
    return f"{count:,}"


@in_templates
def address_of(version, code: str, what: str) -> str:
    """The path of a version's check sums or manifest."""
    return reverse(f"portal_files:{what}", args=[code, version.issue_date, version.number])


@in_templates
def whole_address(path: str) -> str:
    """The address of a path as it is copied to another place."""
    return describing.whole(path)


@as_filter
def kind_words(product) -> str:
    """What the public calls its kind."""
    return KINDS[product.kind]


@as_filter
def cycle_words(product) -> str:
    """How often it comes out."""
    return CYCLES[product.cycle]
