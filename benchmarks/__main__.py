"""`python -m benchmarks 1000000`: build that many tickets, measure each page, print and write the figures."""

import json
import random
import sys
from argparse import ArgumentParser

from benchmarks.database import connected, server, warm
from benchmarks.figures import table

COLUMNS = ("p50_ms", "p95_ms", "best_ms", "ratio", "queries")
PAGES = ("page", "p50 ms", "p95 ms", "best ms", "ratio", "queries")
WAYS = ("way", "p50 ms", "p95 ms", "slowest ms", "queries", "slowest")


def main() -> None:
    """Measure at the size asked for; what is printed is for people, `var/bench.json` for programs."""
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("size", type=int, help="how many tickets")
    parser.add_argument("--requests", type=int, default=200, help="how often each page is asked for")
    parser.add_argument("--anew", action="store_true", help="build the database again")
    parser.add_argument("--plans", action="store_true", help="show the plans of the slowest look-ups, too")
    chosen = parser.parse_args()
    if chosen.size < 1000:
        sys.exit("Measure with 1,000 tickets or more: fewer say nothing.")
    with server() as running, connected(running, chosen.size, anew=chosen.anew):
        # Imported here, because Django is set up for this run's database by now.
        from benchmarks.issue_run import measure_issue_run
        from benchmarks.look_ups import measure_look_ups, ways
        from benchmarks.order_look_ups import finder, order_ways
        from benchmarks.pages import measure_pages
        from benchmarks.plans import show_plans
        from contacts.queries.customer_lookup import look_up
        from uccms.database.local import VAR

        warm(running)
        pages = measure_pages(chosen.requests)
        pages["issue_run"] = measure_issue_run(pages["bare"]["p50_ms"])
        print(table(PAGES, [(name, *(each[column] for column in COLUMNS)) for name, each in pages.items()]))
        for of, typed, ask in (
            ("customers", ways(random.Random(9)), look_up),
            ("orders", order_ways(random.Random(9)), finder()),
        ):
            look_ups = measure_look_ups(typed, ask)
            print(f"\nLook-up of {of}, milliseconds in the database:")
            print(table(WAYS, look_ups))
            if chosen.plans:
                show_plans(ask, max(look_ups, key=lambda each: each[3])[-1])
        (VAR / "bench.json").write_text(json.dumps({"size": chosen.size, "pages": pages}, indent=2) + "\n")


if __name__ == "__main__":
    main()
