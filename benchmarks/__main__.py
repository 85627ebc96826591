"""`python -m benchmarks 1000000`: build that many tickets, measure each page, print and write the figures."""

import json
import sys
from argparse import ArgumentParser

from benchmarks.database import connected, server
from benchmarks.figures import table


def main() -> None:
    """Measure at the size asked for; what is printed is for people, `var/bench.json` for programs."""
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("size", type=int, help="how many tickets")
    parser.add_argument("--requests", type=int, default=200, help="how often each page is asked for")
    parser.add_argument("--anew", action="store_true", help="build the database again")
    parser.add_argument("--plans", action="store_true", help="show the plans of the slowest look-up, too")
    chosen = parser.parse_args()
    if chosen.size < 1000:
        sys.exit("Measure with 1,000 tickets or more: fewer say nothing.")
    with server() as running, connected(running, chosen.size, anew=chosen.anew):
        # Imported here, because Django is set up for this run's database by now.
        from benchmarks.look_ups import measure_look_ups
        from benchmarks.pages import measure_pages
        from benchmarks.plans import show_plans
        from uccms.database.local import VAR

        pages = measure_pages(chosen.requests)
        print(
            table(
                ["page", "p50 ms", "p95 ms", "ratio", "queries"],
                [(name, *each.values()) for name, each in pages.items()],
            )
        )
        look_ups = measure_look_ups()
        print("\nLook-up, milliseconds in the database:")
        print(table(["way", "p50 ms", "p95 ms", "slowest ms", "queries", "slowest"], look_ups))
        if chosen.plans:
            show_plans(max(look_ups, key=lambda each: each[3])[-1])
        (VAR / "bench.json").write_text(json.dumps({"size": chosen.size, "pages": pages}, indent=2) + "\n")


if __name__ == "__main__":
    main()
