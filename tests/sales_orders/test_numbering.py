"""Numbers of orders: one for each, without a gap, whatever fails or dies while others wait."""

import base64
import os
import secrets
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection, transaction

from sales_orders.models import NumberSeries, Order, StockLevel
from sales_orders.pricing import NewLine
from tests.contacts.acts import at_once
from tests.sales_orders import office as offices
from tests.sales_orders.office import order

# Places the last disc in a process of its own, and stops between the number and the commit.
STOPPING = """
import time, uuid, django
django.setup()
from sales_orders.actions import placing_orders
from sales_orders.models import Edition, ShippingZone
from sales_orders.pricing import NewLine
from uccms.accounts.models import User
from contacts.models import Customer
def stop(order, *args, **kwargs):
    print(order.number_key, flush=True)
    time.sleep(300)
placing_orders.confirm_order = stop
december = Edition.objects.select_related("product").get()
zone = ShippingZone.objects.get(is_domestic=True)
placing_orders.place_order(
    by=User.objects.get(username="agnes"), submission_id=uuid.uuid4(),
    wanted=placing_orders.Wanted(zone=zone, source="phone", ship_to="1 Example Avenue"),
    lines=[NewLine(december.product, 1, edition=december)], customer=Customer.objects.get(),
)
"""
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.mark.django_db(transaction=True)
def test_thirty_placements_at_once_have_thirty_numbers_without_a_gap():
    office = offices.open_office(copies=0)
    good = [lambda: order(office, NewLine(office.download, 1)) for _ in range(30)]
    bad = [lambda: order(office, NewLine(office.download, 0)) for _ in range(5)]
    late = [lambda: _fail_after_the_number(office) for _ in range(5)]

    results = at_once([*good[:15], *bad, *late, *good[15:]])

    assert sum(isinstance(each, Order) for each in results) == 30, results
    numbers = sorted(Order.objects.values_list("number_key", flat=True))
    assert [number % 1_000_000 for number in numbers] == list(range(1, 31))
    assert NumberSeries.objects.get().last == 30


def _fail_after_the_number(office) -> None:
    with transaction.atomic():
        order(office, NewLine(office.download, 1))
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_between_number_and_commit_takes_no_number_and_no_stock_along(settings):
    office = offices.open_office(copies=1)
    dying = _begin(settings)
    try:
        assert (
            int(dying.stdout.readline()) % 1_000_000 == 1
        )  # it has the first number, and goes on holding it
        placements = [lambda: order(office, NewLine(office.download, 1)) for _ in range(30)]

        results = at_once([*placements, lambda: _kill_when(dying, waiting=30)])

        assert sum(isinstance(each, Order) for each in results) == 30, results
    finally:
        dying.kill()
        dying.wait()
    assert dying.returncode == -signal.SIGKILL
    numbers = sorted(Order.objects.values_list("number_key", flat=True))
    assert [number % 1_000_000 for number in numbers] == list(range(1, 31))
    assert StockLevel.objects.get().allocated == 0
    assert order(office).number_key % 1_000_000 == 31


def _begin(settings) -> subprocess.Popen:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "uccms.settings",
        "UCCMS_SECRET_KEY": secrets.token_urlsafe(60),
        "UCCMS_ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "UCCMS_ALLOWED_HOSTS": "uccms.example",
        "UCCMS_TRUSTED_PROXIES": "1",
        "UCCMS_MAIL_OFF": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-c", STOPPING], env=environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE
    )


def _kill_when(dying: subprocess.Popen, *, waiting: int) -> None:
    """Kill it once so many sessions wait for the number that it holds."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= waiting:
                break
        time.sleep(0.05)
    else:
        raise TimeoutError("The others do not wait for the number.")
    dying.send_signal(signal.SIGKILL)
