import gc
import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.template.backends import jinja2
from django.test.signals import template_rendered
from whitenoise.middleware import WhiteNoiseMiddleware

from tests import quickly
from tests.database import django_db_setup, test_server

__all__ = ["django_db_setup", "test_server"]


@pytest.fixture(autouse=True)
def passwords_are_hashed_quickly(settings):
    """A slow hash is a third of a second for each member of staff; tests of passwords ask for it."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]


@pytest.fixture(autouse=True)
def erasures_are_listed_apart(settings, tmp_path_factory):
    """The list beside the database is the checkout's own, and no test's."""
    settings.ERASURES_FILE = tmp_path_factory.getbasetemp() / "erasures.txt"


@pytest.fixture(autouse=True)
def files_are_kept_apart(settings, tmp_path_factory):
    """The checkout's own files are no test's."""
    settings.FILES_ROOT = tmp_path_factory.getbasetemp() / "files"


@pytest.fixture(autouse=True)
def second_factor_is_offered(settings):
    """Nobody is held on the page that sets a second factor up; its own tests ask for it."""
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture(scope="session", autouse=True)
def answers_tell_their_context() -> Iterator[None]:
    """Django's test client knows with what a template of its own engine was drawn, and of no other."""
    draw = jinja2.Template.render

    def draw_and_tell(template: jinja2.Template, context: dict | None = None, request=None) -> str:
        context = {} if context is None else context
        drawn = draw(template, context, request)
        template_rendered.send(sender=template, template=template, context=context)
        return drawn

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Template, "render", draw_and_tell)
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_are_looked_at_once() -> Iterator[None]:
    """Every new client makes the middleware anew, which reads what there is to know of a hundred files."""
    found: dict = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def look_once(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            others, middleware.files = middleware.files, {}
            look(middleware)
            found.update(middleware.files)
            middleware.files = others
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def signing_in_is_quick() -> Iterator[None]:
    """Tests sign thousands of people in."""
    with quickly.signing_in():
        yield


# Files that take longest, in that order: with several workers they begin first, so that none of them is what
# all the others wait for at the end.
LONGEST_FIRST = (
    "tests/launch/",
    "tests/browser/test_signing_in.py",
    "tests/browser/",
    "tests/contacts/test_every_act.py",
    "tests/test_access_table.py",
    "tests/sales_orders/test_access_table.py",
    "tests/eipd_portal/test_tools.py",
    "tests/eipd_portal/test_ways_of_links.py",
    "tests/web/downloads/",
    "tests/privacy/test_logs.py",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are processors: some of them always wait, for a browser or for a clock."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def rank(item: pytest.Item) -> int:
        path = item.path.relative_to(settings.BASE_DIR).as_posix()
        return next((place for place, each in enumerate(LONGEST_FIRST) if path.startswith(each)), 99)

    items.sort(key=rank)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded stays: the collector of garbage need not go through all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
