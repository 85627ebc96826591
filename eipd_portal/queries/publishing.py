"""What staff see of what is published."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Sum
from django.http import Http404
from django.utils import timezone

from eipd_portal.models import DownloadCount, EditionVersion
from eipd_portal.queries.catalogue import FILES, add_totals

PAGE = 40
DAYS = 30


@dataclass(frozen=True)
class PublishedPage:
    """Some versions, newest first, and whether there are older ones."""

    rows: list[EditionVersion]
    has_more: bool


def published(*, before: int | None = None) -> PublishedPage:
    """Versions, those to come among them, with how often their files were fetched; in three queries."""
    found = EditionVersion.objects.select_related("edition", "product")
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: PAGE + 1])
    has_more, rows = len(rows) > PAGE, rows[:PAGE]
    add_totals(rows)
    sums = DownloadCount.objects.filter(file__version__in=rows).values("file__version")
    begun = dict(sums.annotate(sum=Sum("begun")).values_list("file__version", "sum"))
    now = timezone.now()
    for row in rows:
        row.begun = begun.get(row.pk, 0)
        row.is_to_come = row.published_at > now
    return PublishedPage(rows, has_more)


def version_or_404(key: int) -> EditionVersion:
    """One version with its files and how often each was fetched. Raises Http404."""
    found = (
        EditionVersion.objects.select_related("edition", "product", "taken_in_by", "withdrawn_by")
        .prefetch_related(FILES)
        .filter(pk=key)
        .first()
    )
    if found is None:
        raise Http404
    found.is_to_come = found.published_at > timezone.now()
    sums = DownloadCount.objects.filter(file__version=found).values("file")
    begun = dict(sums.annotate(sum=Sum("begun")).values_list("file", "sum"))
    for file in found.files.all():
        file.begun = begun.get(file.pk, 0)
    return found


def begun_by_day(version: EditionVersion) -> list[dict]:
    """Downloads begun on each of the last days that had any, newest first."""
    since = timezone.localdate() - timedelta(days=DAYS)
    counts = DownloadCount.objects.filter(file__version=version, day__gt=since)
    return list(counts.values("day").annotate(begun=Sum("begun")).order_by("-day"))
