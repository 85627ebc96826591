"""The catalogue and the shelf by keyboard, without script, and for everybody."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import expect

from sales_orders.actions.keeping_catalogue import set_price
from sales_orders.actions.keeping_stock import expect_stock
from sales_orders.models import Product, StockLevel
from tests.browser.contacts.keyboard import Keyboard
from tests.sales_orders import office as offices
from tests.sales_orders.office import discs, order
from uccms.accounts import roles

CATALOGUE = "/orders/catalogue/"


def test_a_product_gets_a_price_and_an_edition_by_keyboard(open_as, office):
    page = open_as(CATALOGUE, office.processor)
    keys = Keyboard(page)

    keys.follow("n")
    keys.type("eip-7000p-dd")
    keys.tab_to("Title")
    keys.type("Patents CLASS")
    keys.tab_to("Copies of it are kept")
    keys.press("Space")
    keys.follow("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Patents CLASS")
    expect(page.get_by_text("It has no price yet")).to_be_visible()
    keys.follow("p")
    keys.tab_to("In the United States")
    keys.type("55")
    keys.tab_to("Abroad")
    keys.type("60.5")
    keys.follow("Control+Enter")
    prices = page.get_by_role("region", name="Prices of a copy")
    expect(prices).to_contain_text("in force")
    expect(prices).to_contain_text("$60.50")
    expect(prices).to_contain_text("sample")
    keys.follow("n")
    keys.type("01012027")  # the control of the browser takes month, day and year
    keys.tab_to("Name")
    keys.type("January 2027")
    keys.follow("Control+Enter")

    made = Product.objects.get(code="EIP-7000P-DD")
    edition = made.editions.get()
    assert (edition.label, edition.issue_date.isoformat()) == ("January 2027", "2027-01-01")
    page.goto(f"/orders/stock/{edition.pk}/")
    keys.follow("r")
    keys.type("12")
    keys.follow("Control+Enter")
    expect(page.get_by_text("Received. 12 copies on the shelf, 12 free.")).to_be_visible()
    keys.follow("a")
    keys.press("Control+a")
    keys.type("11")
    keys.tab_to("Why does the count change?")
    keys.type("One is scratched.")
    keys.follow("Control+Enter")
    expect(page.get_by_text("One is scratched.")).to_be_visible()
    assert StockLevel.objects.get(edition=edition).on_hand == 11


def test_a_file_is_tried_mended_and_brought_in_without_script(
    open_as, office, tmp_path: Path, forgiven, screenshot
):
    forgiven.add("status of 422")
    page = open_as(CATALOGUE, office.processor, script=False)
    with page.expect_download() as written:
        page.get_by_role("link", name="Products as CSV").click()
    before = written.value.path().read_text(encoding="utf-8-sig")
    file = tmp_path / "products.csv"

    def bring(text: str) -> None:
        file.write_text(text, encoding="utf-8", newline="")
        page.get_by_label("CSV file").set_input_files(file)
        page.get_by_role("button", name="Try it").click()

    page.get_by_role("link", name="Bring in a CSV").click()
    bring(before.replace("Patents BIB: Grants", "Patents BIB; Grants").replace(",dvd,", ",vinyl,", 1))
    expect(
        page.get_by_role("heading", name="1 of 3 rows cannot be brought in, so nothing is")
    ).to_be_visible()
    expect(page.get_by_role("row", name="2 EIP-0102P-DD Rejected")).to_contain_text("medium: Write one of")
    screenshot(page, "catalogue-import-rejected")
    bring(before.replace("Patents BIB: Grants", "Patents BIB (Grants)"))
    expect(page.get_by_role("heading", name="Tried, and nothing is changed yet")).to_be_visible()
    assert Product.objects.filter(title="Patents BIB (Grants)").count() == 0
    page.get_by_role("button", name="Bring in 1 row").click()
    expect(page.get_by_role("heading", name="Brought in")).to_be_visible()
    assert Product.objects.get(title="Patents BIB (Grants)").version == 2


def test_the_catalogue_is_for_everybody(open_as, office, examine, forgiven, people, tmp_path: Path):
    forgiven.add("status of 422")
    forgiven.add("status of 409")
    today = timezone.localdate()
    for day in (today, today + timedelta(days=40)):
        set_price(
            office.disc, effective_from=day, domestic=Decimal(110), foreign=Decimal(140), by=office.processor
        )
    set_price(
        office.download,
        effective_from=today,
        domestic=Decimal(0),
        foreign=Decimal(0),
        source="Price List",
        by=office.processor,
    )
    offices.product("EIP-7000P-DD", "Cassis: a title that is as long as the titles of products can be " * 2)
    page = open_as(CATALOGUE, office.processor)
    code = f"{CATALOGUE}{office.disc.code}/"
    edition = f"{code}edition/{office.december.pk}/"
    for address, name in (
        (CATALOGUE, "list"), (f"{CATALOGUE}?kind=x", "wrong"), (code, "product"),
        (f"{code}change/", "change"), (f"{code}price/", "price"), (f"{edition}take-out/", "take-out"),
        (f"{CATALOGUE}shipping/", "shipping"), (f"{CATALOGUE}import/", "import"),
    ):  # fmt: skip
        page.goto(address)
        examine(page, f"catalogue-{name}")
    file = tmp_path / "products.csv"
    header = "code,title,medium,kind,cycle"
    for name, row in (("tried", "EIP-7001P-DD,T,dvd,back_file,once"), ("rejected", "EIP-7001P-DD,T")):
        file.write_text(f"{header}\n{row}\n")
        page.goto(f"{CATALOGUE}import/")
        page.get_by_label("CSV file").set_input_files(file)
        page.get_by_role("button", name="Try it").click()
        page.get_by_role("heading", name="Row by row").wait_for()
        examine(page, f"catalogue-import-{name}")
    page.goto(f"{code}change/")
    office.disc.version = 5
    office.disc.save()
    page.get_by_label("Title").fill("Typed meanwhile")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Somebody changed this product").wait_for()
    examine(page, "catalogue-conflict")

    page = open_as(CATALOGUE, people[roles.ADMINISTRATOR])
    expect(page.get_by_role("link", name="Stock")).to_have_count(0)
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Catalogue")).to_be_visible()
    examine(page, "catalogue-administrator")


def test_the_stock_is_for_everybody(open_as, office, examine, forgiven):
    forgiven.add("status of 422")
    order(office, discs(office, 12, when_short="fill"))
    expect_stock(office.december, expected=80, expected_on=timezone.localdate(), by=office.processor)
    page = open_as("/orders/stock/", office.processor)
    shelf = f"/orders/stock/{office.december.pk}/"
    for address, name in (
        ("/orders/stock/", "list"), ("/orders/stock/?q=nothing", "none"), (shelf, "moves"),
        (f"{shelf}receive/", "receive"), (f"{shelf}adjust/", "adjust"), (f"{shelf}expect/", "expect"),
    ):  # fmt: skip
        page.goto(address)
        examine(page, f"stock-{name}")
    page.goto(f"{shelf}adjust/")
    page.get_by_label("Copies on the shelf").fill("3")
    page.get_by_label("Why does the count change?").fill("Lost")
    page.get_by_role("button", name="Adjust").click()
    page.get_by_text("9 copies are promised to orders.").first.wait_for()
    examine(page, "stock-refused")
