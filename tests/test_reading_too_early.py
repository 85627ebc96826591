"""A browser test that reads right after a click, a key or a sending reads what was there before, at times.

`expect(…)`, `follow(…)` and `wait_for…` wait; what is read by Python itself does not.
"""

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

BROWSER = Path(__file__).parent / "browser"
HANDS = {"click", "dblclick", "press", "type", "check", "uncheck", "select_option"}
READ_AT_ONCE = {
    *("count", "content", "get_attribute", "inner_html", "inner_text", "all_inner_texts", "input_value"),
    *("is_checked", "is_enabled", "is_hidden", "is_visible", "text_content", "title", "url", "objects"),
}
NAMES_A_PLACE = {"filter", "get_by_label", "get_by_role", "get_by_text", "locator"}


def too_early(source: str) -> list[int]:
    """The lines of what is asserted of a page, or of the database, directly after hands did something."""
    blocks = (block for node in ast.walk(ast.parse(source)) for block in _blocks(node))
    pairs = (pair for block in blocks for pair in pairwise(each for each in block if not _names(each)))
    return [after.lineno for before, after in pairs if _acts(before) and _reads(after)]


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list):
            yield block


def _called(value: ast.expr | None) -> str:
    is_method = isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)
    return value.func.attr if is_method else ""


def _names(statement: ast.stmt) -> bool:
    """It gives a part of the page a name, and waits for nothing."""
    return isinstance(statement, ast.Assign) and _called(statement.value) in NAMES_A_PLACE


def _acts(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and _called(statement.value) in HANDS


def _reads(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Assert):
        return False
    return any(isinstance(each, ast.Attribute) and each.attr in READ_AT_ONCE for each in ast.walk(statement))


@pytest.mark.parametrize("path", sorted(BROWSER.rglob("*.py")), ids=lambda path: path.stem)
def test_no_browser_test_reads_before_the_page_can_have_answered(path):
    assert too_early(path.read_text()) == [], f"Lines of {path.name}: wait with expect(…) or follow(…)."


@pytest.mark.parametrize(
    ("act", "read"),
    [
        ('page.get_by_role("button").click()', "assert row.count() == 1"),
        ('page.keyboard.press("Enter")', 'assert "?" not in page.url'),
        ("box.click()", "assert Ticket.objects.count() == 1"),
        ('page.get_by_text("Show").click(); row = page.get_by_role("row")', "assert row.is_visible()"),
    ],
)
def test_such_a_reading_is_found(act, read):
    assert too_early(f"def test():\n    {act}\n    {read}\n") == [3]
    assert too_early(f"def test():\n    {act}\n    expect(row).to_have_count(1)\n    {read}\n") == []
