"""Builds the bench's database: reference data through the actions, the rest in SQL by the superuser.

Triggers are off meanwhile, so that the history of the build itself is not written: a page does not read it.
"""

import random
from collections.abc import Iterable
from pathlib import Path

import psycopg
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection

from benchmarks.words import KNOWN, invented, sentences
from contacts.actions.making_demonstration import make_reference_data
from contacts.demonstration import read
from sales_orders.actions.seeding_catalogue import seed_catalogue
from sales_orders.catalogue import read_catalogue
from uccms.accounts import roles
from uccms.environment import env

AREAS, AGENTS, FIRST_TIER_AGENTS = 40, 200, 60
SUPERVISED = (0, 10, AREAS - 1)  # the call center, an area in the middle, the smallest
# The smallest area has a thousandth of a million tickets, and as many at every size: what its people see is
# the same then, and growth is that of what they do not see. Of a few thousand tickets it has a tenth.
SMALL, MOST_OF_ALL = 1000, 0.1
BULK = (
    "contacts_customer", "contacts_telephone", "contacts_emailaddress", "contacts_mailingaddress",
    "contacts_nameword", "contacts_customerword", "contacts_ticket", "contacts_matter", "contacts_contact",
    "contacts_followup", "contacts_timelineentry", "contacts_participation", "sales_orders_order",
    "sales_orders_orderline", "sales_orders_ledgerentry", "sales_orders_shipment",
    "sales_orders_shipmentline", "sales_orders_orderentry", "sales_orders_subscription",
)  # fmt: skip


def build(size: int, superuser_url: str) -> None:
    """Fill the connected empty database with `size` tickets, as many orders, and what belongs to them."""
    _migrate()
    make_reference_data(read("areas.toml"), read("topics.toml"))
    seed_catalogue(read_catalogue())
    with psycopg.connect(superuser_url) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("SET maintenance_work_mem = '512MB'")
        superuser.execute("SET work_mem = '128MB'")
        superuser.execute("SELECT set_config('bench.size', %s, false), setseed(0.42)", [str(size)])
        _make_staff(superuser, size)
        _copy_words(superuser, size)
        indexes = _drop_indexes(superuser)
        for name in ("build.sql", "build_orders.sql", "build_portal.sql"):
            for step in Path(__file__).with_name(name).read_text().split("\n\n"):
                superuser.execute(step)
        for definition in indexes:
            superuser.execute(definition)
        for table in BULK:
            superuser.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    with psycopg.connect(superuser_url, autocommit=True) as superuser:
        superuser.execute("VACUUM (ANALYZE)")


def _migrate() -> None:
    """Migrate as the owner, and go on as the role that runs."""
    running = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    owner = env.db("DATABASE_MIGRATE_URL")
    connection.settings_dict.update({name: owner[name] for name in running})
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    connection.close_pool()
    connection.settings_dict.update(running)


def _make_staff(superuser: psycopg.Connection, size: int) -> None:
    """Two hundred agents in forty areas; of so many tickets in all, the smallest area gets `SMALL`."""
    agents = Group.objects.get(name=roles.AGENT).pk
    have = superuser.execute("SELECT count(*) FROM accounts_businessarea").fetchone()[0]
    superuser.execute(
        "INSERT INTO accounts_businessarea"
        " (name, slug, first_tier, processes_orders, telephone, hours, marked, is_active)"
        " SELECT 'Office of Examples ' || g, 'examples-' || g, false, false, '', '', '', true"
        " FROM generate_series(%s::int, %s) g",
        [have + 1, AREAS],
    )
    superuser.execute(
        "INSERT INTO accounts_user (password, username, name, name_words, email, is_active, is_superuser,"
        " notice_version, shortcuts, after_saving, scheme)"
        " SELECT '!', 'agent' || g, 'Agent ' || g, 'agent ' || g, '', true, false, '', true, 'next', ''"
        " FROM generate_series(1, %s) g ORDER BY g",
        [AGENTS],
    )
    users = [key for (key,) in superuser.execute("SELECT id FROM accounts_user ORDER BY id")]
    superuser.cursor().executemany(
        "INSERT INTO accounts_user_groups (user_id, group_id) VALUES (%s, %s)",
        [(key, agents) for key in users],
    )
    areas = [
        key
        for (key,) in superuser.execute("SELECT id FROM accounts_businessarea ORDER BY first_tier DESC, id")
    ]
    members = {area: [] for area in areas}
    for at, key in enumerate(users):
        first_tier = at < FIRST_TIER_AGENTS
        members[areas[0] if first_tier else areas[1 + at % (len(areas) - 1)]].append(key)
    superuser.cursor().executemany(
        "INSERT INTO accounts_membership (user_id, area_id) VALUES (%s, %s)",
        [(key, area) for area, keys in members.items() for key in keys],
    )
    weights = [1 / rank for rank in range(1, len(areas))]
    small = min(SMALL / size, MOST_OF_ALL)
    shares = [(1 - small) * weight / sum(weights) for weight in weights] + [small]
    superuser.execute(
        "CREATE TEMP TABLE bench_area (at int PRIMARY KEY, area_id bigint, agents bigint[], low float8)"
    )
    low = 0.0
    for at, (area, share) in enumerate(zip(areas, shares, strict=True), start=1):
        superuser.execute("INSERT INTO bench_area VALUES (%s, %s, %s, %s)", [at, area, members[area], low])
        low += share
    _make_supervisors(superuser, [areas[at] for at in SUPERVISED])


def _make_supervisors(superuser: psycopg.Connection, areas: list[int]) -> None:
    """A supervisor of each of these areas, who holds no ticket."""
    group = Group.objects.get(name=roles.SUPERVISOR).pk
    for number, area in enumerate(areas, start=1):
        (key,) = superuser.execute(
            "INSERT INTO accounts_user (password, username, name, name_words, email, is_active, is_superuser,"
            " notice_version, shortcuts, after_saving, scheme)"
            " VALUES ('!', %s, %s, %s, '', true, false, '', true, 'next', '') RETURNING id",
            [f"supervisor{number}", f"Supervisor {number}", f"supervisor {number}"],
        ).fetchone()
        superuser.execute(
            "INSERT INTO accounts_user_groups (user_id, group_id) VALUES (%s, %s)", [key, group]
        )
        superuser.execute("INSERT INTO accounts_membership (user_id, area_id) VALUES (%s, %s)", [key, area])


def _copy_words(superuser: psycopg.Connection, size: int) -> None:
    codes = list(KNOWN["area_codes"])
    random.Random(5).shuffle(codes)
    lists: dict[str, Iterable[str]] = {
        "bench_first": invented(3000, KNOWN["first"], syllables=2, seed=1),
        "bench_last": invented(40_000, KNOWN["last"], syllables=3, seed=2),
        "bench_trade": KNOWN["trades"],
        "bench_code": codes,
        "bench_domain": KNOWN["domains"],
        "bench_sentence": sentences(size),
    }
    for name, words in lists.items():
        superuser.execute(f"CREATE TEMP TABLE {name} (rank int PRIMARY KEY, word text NOT NULL)")
        with superuser.cursor().copy(f"COPY {name} FROM STDIN") as copy:
            for rank, word in enumerate(words, start=1):
                copy.write_row((rank, word))
        superuser.execute(f"ANALYZE {name}")


def _drop_indexes(superuser: psycopg.Connection) -> list[str]:
    """Drop the indexes that are no constraint, and return how to make them again."""
    found = superuser.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = ANY (%s::regclass[])"
        " AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [list(BULK)],
    ).fetchall()
    for name, _ in found:
        superuser.execute(f"DROP INDEX {name}")
    return [definition for _, definition in found]
