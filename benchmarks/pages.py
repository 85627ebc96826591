"""Measures the pages as a server answers them: WSGI handler, middleware and session, warm."""

import io
import random
import re
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from urllib.parse import urlencode

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from benchmarks.figures import percentile
from benchmarks.order_pages import order_requests
from benchmarks.searches import searches
from contacts.models import Customer, Ticket, Topic
from uccms.accounts.models import BusinessArea, User
from uccms.web.kept_for_good import keep_what_is_loaded
from uccms.web.views.finding import EACH

WARM_UP, IN_A_TURN = 20, 10
# All that is open in the call center, all of an area, and what an agent of the smallest area may see.
LISTS = ("/tickets/", "/tickets/?state=all", "/tickets/")
# The newest of ten thousand editions, those of a year in the middle, and the list of products.
CATALOGUE = ("/eipd/EIP-6990P-OL/", "/eipd/EIP-6990P-OL/?before=2012-06-01", "/eipd/")
IN_THE_SMALLEST = 2  # of its texts have a rare word or a phrase that is searched for
NO_QUERIES = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
application = get_wsgi_application()
keep_what_is_loaded()


class Browser:
    """Somebody who is signed in; asks the WSGI application as a web server does."""

    def __init__(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        client.get("/bare/")
        self.session = client.cookies["uccms_staff"].value
        self.token = "a" * 32

    def ask(self, address: str, form: dict | None = None) -> tuple[str, bytes]:
        """The status and body of one answer."""
        path, _, query = address.partition("?")
        body = urlencode(form or {}, doseq=True).encode()
        environ = {
            "REQUEST_METHOD": "GET" if form is None else "POST",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost:8000",
            "HTTP_COOKIE": f"uccms_staff={self.session}; uccms_csrf={self.token}",
            "HTTP_X_CSRFTOKEN": self.token,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
        }
        statuses: list[str] = []
        answer = application(environ, lambda status, headers, *_: statuses.append(status))
        content = b"".join(answer)
        answer.close()
        return statuses[0], content


Request = Callable[[], tuple[str, bytes]]


def measure_pages(requests: int) -> dict[str, dict[str, float]]:
    """The figures of each page by name.

    The pages take turns, so that a busy machine slows all alike; each is asked ten times in its turn, as a
    page that is asked for again and again is warm.
    """
    pages = _pages()
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(-(-(WARM_UP + requests) // IN_A_TURN)):
        for name, request in pages.items():
            times[name] += [_timed(name, next(request)) for _ in range(IN_A_TURN)]
    times = {name: each[WARM_UP:] for name, each in times.items()}
    bare = percentile(times["bare"], 0.5)
    return {
        name: {
            "p50_ms": round(percentile(each, 0.5), 2),
            "p95_ms": round(percentile(each, 0.95), 2),
            "best_ms": round(min(each), 2),
            "ratio": round(percentile(each, 0.5) / bare, 2),
            "queries": _queries(pages[name]),
        }
        for name, each in times.items()
    }


def _timed(name: str, request: Request) -> float:
    """How many milliseconds an answer takes; raises RuntimeError for one that is an error."""
    started = time.perf_counter()
    status, _ = request()
    took = (time.perf_counter() - started) * 1000
    if not status.startswith(("200", "302")):
        raise RuntimeError(f"{name} was answered with {status}.")
    return took


def _queries(request: Iterator[Request]) -> int:
    """How many queries one request makes, transactions' own words not counted; the most of nine."""
    connection.force_debug_cursor = True
    counts = []
    for _ in range(9):
        next(request)()
        counts.append(sum(not each["sql"].startswith(NO_QUERIES) for each in connection.queries_log))
    connection.force_debug_cursor = False
    return max(counts)


def _pages() -> dict[str, Iterator[Request]]:
    """For each page, its requests one after another: other tickets, customers and agents each time."""
    chance = random.Random(3)
    call_center = BusinessArea.objects.get(first_tier=True)
    by_size = sorted(BusinessArea.objects.filter(marked=""), key=lambda area: area.pk)
    middle, smallest = by_size[10], by_size[-1]
    first_tier = [
        Browser(user) for user in User.objects.filter(memberships__area=call_center).order_by("pk")[:3]
    ]
    others = [
        Browser(User.objects.filter(memberships__area=area).order_by("pk").first())
        for area in (middle, smallest)
    ]
    everybody = [first_tier[0], *others]
    supervisors = [
        Browser(user) for user in User.objects.filter(username__startswith="supervisor").order_by("pk")
    ]
    agents = User.objects.filter(memberships__area=call_center, username__startswith="agent")
    logger = Browser(agents.order_by("pk").last())
    size = Customer.objects.count()
    newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True)[0]
    unresolved = list(
        Ticket.objects.filter(Q(state="open") | Q(state="waiting")).values_list("pk", flat=True)[:500]
    )
    topic = Topic.objects.filter(area__isnull=False, preset_description="").order_by("pk").first()

    def customer() -> str:
        return f"C{20000 + max(1, round(size * chance.random() ** 3))}"

    def ticket() -> int:
        return chance.choice(unresolved) if chance.random() < 0.5 else chance.randint(10001, newest)

    typed = _typed(chance)
    deep = [_deep(each) for each in everybody]
    of_all, of_smallest = searches(chance, EACH), searches(chance, IN_THE_SMALLEST, smallest)
    requests: dict[str, Callable[[int], Request]] = {
        "bare": lambda turn: partial(first_tier[0].ask, "/bare/"),
        "contact_screen": lambda turn: partial(first_tier[0].ask, "/contacts/new/"),
        "log_contact": lambda turn: partial(logger.ask, "/contacts/new/", _contact(customer(), topic)),
        "look_up": lambda turn: partial(
            first_tier[0].ask, "/contacts/look-up/", _look_up(typed[turn % len(typed)])
        ),
        "ticket": lambda turn: partial(first_tier[turn % 3].ask, f"/tickets/T{ticket()}/"),
        "desk": lambda turn: partial(everybody[turn % 3].ask, "/desk/"),
        "dashboard": lambda turn: partial(supervisors[turn % len(supervisors)].ask, "/supervision/"),
        "reviews": lambda turn: partial(supervisors[turn % len(supervisors)].ask, "/supervision/review/"),
        "list": lambda turn: partial(everybody[turn % 3].ask, LISTS[turn % 3]),
        "portal_catalogue": lambda turn: partial(first_tier[0].ask, CATALOGUE[turn % len(CATALOGUE)]),
        "queue_first": lambda turn: partial(everybody[turn % 3].ask, "/tickets/?sort=due"),
        "queue_unanswered": lambda turn: partial(everybody[turn % 3].ask, "/tickets/?last=customer"),
        "queue_deep": lambda turn: partial(everybody[turn % 3].ask, f"/tickets/?{deep[turn % 3]}"),
        **{f"search_{name}": _search(first_tier[0], texts) for name, texts in of_all.items()},
        **{f"search_{name}_small": _search(others[1], texts) for name, texts in of_smallest.items()},
        **order_requests(first_tier, chance, customer),
    }
    return {name: map(request, count()) for name, request in requests.items()}


def _contact(customer: str, topic: Topic) -> dict:
    return {
        "submission_id": str(uuid.uuid4()),
        "channel": "phone",
        "direction": "in",
        "started_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "customer": customer,
        "seen": customer,
        "topic": topic.pk,
        "description": "The filing receipt shows the wrong inventor. She asks for a corrected one.",
        "outcome": "open",
        "owner": "queue",
        "after": "next",
    }


def _look_up(typed: str) -> dict:
    return {"look_up": typed, "look_up_id": str(uuid.uuid4()), "submission_id": str(uuid.uuid4())}


def _typed(chance: random.Random) -> list[str]:
    """What is looked up: every way in turn, each with many customers."""
    from benchmarks.look_ups import ways

    lists = [list(each) for each in ways(chance).values()]
    return [each for turn in zip(*lists, strict=True) for each in turn]


def _deep(browser: Browser) -> str:
    """The address of the twentieth page of all that somebody may see, or of the last full one."""
    deep = query = "state=all&sort=oldest"
    for _ in range(20):
        _, body = browser.ask(f"/tickets/?{query}")
        following = re.search(r'href="\?([^"]+)" rel="next"', body.decode())
        if following is None:
            break
        deep, query = query, following[1].replace("&amp;", "&")
    return deep


def _search(browser: Browser, texts: list[str]) -> Callable[[int], Request]:
    """Searches for another text each time."""
    return lambda turn: partial(browser.ask, "/find/", {"find": texts[turn % len(texts)]})
