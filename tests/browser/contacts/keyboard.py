"""Hands on a keyboard: every press is counted, and nothing is clicked.

They wait until a page is loaded, as its keys are not listened to before; nobody's hands are that fast.
"""

from playwright.sync_api import Page, expect

FOCUSED = """() => {
    const it = document.activeElement;
    return it === document.body ? "" : it.labels?.[0]?.textContent ?? it.textContent;
}"""

FIELD = ":is(input, textarea, select):focus"


class Keyboard:
    """Presses keys in a page; a key with Alt or Ctrl held is one press."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def press(self, *keys: str) -> None:
        """Press these keys, one after another."""
        self.page.wait_for_load_state()
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def type(self, text: str) -> None:
        """Type a text into the field that has the focus, a press for each letter.

        A page that was just opened gives it to a field in a moment; until then letters are commands.
        """
        self.page.wait_for_load_state()
        expect(self.page.locator(FIELD)).to_have_count(1)
        self.page.keyboard.type(text)
        self.presses += len(text)

    def write(self, key: str, text: str) -> None:
        """Go to a field by its key and type into it."""
        self.press(key)
        self.type(text)

    def follow(self, key: str) -> None:
        """Press a key that leads to another page, and wait for that."""
        with self.page.expect_navigation():
            self.press(key)

    def tab_to(self, name: str) -> None:
        """Go on with Tab until the control with this name has the focus."""
        self.page.wait_for_load_state()
        for _ in range(80):
            if name in self.page.evaluate(FOCUSED):
                return
            self.press("Tab")
        raise AssertionError(f"“{name}” is not reached with the keyboard.")
