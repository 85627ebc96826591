"""Every address of the project, and what everybody gets there (docs/access.md). A missing address fails."""

from collections.abc import Iterator
from copy import copy, deepcopy

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse

from tests.access_world import World, arguments, made, posted

pytestmark = pytest.mark.django_db

# Signed out, an agent of the ticket's area, an agent of another area, the call center, the supervisor of
# the area, the privacy officer, the administrator.
PEOPLE = ("nobody", "agent", "stranger", "center", "supervisor", "officer", "administrator")
TABLE = """
health                                   GET  200 200 200 200 200 200 200
health                                   POST 405 405 405 405 405 405 405
security_txt                             GET  200 200 200 200 200 200 200
security_txt                             POST 405 405 405 405 405 405 405
contacts:home                            GET  302 302 302 302 302 302 302
contacts:home                            POST 403 405 405 405 405 405 405
contacts:desk                            GET  302 200 200 200 200 404 404
contacts:desk                            POST 403 405 405 405 405 405 405
contacts:desk_news                       GET  302 204 204 204 204 404 404
contacts:desk_news                       POST 403 405 405 405 405 405 405
contacts:new_contact                     GET  302 200 200 200 200 404 404
contacts:new_contact                     POST 403 302 302 302 302 404 404
contacts:look_up                         GET  302 405 405 405 405 405 405
contacts:look_up                         POST 403 200 200 200 200 404 404
contacts:caller                          GET  302 405 405 405 405 405 405
contacts:caller                          POST 403 200 200 200 200 404 404
contacts:similar                         GET  302 405 405 405 405 405 405
contacts:similar                         POST 403 200 200 200 200 404 404
contacts:extend_wrap_up                  GET  302 405 405 405 405 405 405
contacts:extend_wrap_up                  POST 403 302 302 302 302 404 404
contacts:end_wrap_up                     GET  302 405 405 405 405 405 405
contacts:end_wrap_up                     POST 403 302 302 302 302 404 404
contacts:saved                           GET  302 200 404 404 404 404 404
contacts:saved                           POST 403 405 405 405 405 405 405
contacts:save_draft                      GET  302 405 405 405 405 405 405
contacts:save_draft                      POST 403 200 200 200 200 404 404
contacts:draft                           GET  302 200 404 404 404 404 404
contacts:draft                           POST 403 405 405 405 405 405 405
contacts:discard_draft                   GET  302 405 405 405 405 405 405
contacts:discard_draft                   POST 403 302 404 404 404 404 404
mail:outbox                              GET  302 200 200 200 200 404 404
mail:outbox                              POST 405 405 405 405 405 405 405
mail:mail                                GET  302 404 404 200 404 404 404
mail:mail                                POST 405 405 405 405 405 405 405
mail:again                               GET  302 404 404 200 404 404 404
mail:again                               POST 403 404 404 302 404 404 404
contacts:tickets                         GET  302 200 200 200 200 404 404
contacts:tickets                         POST 403 405 405 405 405 405 405
contacts:queue_rows                      GET  302 200 200 200 200 404 404
contacts:queue_rows                      POST 403 405 405 405 405 405 405
contacts:take_next                       GET  302 405 405 405 405 405 405
contacts:take_next                       POST 403 302 302 302 302 404 404
contacts:save_view                       GET  302 200 200 200 200 404 404
contacts:save_view                       POST 403 302 302 302 302 404 404
contacts:remove_view                     GET  302 405 405 405 405 405 405
contacts:remove_view                     POST 403 302 404 404 404 404 404
contacts:drag_targets                    GET  302 200 200 200 200 404 404
contacts:drag_targets                    POST 403 405 405 405 405 405 405
contacts:take_several                    GET  302 302 302 302 302 404 404
contacts:take_several                    POST 403 302 302 302 302 404 404
contacts:assign_several                  GET  302 302 302 302 302 404 404
contacts:assign_several                  POST 403 302 302 302 302 404 404
contacts:forward_several                 GET  302 302 302 302 302 404 404
contacts:forward_several                 POST 403 302 302 302 302 404 404
contacts:follow_up_several               GET  302 302 302 302 302 404 404
contacts:follow_up_several               POST 403 302 302 302 302 404 404
contacts:prioritize_several              GET  302 302 302 302 302 404 404
contacts:prioritize_several              POST 403 302 302 302 302 404 404
contacts:several                         GET  302 200 404 404 404 404 404
contacts:several                         POST 403 405 405 405 405 405 405
contacts:undo_several                    GET  302 405 405 405 405 405 405
contacts:undo_several                    POST 403 302 404 404 404 404 404
contacts:ticket                          GET  302 200 404 200 200 404 404
contacts:ticket                          POST 403 405 405 405 405 405 405
contacts:ticket_news                     GET  302 200 404 200 200 404 404
contacts:ticket_news                     POST 403 405 405 405 405 405 405
contacts:being_here                      GET  302 200 404 200 200 404 404
contacts:being_here                      POST 403 200 404 200 200 404 404
contacts:leaving                         GET  302 405 405 405 405 405 405
contacts:leaving                         POST 403 204 404 204 204 404 404
contacts:add_contact                     GET  302 302 404 302 302 404 404
contacts:add_contact                     POST 403 302 404 302 302 404 404
contacts:note                            GET  302 200 404 200 200 404 404
contacts:note                            POST 403 302 404 302 302 404 404
contacts:attach                          GET  302 200 404 200 200 404 404
contacts:attach                          POST 403 302 404 302 302 404 404
contacts:file                            GET  302 200 404 200 200 404 404
contacts:file                            POST 403 405 405 405 405 405 405
contacts:preview_file                    GET  302 200 404 200 200 404 404
contacts:preview_file                    POST 403 405 405 405 405 405 405
contacts:shown_file                      GET  302 200 404 200 200 404 404
contacts:shown_file                      POST 403 405 405 405 405 405 405
contacts:page_of_file                    GET  302 200 404 200 200 404 404
contacts:page_of_file                    POST 403 405 405 405 405 405 405
contacts:remove_file                     GET  302 200 404 200 200 404 404
contacts:remove_file                     POST 403 302 404 302 302 404 404
contacts:take                            GET  302 405 405 405 405 405 405
contacts:take                            POST 403 422 404 302 302 404 404
contacts:assign                          GET  302 200 404 200 200 404 404
contacts:assign                          POST 403 302 404 302 302 404 404
contacts:forward                         GET  302 200 404 200 200 404 404
contacts:forward                         POST 403 302 404 302 302 404 404
contacts:follow_up                       GET  302 200 404 200 200 404 404
contacts:follow_up                       POST 403 302 404 302 302 404 404
contacts:withdraw                        GET  302 200 404 200 200 404 404
contacts:withdraw                        POST 403 302 404 302 302 404 404
contacts:wait                            GET  302 200 404 200 200 404 404
contacts:wait                            POST 403 302 404 302 302 404 404
contacts:prioritize                      GET  302 200 404 200 200 404 404
contacts:prioritize                      POST 403 302 404 302 302 404 404
contacts:resolve                         GET  302 200 404 200 200 404 404
contacts:resolve                         POST 403 302 404 302 302 404 404
contacts:reopen                          GET  302 200 404 200 200 404 404
contacts:reopen                          POST 403 302 404 302 302 404 404
contacts:merge                           GET  302 200 404 200 200 404 404
contacts:merge                           POST 403 302 404 302 302 404 404
contacts:undo_merge                      GET  302 405 405 405 405 405 405
contacts:undo_merge                      POST 403 302 404 302 302 404 404
contacts:split                           GET  302 200 404 200 200 404 404
contacts:split                           POST 403 302 404 302 302 404 404
contacts:link                            GET  302 200 404 200 200 404 404
contacts:link                            POST 403 302 404 302 302 404 404
contacts:unlink                          GET  302 405 405 405 405 405 405
contacts:unlink                          POST 403 302 404 302 302 404 404
contacts:correct                         GET  302 200 404 200 200 404 404
contacts:correct                         POST 403 302 404 302 302 404 404
contacts:versions                        GET  302 200 404 200 200 404 404
contacts:versions                        POST 403 405 405 405 405 405 405
contacts:remove                          GET  302 200 404 200 200 404 404
contacts:remove                          POST 403 302 404 302 302 404 404
contacts:rules                           GET  302 404 404 404 200 404 404
contacts:rules                           POST 403 405 405 405 405 405 405
contacts:create_rule                     GET  302 404 404 404 200 404 404
contacts:create_rule                     POST 403 404 404 404 302 404 404
contacts:change_rule                     GET  302 404 404 404 200 404 404
contacts:change_rule                     POST 403 404 404 404 302 404 404
contacts:try_rule                        GET  302 404 404 404 200 404 404
contacts:try_rule                        POST 403 405 405 405 405 405 405
contacts:start_rule                      GET  302 405 405 405 405 405 405
contacts:start_rule                      POST 403 404 404 404 302 404 404
contacts:stop_rule                       GET  302 405 405 405 405 405 405
contacts:stop_rule                       POST 403 404 404 404 422 404 404
contacts:move_rule_up                    GET  302 405 405 405 405 405 405
contacts:move_rule_up                    POST 403 404 404 404 422 404 404
contacts:move_rule_down                  GET  302 405 405 405 405 405 405
contacts:move_rule_down                  POST 403 404 404 404 422 404 404
contacts:prepared_texts                  GET  302 200 200 200 200 404 404
contacts:prepared_texts                  POST 403 200 200 200 200 404 404
contacts:create_text                     GET  302 403 403 403 200 404 404
contacts:create_text                     POST 403 403 403 403 302 404 404
contacts:change_text                     GET  302 403 404 403 200 404 404
contacts:change_text                     POST 403 403 404 403 302 404 404
contacts:customers                       GET  302 200 200 200 200 404 404
contacts:customers                       POST 403 200 200 200 200 404 404
contacts:new_customer                    GET  302 200 200 200 200 404 404
contacts:new_customer                    POST 403 302 302 302 302 404 404
contacts:customer                        GET  302 200 200 200 200 404 404
contacts:customer                        POST 403 405 405 405 405 405 405
contacts:change_customer                 GET  302 200 200 200 200 404 404
contacts:change_customer                 POST 403 302 302 302 302 404 404
contacts:see_missed                      GET  302 405 405 405 405 405 405
contacts:see_missed                      POST 403 404 404 404 302 404 404
contacts:whose                           GET  302 200 200 200 200 404 404
contacts:whose                           POST 403 302 422 302 302 404 404
contacts:people_queue                    GET  302 405 405 405 405 405 405
contacts:people_queue                    POST 403 200 200 200 200 404 404
contacts:people_assign                   GET  302 405 405 405 405 405 405
contacts:people_assign                   POST 403 200 200 200 200 404 404
contacts:people_forward                  GET  302 405 405 405 405 405 405
contacts:people_forward                  POST 403 200 200 200 200 404 404
contacts:people_rule                     GET  302 405 405 405 405 405 405
contacts:people_rule                     POST 403 404 404 404 200 404 404
contacts:away                            GET  302 200 404 404 200 404 404
contacts:away                            POST 403 302 404 404 302 404 404
contacts:areas                           GET  302 404 404 404 200 404 200
contacts:areas                           POST 403 405 405 405 405 405 405
contacts:area                            GET  302 404 404 404 200 404 200
contacts:area                            POST 403 405 405 405 405 405 405
contacts:area_people                     GET  302 404 404 404 200 404 200
contacts:area_people                     POST 403 404 404 404 200 404 200
contacts:change_hours                    GET  302 404 404 404 200 404 200
contacts:change_hours                    POST 403 404 404 404 302 404 302
contacts:change_wrap_up                  GET  302 404 404 404 200 404 200
contacts:change_wrap_up                  POST 403 404 404 404 302 404 302
contacts:new_day                         GET  302 404 404 404 200 404 200
contacts:new_day                         POST 403 404 404 404 302 404 302
contacts:change_day                      GET  302 404 404 404 200 404 200
contacts:change_day                      POST 403 404 404 404 302 404 302
contacts:remove_day                      GET  302 405 405 405 405 405 405
contacts:remove_day                      POST 403 404 404 404 302 404 302
contacts:remove_holiday_here             GET  302 405 405 405 405 405 405
contacts:remove_holiday_here             POST 403 404 404 404 302 404 302
contacts:new_target                      GET  302 404 404 404 200 404 200
contacts:new_target                      POST 403 404 404 404 302 404 302
contacts:change_target                   GET  302 404 404 404 200 404 200
contacts:change_target                   POST 403 404 404 404 302 404 302
contacts:remove_target                   GET  302 405 405 405 405 405 405
contacts:remove_target                   POST 403 404 404 404 302 404 302
contacts:change_asking                   GET  302 404 404 404 200 404 200
contacts:change_asking                   POST 403 404 404 404 302 404 302
contacts:holidays                        GET  302 404 404 404 200 404 200
contacts:holidays                        POST 403 405 405 405 405 405 405
contacts:new_holiday                     GET  302 404 404 404 403 404 200
contacts:new_holiday                     POST 403 404 404 404 403 404 302
contacts:change_holiday                  GET  302 404 404 404 403 404 200
contacts:change_holiday                  POST 403 404 404 404 403 404 302
contacts:remove_holiday                  GET  302 405 405 405 405 405 405
contacts:remove_holiday                  POST 403 404 404 404 403 404 302
contacts:put_back_holiday                GET  302 405 405 405 405 405 405
contacts:put_back_holiday                POST 403 404 404 404 403 404 302
contacts:answer_review                   GET  302 200 404 404 404 404 404
contacts:answer_review                   POST 403 302 404 404 404 404 404
contacts:correct_review                  GET  302 403 404 404 200 404 404
contacts:correct_review                  POST 403 403 404 404 302 404 404
contacts:remove_from_review              GET  302 403 404 404 200 404 404
contacts:remove_from_review              POST 403 403 404 404 302 404 404
contacts:read_review                     GET  302 405 405 405 405 405 405
contacts:read_review                     POST 403 302 404 404 404 404 404
contacts:see_answer                      GET  302 405 405 405 405 405 405
contacts:see_answer                      POST 403 404 404 404 302 404 404
contacts:supervision                     GET  302 404 404 404 200 404 404
contacts:supervision                     POST 403 405 405 405 405 405 405
contacts:reviews                         GET  302 404 404 404 200 404 404
contacts:reviews                         POST 403 405 405 405 405 405 405
contacts:review                          GET  302 403 404 403 200 404 404
contacts:review                          POST 403 405 405 405 405 405 405
contacts:find_fine                       GET  302 405 405 405 405 405 405
contacts:find_fine                       POST 403 403 404 403 302 404 404
contacts:comment_on                      GET  302 405 405 405 405 405 405
contacts:comment_on                      POST 403 403 404 403 302 404 404
contacts:send_back                       GET  302 405 405 405 405 405 405
contacts:send_back                       POST 403 403 404 403 302 404 404
contacts:choose_double                   GET  302 200 200 200 200 404 404
contacts:choose_double                   POST 403 200 200 200 200 404 404
contacts:merge_customers                 GET  302 200 200 200 200 404 404
contacts:merge_customers                 POST 403 302 302 302 302 404 404
contacts:customer_merge                  GET  302 200 200 200 200 404 404
contacts:customer_merge                  POST 403 405 405 405 405 405 405
contacts:undo_customer_merge             GET  302 405 405 405 405 405 405
contacts:undo_customer_merge             POST 403 302 302 302 302 404 404
web:find                                 GET  302 200 200 200 200 404 404
web:find                                 POST 403 200 200 200 200 404 404
web:check_text                           GET  302 405 405 405 405 405 405
web:check_text                           POST 403 200 200 200 200 200 200
web:styleguide                           GET  302 200 200 200 200 200 200
web:styleguide                           POST 403 302 302 302 302 302 302
web:styleguide_draft                     GET  302 405 405 405 405 405 405
web:styleguide_draft                     POST 403 200 200 200 200 200 200
accounts:yours                           GET  302 200 200 200 200 200 200
accounts:yours                           POST 403 422 422 422 422 422 422
accounts:notice                          GET  302 200 200 200 200 200 200
accounts:notice                          POST 403 422 422 422 422 422 422
accounts:session                         GET  401 200 200 200 200 200 200
accounts:session                         POST 401 200 200 200 200 200 200
accounts:qr_code                         GET  302 404 404 404 404 404 404
accounts:qr_code                         POST 403 405 405 405 405 405 405
account_login                            GET  200 302 302 302 302 302 302
account_login                            POST 422 302 302 302 302 302 302
mfa_authenticate                         GET  302 302 302 302 302 302 302
mfa_authenticate                         POST 302 302 302 302 302 302 302
account_logout                           GET  302 200 200 200 200 200 200
account_logout                           POST 302 302 302 302 302 302 302
account_change_password                  GET  302 200 200 200 200 200 200
account_change_password                  POST 403 422 422 422 422 422 422
account_reauthenticate                   GET  302 200 200 200 200 200 200
account_reauthenticate                   POST 403 422 422 422 422 422 422
mfa_reauthenticate                       GET  302 302 302 302 302 302 302
mfa_reauthenticate                       POST 403 302 302 302 302 302 302
mfa_index                                GET  302 200 200 200 200 200 200
mfa_index                                POST 403 405 405 405 405 405 405
mfa_activate_totp                        GET  302 302 302 302 302 302 302
mfa_activate_totp                        POST 403 302 302 302 302 302 302
mfa_deactivate_totp                      GET  302 404 404 404 404 404 404
mfa_deactivate_totp                      POST 403 404 404 404 404 404 404
mfa_view_recovery_codes                  GET  302 404 404 404 404 404 404
mfa_view_recovery_codes                  POST 403 405 405 405 405 405 405
mfa_generate_recovery_codes              GET  302 302 302 302 302 302 302
mfa_generate_recovery_codes              POST 403 302 302 302 302 302 302
audit:record                             GET  302 404 404 404 200 200 200
audit:record                             POST 403 405 405 405 405 405 405
audit:people                             GET  302 405 405 405 405 405 405
audit:people                             POST 403 404 404 404 200 200 200
audit:whose                              GET  302 404 404 404 200 200 200
audit:whose                              POST 403 404 404 404 302 302 302
privacy:assessment                       GET  302 200 200 200 200 200 200
privacy:assessment                       POST 403 405 405 405 405 405 405
"""


def addresses(resolver=None, space: str = "") -> Iterator[str]:
    """The full names of all addresses, walked through every included file."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, inside)
        else:
            yield f"{space}{pattern.name}"


def rows() -> dict[tuple[str, str], tuple[int, ...]]:
    """The table, by name and method."""
    found = {}
    for line in filter(None, map(str.strip, TABLE.splitlines())):
        name, method, *answers = line.split()
        found[name, method] = tuple(map(int, answers))
    return found


@pytest.fixture
def world(db, settings, monkeypatch) -> World:
    return made(settings, monkeypatch)


def answers(name: str, method: str, world: World) -> tuple[int, ...]:
    """What everybody gets there, each as if nobody had been there before."""
    found = []
    for person in PEOPLE:
        with transaction.atomic():
            address = reverse(name, args=arguments(name, world))
            client = copy(world.people[person])  # signing out would last
            client.cookies = deepcopy(client.cookies)
            sent = (posted(name, world),) if method == "POST" else ()
            found.append(getattr(client, method.lower())(address, *sent).status_code)
            transaction.set_rollback(True)
    return tuple(found)


def test_every_address_is_in_the_table():
    # Orders and the portal have tables of their own, with the people that matter there.
    elsewhere = ("orders:", "portal:", "portal_es:", "portal_files:", "publishing:")
    names = {name for name in addresses() if not name.startswith(elsewhere)}
    assert {name for name, _ in rows()} == names
    assert {method for _, method in rows()} == {"GET", "POST"}
    assert len(rows()) == 2 * len(names), "each with both methods"


def test_everybody_gets_there_what_the_table_says(world):
    """All rows in one test: the world they need takes longer to make than a row to try."""
    found = {(name, method): answers(name, method, world) for name, method in rows()}
    assert {row: got for row, got in found.items() if got != rows()[row]} == {}, PEOPLE
