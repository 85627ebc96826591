"""A reader finds a product, downloads a file, checks its sum, revokes the link; and staff publish one."""

import hashlib
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from eipd_portal.models import EditionVersion, RegistrantSession
from eipd_portal.sessions import COOKIE, hashed
from sales_orders.models import Product
from tests.browser.accessible import assert_accessible
from tests.browser.conftest import TELEPHONE
from tests.browser.waiting import follow
from tests.eipd_portal.files import WEEK_46, publish, reader, storage
from tests.sales_orders import office as offices
from uccms.accounts import roles

__all__ = ["storage"]
pytestmark = pytest.mark.usefixtures("storage")
CONTENT = b"<patent>claims</patent>" * 9000


@pytest.fixture
def product(open_as, live_server, settings, tmp_path) -> Product:
    settings.PORTAL_ADDRESS = live_server.url
    made = offices.product(
        "EIP-5350P-OL",
        "Patent Grant Full Text",
        price="0.00",
        medium="online",
        kind="online_access",
        cycle="weekly",
        description="Full text of each patent granted in the week, published every Tuesday, in XML.",
    )
    publish(tmp_path, made, WEEK_46)
    publish(tmp_path, made, contents={"ipg261124__xml": CONTENT, "ipg261124lst__txt": b"one\n"})
    return made


def signed_in(page, live_server):
    """Give the browser the cookie of a registrant who accepted the terms."""
    RegistrantSession.objects.create(
        registrant=reader(), key_hash=hashed("k" * 43), expires_at=timezone.now() + timedelta(days=1)
    )
    page.context.add_cookies([{"name": COOKIE, "value": "k" * 43, "url": f"{live_server.url}/eipd/"}])


def test_a_reader_finds_downloads_checks_and_revokes(open_as, product, live_server, examine, tmp_path):
    page = open_as("/eipd/", None, size=TELEPHONE)
    examine(page, "portal-products")
    page.get_by_label("Words or code").fill("grant full")
    follow(page.get_by_role("button", name="Find"))
    follow(page.get_by_role("link", name="Patent Grant Full Text"))
    examine(page, "portal-product")
    assert page.context.cookies() == [], "nothing that a cookie is needed for yet"
    page.get_by_role("link", name="Download", exact=True).click()
    expect(page.get_by_role("heading", name="To download, register your e-mail address")).to_be_visible()
    examine(page, "portal-download-unregistered")

    signed_in(page, live_server)
    page.reload()
    examine(page, "portal-download")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download ipg261124.xml").click()
    assert waiting.value.suggested_filename == "ipg261124.xml"
    folder = tmp_path / "fetched"
    into = folder / "ipg261124.xml"
    waiting.value.save_as(into)
    assert hashlib.sha256(into.read_bytes()).hexdigest() in page.content()
    page.get_by_text("By command line").first.click()
    check = page.locator("code", has_text="sha256sum -c").inner_text()
    done = subprocess.run(["sh", "-c", check], cwd=folder, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "ipg261124.xml: OK\n"), done.stderr
    line = page.locator("code", has_text=re.compile("^wget")).first.inner_text()
    link = shlex.split(line)[-1]

    page.goto("/eipd/my-link/")
    examine(page, "portal-my-link")
    page.get_by_role("button", name="Revoke my link and make another").click()
    expect(page.get_by_role("status")).to_contain_text("The old link is revoked")
    status = subprocess.run(
        ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", link],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert status.stdout == "410"


@contextmanager
def slowed(page) -> Iterator[None]:
    """Let the browser send a tenth of a megabyte a second, so that there is time to see it."""
    network = page.context.new_cdp_session(page)
    for throughput in (100_000, -1):
        network.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": throughput},
        )
        if throughput > 0:
            yield


def test_staff_publish_without_script(open_as, product, people, tmp_path):
    path = tmp_path / "ipg261208.zip"
    path.write_bytes(b"z" * 5000)
    page = open_as("/publishing/new/", roles.SUPERVISOR, script=False)
    page.get_by_label("Product").select_option(str(product.pk))
    page.get_by_label("Date of issue").fill("2026-12-08")
    page.get_by_label("Files", exact=True).set_input_files(path)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("is taken in")).to_be_visible()


def test_a_broken_upload_keeps_the_files_and_can_be_sent_again(open_as, product, people, forgiven, tmp_path):
    path = tmp_path / "ipg261208.zip"
    path.write_bytes(b"z" * 5000)
    forgiven.add("ERR_FAILED")
    page = open_as("/publishing/new/", roles.SUPERVISOR)
    page.get_by_label("Product").select_option(str(product.pk))
    page.get_by_label("Date of issue").fill("2026-12-08")
    page.get_by_label("Files", exact=True).set_input_files(path)
    page.route("**/publishing/new/", lambda route: route.abort())
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The connection broke. Nothing is published.")).to_be_visible()
    page.unroute("**/publishing/new/")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("is taken in")).to_be_visible()
    assert EditionVersion.objects.filter(issue_date="2026-12-08").count() == 1


def test_staff_publish_with_a_form_and_withdraw_it(open_as, product, people, examine, forgiven, tmp_path):
    path = tmp_path / "ipg261201.zip"
    path.write_bytes(b"z" * 4_000_000)
    forgiven.add("status of 422")
    page = open_as("/publishing/new/", roles.SUPERVISOR)
    examine(page, "publishing-new")
    page.get_by_label("Product").select_option(str(product.pk))
    page.get_by_label("Date of issue").fill("2026-12-01")
    page.get_by_label("Files", exact=True).set_input_files(path)
    page.get_by_label("Public from").fill("2020-01-01T00:10")
    page.get_by_role("button", name="Publish").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("between now and a year from now")
    expect(alert).to_be_focused()
    page.get_by_label("Public from").fill("")
    with slowed(page):
        page.get_by_role("button", name="Publish").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        expect(page.get_by_text(re.compile(r"\d+ % of 4\.0 MB sent"))).to_be_visible()
        assert_accessible(page)
    expect(page.get_by_text("is taken in")).to_be_visible()
    examine(page, "publishing-list")
    follow(page.get_by_role("link", name=re.compile("December 1, 2026")))
    examine(page, "publishing-version")
    follow(page.get_by_role("link", name="Withdraw"))
    examine(page, "publishing-withdraw")
    page.get_by_label("Reason, as readers are told").fill("It was cut off at the end.")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("It was cut off at the end.")).to_be_visible()
    assert EditionVersion.objects.get(issue_date="2026-12-01").withdrawn_because
