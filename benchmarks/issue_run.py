"""Measures “the issue is here”: a parcel for every subscriber, in batches."""

import time
from datetime import timedelta

from django.db import connection

from benchmarks.figures import percentile
from benchmarks.look_ups import Clock
from sales_orders.actions.keeping_catalogue import add_edition
from sales_orders.actions.sending_issues import BATCH, send_batch
from sales_orders.models import Subscription


def measure_issue_run(bare: float) -> dict[str, float]:
    """The figures of one batch of subscribers, in a run that serves them all; the whole run is printed.

    Each run sends a new edition, so that it can be measured again.
    """
    product = Subscription.objects.earliest("pk").product
    newest = product.editions.latest("issue_date").issue_date
    edition = add_edition(product, issue_date=newest + timedelta(days=7), label="The newest", by=None)
    times, counts, made, after, is_last = [], [], 0, 0, False
    began = time.perf_counter()
    while not is_last:
        clock, started = Clock(), time.perf_counter()
        with connection.execute_wrapper(clock):
            served, after, is_last = send_batch(edition, after=after, by=None)
        made += served
        if served == BATCH:
            times.append((time.perf_counter() - started) * 1000)
            counts.append(clock.count)
    print(f"\nAn issue run served {made:,} subscribers in {time.perf_counter() - began:.1f} s.\n")
    return {
        "p50_ms": round(percentile(times, 0.5), 2),
        "p95_ms": round(percentile(times, 0.95), 2),
        "best_ms": round(min(times), 2),
        "ratio": round(percentile(times, 0.5) / bare, 2),
        "queries": max(counts),
    }
