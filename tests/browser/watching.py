"""What a browser complains about: errors of scripts, breaches of the content policy, missing files."""

from playwright.sync_api import Page


class Watching:
    """Collects the errors of a page's console and scripts; `expected` is the status the page itself has."""

    def __init__(self, page: Page, *, expected: int = 200) -> None:
        self.complaints: list[str] = []
        self.expected = expected
        page.on(
            "console",
            lambda message: (
                message.type == "error" and self.note(f"{message.text} {message.location['url']}")
            ),
        )
        page.on("pageerror", lambda error: self.note(f"{error.name}: {error.message}"))

    def note(self, text: str) -> None:
        """Keep a complaint, unless the test brought it about."""
        if self.expected != 200 and f"status of {self.expected}" in text:
            return
        self.complaints.append(text)

    def forgive(self, part: str) -> None:
        """Leave out the complaints that a test caused on purpose, such as a connection it cut."""
        self.complaints = [each for each in self.complaints if part not in each]
