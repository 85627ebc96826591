"""Whether axe finds anything on a page, and whether it must be scrolled sideways."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def assert_accessible(page: Page) -> None:
    """Fail with one line for each element that axe objects to."""
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    lines = [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n  {node['html'][:200]}\n  {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
    assert not lines, f"axe objects on {page.url}:\n" + "\n".join(lines)


def assert_no_sideways_scrolling(page: Page) -> None:
    """Fail with the elements that are wider than the window (WCAG 2.2, 1.4.10 Reflow)."""
    too_wide = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth
            ? []
            : [...document.body.querySelectorAll("*")]
                .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
                .map((each) => `${each.tagName}.${each.className} ${each.textContent.trim().slice(0, 40)}`)
                .slice(0, 8)"""
    )
    assert not too_wide, f"{page.url} has to be scrolled sideways for: {too_wide}"
