"""Nothing is read before the browser is where a click or a key leads: a busy machine takes its time."""

from playwright.sync_api import Locator, Page, Request


def follow(link: Locator) -> None:
    """Click what leads to another page, and wait until that is there."""
    with link.page.expect_navigation():
        link.click()


def pages_asked_for(page: Page) -> list[str]:
    """The addresses of pages that the browser asks for from now on, a list that grows.

    Who follows one link at the end knows that nothing before it led anywhere, if that is all there is.
    """
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.is_navigation_request():
            asked.append(request.url)

    page.on("request", note)
    return asked
