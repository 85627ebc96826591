"""Whether axe finds anything on a page, and whether it must be scrolled sideways."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
    # Style sheets are fetched again only for a rule about orientation that none of these tags has.
    "preload": {"assets": ["media"]},
}


def assert_accessible(page: Page) -> None:
    """Fail with one line for each element that axe objects to."""
    # Half a megabyte: a document that was looked at in one scheme has it when the other one's turn comes.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(options).then(({ violations }) => violations)", OPTIONS)
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
