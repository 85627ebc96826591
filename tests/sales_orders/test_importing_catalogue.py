"""The catalogue as CSV: read back as it was written; all rows of a file, or none; never a traceback."""

import csv
import re
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from sales_orders.actions.keeping_catalogue import change_product, create_product
from sales_orders.models import Price, Product
from tests.contacts.acts import browser
from tests.sales_orders.catalogue import as_content, submission
from uccms.web.csv_files import FORMULA, plain, safe, written

IMPORT = "/orders/catalogue/import/"
SSN = "219-09-9999"
HEADER = "code,title,medium,kind,cycle,price_from,domestic,foreign,price_source"
NEW = "EIP-7000P-DD,Patents CLASS,dvd,single_edition,two_monthly,2099-01-01,100.00,125.00,"


@pytest.fixture
def keeper(office):
    return browser(office.processor)


def tried(client, content: str | bytes, name: str = "products.csv"):
    raw = content.encode() if isinstance(content, str) else content
    return client.post(IMPORT, submission() | {"file": SimpleUploadedFile(name, raw)})


def rows(*lines: str) -> str:
    return "\r\n".join([HEADER, *lines]) + "\r\n"


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("'=+-@\t\r\n"), max_size=12))
def test_a_cell_is_no_formula_and_reads_back_as_it_was(text):
    cell = safe(text)
    assert not cell.startswith(FORMULA)
    assert plain(cell) == text
    assert list(csv.reader(StringIO(written(["a"], [[text, "x"]]), newline="")))[1] == [cell, "x"]


def test_what_is_written_reads_back_as_nothing_new(office, keeper):
    call_command("seed_catalogue")
    create_product(
        "EIP-8000P-DD",
        title='=HYPERLINK("http://x.example")',
        description="-2+3\n@SUM(1), “quoted”; 'quoted'",
        medium="dvd",
        kind="back_file",
        cycle="once",
        by=office.processor,
    )
    for name in ("products", "editions"):
        answer = keeper.get(f"/orders/catalogue/{name}.csv")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
        cells = [
            cell
            for row in csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline=""))
            for cell in row
        ]
        assert not [cell for cell in cells if cell.startswith(FORMULA)]
        result = tried(keeper, answer.content).content.decode()
        assert "0 rows would be new or changed" in result, result.split("<main")[1][:3000]


def test_a_whole_catalogue_comes_from_its_files(office, keeper, tmp_path):
    """With other codes, for what is there already could not be deleted."""
    call_command("seed_catalogue")
    before = Product.objects.count()

    def other(text: str) -> str:
        return re.sub(r"EIP-(\d)", lambda found: f"EIP-{(int(found[1]) + 1) % 10}", text)

    for name in ("products", "editions"):
        path = tmp_path / f"{name}.csv"
        path.write_text(other(keeper.get(f"/orders/catalogue/{name}.csv").content.decode("utf-8-sig")))
        call_command("import_catalogue", path, stdout=StringIO())
    assert Product.objects.count() == 2 * before
    for product in Product.objects.order_by("pk")[:before]:
        made = Product.objects.get(code=other(product.code))
        for facts in ("prices", "editions"):
            names = {"prices": ("effective_from", "domestic", "foreign", "source")}.get(
                facts, ("issue_date", "label", "is_available")
            )
            assert list(getattr(made, facts).values_list(*names)) == list(
                getattr(product, facts).values_list(*names)
            )
        same = ("title", "medium", "kind", "cycle", "description", "grams", "keeps_stock", "is_sample")
        assert [getattr(made, name) for name in same] == [getattr(product, name) for name in same]
        assert bool(made.editions_of) == bool(product.editions_of)


def test_a_trial_changes_nothing_and_what_was_tried_is_brought_in(office, keeper):
    file = rows(NEW, "EIP-0102P-DD,Patents BIB: Grants,dvd,single_edition,two_monthly,2099-01-01,110,140,")
    answer = tried(keeper, file)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "2 rows would be new or changed" in text
    assert "New product, new price" in text and "New price" in text
    assert not Product.objects.filter(code="EIP-7000P-DD").exists()

    content = text.split('name="content" value="')[1].split('"')[0]
    sent = submission() | {"content": content}
    done = keeper.post(IMPORT, sent).content.decode()
    assert "Brought in" in done
    made = Product.objects.get(code="EIP-7000P-DD")
    assert (made.grams, made.is_active, made.prices.count()) == (0, True, 1)
    assert office.disc.prices.count() == 2
    twice = keeper.post(IMPORT, sent).content.decode()
    assert "0 new or changed, 2 as they were" in twice
    assert Price.objects.filter(effective_from="2099-01-01").count() == 2


REJECTED = {
    "no code": ("EIP-1,Title,dvd,single_edition,once,,,,", "Write the code"),
    "no title": ("EIP-7001P-DD,,dvd,single_edition,once,,,,", "title: This field is required."),
    "unknown medium": ("EIP-7001P-DD,T,vinyl,single_edition,once,,,,", "medium: Write one of online, dvd"),
    "half a price": ("EIP-7001P-DD,T,dvd,single_edition,once,2099-01-01,5,,", "A price has a day"),
    "negative price": ("EIP-7001P-DD,T,dvd,single_edition,once,2099-01-01,-5,5,", "domestic: Write dollars"),
    "no date": ("EIP-7001P-DD,T,dvd,single_edition,once,1/2/99,5,5,", "price_from: Write the day"),
    "price of the past": (
        "EIP-0102P-DD,Patents BIB: Grants,dvd,single_edition,two_monthly,2021-01-01,5,5,", "today or later",
    ),
    "another price": (
        "EIP-0102P-DD,Patents BIB: Grants,dvd,single_edition,two_monthly,2020-01-01,5,5,",
        "never overwritten",
    ),
    "never kept": (f"EIP-7001P-DD,Ines {SSN},dvd,single_edition,once,,,,", "may not be kept"),
    "too few cells": ("EIP-7001P-DD,T", "2 cells instead of 9"),
    "broken quotes": ('EIP-7001P-DD,"T,dvd,single_edition,once,,,,', "quotation mark"),
    "NUL": ("EIP-7001P-DD,T\0,dvd,single_edition,once,,,,", "NUL byte"),
    "a huge cell": (f"EIP-7001P-DD,{'x' * 200_000},dvd,single_edition,once,,,,", "cell of more than"),
}  # fmt: skip


@pytest.mark.parametrize("name", REJECTED)
def test_a_rejected_row_says_line_and_reason_and_keeps_the_others_out(office, keeper, name, tmp_path):
    line, reason = REJECTED[name]
    file = rows(NEW, line)
    before = (Product.objects.count(), Price.objects.count())

    answer = tried(keeper, file)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert reason in text.replace("&#x27;", "'")
    assert SSN not in text
    row = text.split("Row by row")[1].split("<tbody>")[1].split("</tr>")[0]
    assert '<th class="number" scope="row">3</th>' in row
    assert 'name="content"' not in text, "nothing to bring in"

    # Somebody who sends the second form without a trial gets the same answer.
    assert keeper.post(IMPORT, submission() | {"content": as_content(file)}).status_code == 422
    path = tmp_path / "file.csv"
    path.write_text(file)
    errors = StringIO()
    with pytest.raises(CommandError, match="Nothing was brought in"):
        call_command("import_catalogue", path, stderr=errors, stdout=StringIO())
    assert errors.getvalue().startswith("line 3: ") and SSN not in errors.getvalue()
    assert (Product.objects.count(), Price.objects.count()) == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04rest", "a ZIP archive or a spreadsheet"),
        (b"\xff\xfe", "The file is empty."),
        (b"\x00" * 500, "cannot be read|NUL byte|no column"),
        (b'"', "cannot be read"),
        (b"a,b,c\n1,2,3\n", "The file has no column code"),
        (b"code,title,medium,kind,cycle,colour\n", "1 of the columns are not known"),
        (b"code,title,title,medium,kind,cycle\n", "Two columns have the same name."),
        (b"x" * 1_000_001, "larger than 1 MB"),
        (b"x" * 10_000_000, "larger than 1 MB"),
        (b"code,issue_date,edition\n" + b"EIP-0102P-DD,2030-01-01,x\n" * 2001, "more than 2,000 rows"),
    ],
)
def test_a_file_that_is_none_gets_a_sentence(office, keeper, content, sentence):
    answer = tried(keeper, content)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert any(part in text for part in sentence.split("|")), text.split("<main")[1][:1500]


def test_a_form_without_a_file_or_with_a_forged_one_gets_a_sentence(office, keeper):
    for content in ("", "%%%", "é", "AAA"):
        answer = keeper.post(IMPORT, submission() | {"content": content})
        assert answer.status_code == 422


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_file_is_read_in_the_encoding_it_is_written_in(office, keeper, encoding):
    file = rows("EIP-7001P-DD,Café “Zürich”,DVD-R,Single edition,Once,,,,")
    assert tried(keeper, file.encode(encoding)).status_code == 200
    keeper.post(IMPORT, submission() | {"content": as_content(file.encode(encoding))})
    assert Product.objects.get(code="EIP-7001P-DD").title == "Café “Zürich”"


def test_a_file_that_is_older_than_the_product_is_refused(office, keeper):
    file = keeper.get("/orders/catalogue/products.csv").content.decode()
    change_product(office.disc, version=1, title="Changed since", by=office.processor)
    answer = tried(keeper, file.replace("Patents BIB: Grants", "From the file"))
    assert answer.status_code == 422
    assert "Somebody changed the product since" in answer.content.decode()


def test_editions_are_added_named_once_and_taken_out_of_sale(office, keeper, tmp_path):
    path = tmp_path / "editions.csv"
    path.write_text(
        "code,issue_date,edition,on_sale\n"
        "EIP-0102P-DD,2027-02-01,February 2027,yes\n"
        "EIP-0102P-DD,2026-12-01,December 2026,no\n"
    )
    said = StringIO()
    call_command("import_catalogue", path, dry_run=True, stdout=said)
    assert office.disc.editions.count() == 1
    call_command("import_catalogue", path, stdout=said)
    lines = said.getvalue().splitlines()
    assert lines[:3] == lines[3:] and lines[2] == "read 2, new or changed 2, already there 0, rejected 0"
    assert set(office.disc.editions.values_list("label", "is_available")) == {
        ("February 2027", True),
        ("December 2026", False),
    }
    for line, reason in (("2027-02-01,March", "another name"), ("2027-02-30,x", "Write the day")):
        answer = tried(keeper, f"code,issue_date,edition\nEIP-0102P-DD,{line}\n")
        assert answer.status_code == 422 and reason in answer.content.decode()


def test_the_command_says_that_a_file_is_not_there(office, tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("import_catalogue", path)
