import threading

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test import RequestFactory

from contacts.actions.keeping_customers import create_customer
from contacts.models import Customer, NameWord, Topic
from tests.accounts.people import PASSWORD, give_second_factor, sign_in
from tests.audit.databases import changes, run
from uccms.accounts.models import BusinessArea
from uccms.audit.context import acting, action, current_page
from uccms.audit.models import Change
from uccms.web.middleware.requests import RequestMiddleware

pytestmark = pytest.mark.django_db
AREA = "accounts_businessarea"


def make_area(slug="mail", **values):
    return BusinessArea.objects.create(name=f"Area {slug}", slug=slug, **values)


@action
def rename(area, *, to, by):
    area.name = to
    area.save()


def operations(area):
    return [each.operation for each in changes(AREA, area.pk)]


def test_a_change_says_what_it_was_and_what_it_became(dana):
    area = make_area(hours="8 to 5")
    rename(area, to="Mail Room", by=dana)
    added, changed = changes(AREA, area.pk)
    assert added.before is None
    assert (added.after["name"], added.after["hours"]) == ("Area mail", "8 to 5")
    assert changed.operation == "update"
    assert (changed.before, changed.after) == ({"name": "Area mail"}, {"name": "Mail Room"})
    assert changed.actor_id == dana.pk
    key = area.pk
    with acting(dana):
        area.delete()
    gone = changes(AREA, key)[-1]
    assert (gone.operation, gone.before["name"], gone.after) == ("delete", "Mail Room", None)


def test_a_save_that_changes_nothing_leaves_no_line():
    area = make_area()
    area.save()
    assert operations(area) == ["insert"]


@pytest.mark.parametrize(
    "change",
    [
        lambda pks: BusinessArea.objects.filter(pk__in=pks).update(hours="8 to 5"),
        lambda pks: BusinessArea.objects.bulk_update(
            [BusinessArea(pk=pk, hours="8 to 5") for pk in pks], ["hours"]
        ),
        lambda pks: run("UPDATE accounts_businessarea SET hours = '8 to 5' WHERE id = ANY (%s)", [pks]),
        lambda pks: run(
            "INSERT INTO accounts_businessarea SELECT * FROM accounts_businessarea"
            " WHERE id = ANY (%s) ON CONFLICT (id) DO UPDATE SET hours = '8 to 5'",
            [pks],
        ),
        lambda pks: run(
            "MERGE INTO accounts_businessarea a USING unnest(%s) key ON a.id = key"
            " WHEN MATCHED THEN UPDATE SET hours = '8 to 5'",
            [pks],
        ),
    ],
    ids=["queryset", "bulk_update", "sql", "upsert", "merge"],
)
def test_every_way_of_updating_is_caught(change):
    areas = [make_area("one"), make_area("two")]
    change([area.pk for area in areas])
    for area in areas:
        last = changes(AREA, area.pk)[-1]
        assert (last.operation, last.after) == ("update", {"hours": "8 to 5"})


@pytest.mark.parametrize("by_sql", [False, True])
def test_every_way_of_deleting_is_caught(by_sql):
    keys = {str(make_area("one").pk), str(make_area("two").pk)}
    if by_sql:
        run("DELETE FROM accounts_businessarea WHERE slug IN ('one', 'two')")
    else:
        BusinessArea.objects.filter(slug__in=["one", "two"]).delete()
    gone = [each for each in changes(AREA) if each.operation == "delete"]
    assert {each.row_key for each in gone} == keys
    assert {each.before["slug"] for each in gone} == {"one", "two"}


def test_rows_that_are_copied_in_are_caught(dana):
    with acting(dana), connection.cursor() as cursor:
        into = "COPY contacts_customer (name, company, name_folded, company_folded, version) FROM STDIN"
        with cursor.copy(into) as copy:
            for number in range(50):
                copy.write_row([f"Example {number}", "", f"example {number}", "", 1])
    copied = changes("contacts_customer")
    assert [each.after["name"] for each in copied] == [f"Example {number}" for number in range(50)]
    assert {each.actor_id for each in copied} == {dana.pk}


def test_rows_that_are_created_in_bulk_and_related_rows_are_caught(dana):
    customer = create_customer(by=dana, name="Maria Alvarez", emails=["m@example.com"])
    assert [each.after["address"] for each in changes("contacts_emailaddress")] == ["m@example.com"]
    assert len(changes("contacts_customer", customer.pk)) == 1
    Topic.objects.bulk_create([Topic(name="Fees"), Topic(name="Forms")])
    assert [each.after["name"] for each in changes("contacts_topic")] == ["Fees", "Forms"]


def test_tables_that_keep_no_history_have_none(dana):
    create_customer(by=dana, name="Maria Alvarez")
    assert NameWord.objects.exists()
    assert changes("contacts_nameword") == []


def test_a_write_without_an_action_stands_under_the_database_role_and_nobody():
    (added,) = changes(AREA, make_area().pk)
    assert (added.actor_id, added.page, added.request_id) == (None, "", "")
    assert added.database_role == "uccms_app"


def test_an_action_needs_to_be_told_who_acts():
    def nobody(area): ...

    def by_position(area, by): ...

    for function in (nobody, by_position):
        with pytest.raises(TypeError, match="keyword-only"):
            action(function)


def test_the_system_acts_under_no_name():
    area = make_area()
    rename(area, to="Mail Room", by=None)
    assert changes(AREA, area.pk)[-1].actor_id is None


def test_an_action_inside_another_names_its_own_actor_and_then_the_outer_again(dana, luis):
    first, second, third = make_area("one"), make_area("two"), make_area("three")
    with acting(dana):
        rename(first, to="First", by=dana)
        rename(second, to="Second", by=luis)
        third.name = "Third"
        third.save()
    assert changes(AREA, first.pk)[-1].actor_id == dana.pk
    assert changes(AREA, second.pk)[-1].actor_id == luis.pk
    assert changes(AREA, third.pk)[-1].actor_id == dana.pk


def test_an_inner_action_that_fails_leaves_nothing_and_the_outer_actor(dana, luis):
    first, second = make_area("one"), make_area("two")
    with acting(dana):
        with pytest.raises(RuntimeError), acting(luis):
            rename(first, to="First", by=luis)
            raise RuntimeError
        second.name = "Second"
        second.save()
    assert operations(first) == ["insert"]
    assert changes(AREA, second.pk)[-1].actor_id == dana.pk


def test_a_savepoint_inside_an_action_keeps_the_actor(dana):
    area = make_area()
    with acting(dana):
        with pytest.raises(RuntimeError), transaction.atomic():
            area.name = "Never"
            area.save()
            raise RuntimeError
        with transaction.atomic():
            BusinessArea.objects.filter(pk=area.pk).update(name="Mail Room")
    assert [each.after.get("name") for each in changes(AREA, area.pk)] == ["Area mail", "Mail Room"]
    assert changes(AREA, area.pk)[-1].actor_id == dana.pk


@pytest.mark.django_db(transaction=True)
def test_an_action_leaves_no_actor_behind(dana):
    area = make_area()
    rename(area, to="Mail Room", by=dana)
    area.name = "Post"
    area.save()
    assert [each.actor_id for each in changes(AREA, area.pk)] == [None, dana.pk, None]


@pytest.mark.django_db(transaction=True)
def test_an_action_that_fails_leaves_no_history_and_no_actor_behind(dana):
    area = make_area()
    with pytest.raises(RuntimeError), acting(dana):
        rename(area, to="Never", by=dana)
        raise RuntimeError
    assert operations(area) == ["insert"]
    BusinessArea.objects.filter(pk=area.pk).update(name="Mail Room")
    assert changes(AREA, area.pk)[-1].actor_id is None


@pytest.mark.django_db(transaction=True)
def test_the_next_one_on_the_same_connection_is_not_taken_for_the_last(dana):
    area = make_area()
    rename(area, to="Mail Room", by=dana)
    BusinessArea.objects.filter(pk=area.pk).update(name="Post Room")
    last = changes(AREA, area.pk)[-1]
    assert (last.actor_id, last.page, last.request_id) == (None, "", "")


def test_a_request_stands_beside_its_changes_by_page_and_id_without_its_query(client, dana):
    answer = sign_in(client)
    client.post("/account/?number=571-555-0142&email=maria@example.com", {"after_saving": "ticket"})
    change = [each for each in changes("accounts_user", dana.pk) if "last_login" in (each.after or {})][-1]
    assert change.actor_id == dana.pk
    assert change.page == "account_login"
    assert change.request_id == answer.headers["X-Request-ID"]
    for each in Change.objects.all():
        assert "?" not in each.page and "/" not in each.page and "555" not in each.page
        assert "maria" not in each.page + each.request_id


def test_requests_at_once_do_not_borrow_each_other_s_page():
    seen = {}
    both = threading.Barrier(2)

    def view(request):
        request.resolver_match = type("Match", (), {"view_name": request.path})()
        middleware.process_view(request, view, (), {})
        both.wait(timeout=60)
        seen[request.path] = (current_page.get().name, current_page.get().request_id, request.request_id)
        return type("Answer", (), {"headers": {}})()

    middleware = RequestMiddleware(view)
    threads = [
        threading.Thread(target=middleware, args=[RequestFactory().get(path)]) for path in ("/one", "/two")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for path, (name, known, given) in seen.items():
        assert (name, known) == (path, given)
    assert len({known for _, known, _ in seen.values()}) == 2
    assert current_page.get().request_id == ""


def test_secrets_never_stand_in_the_history(dana):
    secret = give_second_factor(dana)
    hashes = {dana.password}
    dana.set_password("another quiet river, blue lamp")
    dana.save()
    hashes.add(dana.password)
    stored = [str(each.data) for each in Authenticator.objects.all()]
    Authenticator.objects.all().delete()
    everything = str(list(Change.objects.values()))
    assert len(changes("accounts_user", dana.pk)) >= 2 and changes("mfa_authenticator")
    for each in [*hashes, *stored, secret, PASSWORD]:
        assert each not in everything
    changed = changes("accounts_user", dana.pk)[-1]
    assert (changed.before, changed.after) == ({"password": None}, {"password": None})
    made = [each.after for each in changes("mfa_authenticator") if each.operation == "insert"]
    assert made and not any("data" in after for after in made)


def test_what_goes_with_a_row_has_its_own_line_under_the_same_name(dana):
    customer = Customer.objects.create(name="Maria Alvarez")
    customer.email_addresses.create(address="m@example.com", folded="m@example.com")
    with acting(dana):
        Customer.objects.filter(pk=customer.pk).delete()
    assert changes("contacts_emailaddress")[-1].operation == "delete"
    assert changes("contacts_emailaddress")[-1].actor_id == dana.pk
