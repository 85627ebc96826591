"""What the three roles of the database may do, in one table."""

import pytest

from tests.audit.databases import run
from uccms.privacy import register

pytestmark = pytest.mark.django_db

ALL = {"SELECT", "INSERT", "UPDATE", "DELETE"}
READ = {"SELECT"}
# Every table of ours that the running role may not write freely; whatever is not here has rows and no proof.
LESS = {
    "audit_change": READ,
    "audit_event": READ,
    "database_mark": READ,
    "django_migrations": READ,
    "eipd_portal_editionfile": {"SELECT", "INSERT"},
    "privacy_column": READ,
    "privacy_redaction": READ,
    "privacy_statement": {"SELECT", "INSERT"},
    "sales_orders_fee": {"SELECT", "INSERT"},
    "sales_orders_ledgerentry": {"SELECT", "INSERT"},
    "sales_orders_price": {"SELECT", "INSERT"},
    "sales_orders_printing": {"SELECT", "INSERT"},
    "sales_orders_shippingrate": {"SELECT", "INSERT"},
    "sales_orders_stockmove": {"SELECT", "INSERT"},
}
FREELY = {
    "account_emailaddress",
    "account_emailconfirmation",
    "accounts_attempts",
    "accounts_businessarea",
    "accounts_membership",
    "accounts_user",
    "accounts_user_groups",
    "accounts_user_user_permissions",
    "accounts_wrapup",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "contacts_attachment",
    "contacts_closedday",
    "contacts_contact",
    "contacts_customer",
    "contacts_customermerge",
    "contacts_customermergerow",
    "contacts_customerword",
    "contacts_draft",
    "contacts_emailaddress",
    "contacts_followup",
    "contacts_here",
    "contacts_leftover",
    "contacts_mailingaddress",
    "contacts_matter",
    "contacts_merge",
    "contacts_moved",
    "contacts_missedtarget",
    "contacts_nameword",
    "contacts_openinghours",
    "contacts_participation",
    "contacts_preparedtext",
    "contacts_resolutioncode",
    "contacts_review",
    "contacts_routingrule",
    "contacts_routingturn",
    "contacts_savedview",
    "contacts_servicetarget",
    "contacts_several",
    "contacts_severalrow",
    "contacts_telephone",
    "contacts_ticket",
    "contacts_ticketlink",
    "contacts_timelineentry",
    "contacts_topic",
    "django_content_type",
    "django_session",
    "eipd_portal_blockedaddress",
    "eipd_portal_countingkey",
    "eipd_portal_downloadbegun",
    "eipd_portal_downloadcount",
    "eipd_portal_downloadlink",
    "eipd_portal_editionversion",
    "eipd_portal_erasure",
    "eipd_portal_mailedproof",
    "eipd_portal_noticewish",
    "eipd_portal_registrant",
    "eipd_portal_registrantsession",
    "eipd_portal_requestcount",
    "eipd_portal_termsacceptance",
    "mail_mail",
    "mfa_authenticator",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "sales_orders_claim",
    "sales_orders_edition",
    "sales_orders_numberseries",
    "sales_orders_order",
    "sales_orders_orderchange",
    "sales_orders_orderdraft",
    "sales_orders_orderentry",
    "sales_orders_orderline",
    "sales_orders_product",
    "sales_orders_quote",
    "sales_orders_quoteline",
    "sales_orders_refundrequest",
    "sales_orders_return",
    "sales_orders_shipment",
    "sales_orders_shipmentline",
    "sales_orders_shippingzone",
    "sales_orders_standingedition",
    "sales_orders_standingorder",
    "sales_orders_stocklevel",
    "sales_orders_subscription",
    "sales_orders_subscriptionissue",
    "sales_orders_subscriptionterms",
}
REDACTED = {
    "eipd_portal_mailedproof": {"email"},
    "eipd_portal_registrant": {"email"},
    "contacts_attachment": {"name", "sha256"},
    "contacts_contact": {"description"},
    "contacts_customer": {"name", "company", "name_folded", "company_folded"},
    "contacts_customermerge": {"name_before", "company_before", "emails", "telephones", "addresses"},
    "contacts_draft": {"fields", "summary"},
    "contacts_leftover": {"name", "sha256"},
    "contacts_emailaddress": {"address", "folded"},
    "contacts_followup": {"reason"},
    "contacts_mailingaddress": {"lines"},
    "contacts_matter": {"number", "key"},
    "contacts_nameword": {"word"},
    "contacts_review": {"text", "answer"},
    "contacts_telephone": {"number", "extension", "reversed_digits"},
    "contacts_ticket": {"subject", "resolution"},
    "contacts_timelineentry": {"text"},
    "mail_mail": {"to", "unsubscribe", "subject", "text", "html"},
    "sales_orders_ledgerentry": {"reason"},
    "sales_orders_order": {
        "ship_to", "bill_to", "email", "purchase_order", "purchase_order_key", "note", "held_because",
    },
    "sales_orders_orderchange": {
        "why", "ship_to_before", "ship_to_after", "bill_to_before", "bill_to_after", "email_before",
        "email_after",
    },
    "sales_orders_orderdraft": {"fields", "summary"},
    "sales_orders_orderentry": {"text"},
    "sales_orders_quote": {"ship_to", "bill_to", "email", "declined_because"},
    "sales_orders_quoteline": {"what"},
    "sales_orders_standingorder": {"ship_to", "bill_to", "email", "purchase_order", "ended_because"},
    "sales_orders_refundrequest": {"reason", "decided_because"},
    "sales_orders_return": {"reason"},
    "audit_change": {"before", "after"},
}  # fmt: skip


def granted(role: str) -> dict[str, set[str]]:
    """The rights on whole tables that a role has, directly or through everybody's."""
    rows = run(
        """SELECT c.relname, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
              AND a.grantee IN (0, %s::regrole)""",
        [role],
    )
    rights: dict[str, set[str]] = {}
    for table, right in rows:
        rights.setdefault(table, set()).add(right)
    return rights


def test_the_running_role_has_these_rights_and_no_others():
    assert granted("uccms_app") == LESS | dict.fromkeys(FREELY, ALL)


def test_every_table_is_in_the_table_of_grants():
    assert {model._meta.db_table for model in register.all_models()} <= {*LESS, *FREELY}


def test_the_running_role_has_no_right_on_a_column_alone():
    assert run("SELECT count(*) FROM pg_attribute WHERE attacl::text LIKE '%%uccms_app%%'") == [(0,)]


def test_the_redactor_blanks_personal_columns_and_writes_its_proof():
    tables = dict.fromkeys(REDACTED, READ) | {"privacy_column": READ, "privacy_redaction": {"INSERT"}}
    assert granted("uccms_redactor") == tables
    columns = run(
        """SELECT a.attrelid::regclass::text, a.attname, e.privilege_type
             FROM pg_attribute a, aclexplode(a.attacl) e
            WHERE e.grantee = 'uccms_redactor'::regrole"""
    )
    assert {right for _, _, right in columns} == {"UPDATE"}
    found: dict[str, set[str]] = {}
    for table, column, _ in columns:
        found.setdefault(table, set()).add(column)
    assert found == REDACTED


def test_functions_of_the_owner_and_the_redactor_are_few_and_closed():
    """A SECURITY DEFINER function is a door: it has a fixed search path, and stands open to one role."""
    rows = run(
        """SELECT p.proname, p.proowner::regrole::text, coalesce(p.proconfig::text, ''),
                  has_function_privilege('uccms_app', p.oid, 'EXECUTE'), coalesce(p.proacl::text, 'everybody')
             FROM pg_proc p WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace ORDER BY 1"""
    )
    assert [(name, owner, open_to_app) for name, owner, _, open_to_app, _ in rows] == [
        ("audit_make_partitions", "uccms_owner", True),
        ("audit_record_change", "uccms_owner", False),
        ("audit_record_event", "uccms_owner", True),
        ("audit_record_look_up", "uccms_owner", True),
        ("audit_rest", "uccms_owner", True),
        ("privacy_redact", "uccms_redactor", True),
    ]
    for name, _, settings, _, rights in rows:
        assert "search_path=pg_catalog, public, pg_temp" in settings, name
        assert "{=X" not in rights and ",=X" not in rights and rights != "everybody", name


def test_every_table_that_keeps_history_has_its_trigger_and_no_other_table_has():
    rows = run("SELECT tgrelid::regclass::text, tgenabled FROM pg_trigger WHERE tgname = 'audit_history'")
    expected = {
        model._meta.db_table for model in register.all_models() if register.declaration(model).history
    }
    assert {table for table, _ in rows} == expected
    assert {str(enabled) for _, enabled in rows} <= {"O", "b'O'"}
    assert "contacts_customer" in expected and "contacts_draft" not in expected
