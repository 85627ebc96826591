"""The common suite of downloads once more, over the portal's own personal links, by all three ways."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import TransactionTestCase

from eipd_portal import links
from eipd_portal.actions.revoking_links import revoke_link
from eipd_portal.models import EditionFile, EditionVersion
from sales_orders.models import Edition, Product
from tests.eipd_portal.files import FREE, WEEK_47, reader
from tests.sales_orders import office
from tests.web.downloads.test_ways import (
    CONTENT,
    LONG,
    Way,
    running,
    test_access_that_is_gone_leaves_the_partial_file_alone,
    test_answers_without_bytes_leave_the_connection_in_order,
    test_beyond_the_end_and_senseless,
    test_broken_at_a_third_and_continued,
    test_conditions,
    test_head_is_answered_by_us_as_get_would_be,
    test_if_range_works_through_every_way,
    test_one_range,
    test_past_4_and_at_40_gigabytes,
    test_several_ranges,
    test_the_signed_address_is_short_lived_and_kept_nowhere,
    test_the_whole_file,
)
from uccms.web.downloads.stored import StoredFile
from uccms.web.downloads.taking_in import take_in

__all__ = [
    "test_access_that_is_gone_leaves_the_partial_file_alone",
    "test_answers_without_bytes_leave_the_connection_in_order",
    "test_beyond_the_end_and_senseless",
    "test_broken_at_a_third_and_continued",
    "test_conditions",
    "test_head_is_answered_by_us_as_get_would_be",
    "test_if_range_works_through_every_way",
    "test_one_range",
    "test_past_4_and_at_40_gigabytes",
    "test_several_ranges",
    "test_the_signed_address_is_short_lived_and_kept_nowhere",
    "test_the_whole_file",
]
PUBLISHED = datetime(2026, 11, 24, 5, tzinfo=UTC)


@dataclass
class WayOfLinks(Way):
    """A way whose addresses are a registrant's own; each file is another version of one edition."""

    link: str = ""
    revoked: str = ""
    numbers: dict[StoredFile, int] = field(default_factory=dict)
    unblock: object = None

    def path_of(self, stored: StoredFile, name: str = "grants.zip") -> str:
        if stored not in self.numbers:
            self.numbers[stored] = len(self.numbers) + 1
            with self.unblock():
                _published(stored, name, self.numbers[stored])
        return f"/eipd/my/{self.link}/{self._rest(self.numbers[stored])}"

    def lost(self, status: int) -> str:
        rest = self._rest(self.numbers[self.stored])
        forged = self.link[:-1] + ("a" if self.link[-1] != "a" else "b")
        before = {401: "files", 403: f"my/{forged}", 410: f"my/{self.revoked}"}[status]
        return f"/eipd/{before}/{rest}"

    def _rest(self, number: int) -> str:
        return f"{FREE}/{WEEK_47}/v{number}/{quote('grants.zip')}"


def _published(stored: StoredFile, name: str, number: int) -> None:
    product = Product.objects.get(code=FREE)
    edition, _ = Edition.objects.get_or_create(product=product, issue_date=WEEK_47, defaults={"label": "47"})
    version = EditionVersion.objects.create(
        edition=edition, product=product, issue_date=WEEK_47, number=number, published_at=PUBLISHED
    )
    EditionFile.objects.create(
        version=version, position=1, name=name, size=stored.size, sha256=stored.sha256, key=stored.key
    )


@pytest.fixture(scope="module", params=["application", "nginx", "s3"])
def way(request, tmp_path_factory, django_db_setup, django_db_blocker):
    folder: Path = tmp_path_factory.mktemp(request.param)
    (folder / "source").write_bytes(CONTENT)
    (folder / "long").write_bytes(LONG)
    with running(request.param, folder, DJANGO_SETTINGS_MODULE="uccms.settings") as site:
        stored, long = take_in(folder / "source"), take_in(folder / "long")
        with django_db_blocker.unblock():
            office.product(FREE, "Patent Grant Full Text", medium="online", price="0")
            left = reader("left@example.org")
            link, revoked = links.link_of(reader()), links.link_of(left)
            revoke_link(left, serial=0, by=None)
        made = WayOfLinks(request.param, site, stored, folder, long, "application/zip")
        made.link, made.revoked, made.unblock = link, revoked, django_db_blocker.unblock
        made.path_of(stored)
        try:
            yield made
        finally:
            with django_db_blocker.unblock():
                TransactionTestCase._fixture_teardown(None)  # as after every test that commits
