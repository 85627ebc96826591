"""What a browser complains about: errors of scripts, breaches of the content policy, missing files."""

from playwright.sync_api import ConsoleMessage, Page


def complaints_of(page: Page) -> list[str]:
    """The errors of the page's console and scripts, a list that grows."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} {message.location['url']}")

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(f"{error.name}: {error.message}"))
    return complaints
