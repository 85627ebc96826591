"""Every address of the project, and what everybody gets there (docs/access.md). A missing address fails."""

from collections.abc import Callable, Iterator
from copy import copy, deepcopy
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.db.models import Q
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from contacts.actions.drafting import save_draft
from contacts.actions.linking_tickets import link_tickets
from contacts.actions.merging_tickets import merge_tickets
from contacts.calendars import OFFICE_WEEK
from contacts.models import (
    Attachment,
    ClosedDay,
    Contact,
    Customer,
    CustomerMerge,
    Draft,
    FollowUp,
    Merge,
    MissedTarget,
    PreparedText,
    Review,
    RoutingRule,
    SavedView,
    ServiceTarget,
    Several,
    Ticket,
)
from contacts.opening_words import mark_of
from tests import cast
from tests.contacts.acts import BY_NAME, browser, promise, resolve, soon, written
from tests.contacts.merging import merge_form, merged
from tests.contacts.papers import TEXT, attached, pdf, picture, sent
from tests.contacts.screen import form
from uccms.accounts import roles
from uccms.mail import kinds
from uccms.mail.models import Mail

pytestmark = pytest.mark.django_db
RULE_ACTS = [f"contacts:{act}" for act in ("start_rule", "stop_rule", "move_rule_up", "move_rule_down")]

# Signed out, an agent of the ticket's area, an agent of another area, the call center, the supervisor of
# the area, the privacy officer, the administrator.
PEOPLE = ("nobody", "agent", "stranger", "center", "supervisor", "officer", "administrator")
VERDICTS = ("find_fine", "comment_on", "send_back")
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


@dataclass(frozen=True)
class World:
    """Real objects, so that a refusal is for the right reason."""

    people: dict[str, Client]
    ticket: Ticket
    resolved: Ticket
    follow_up: FollowUp
    customer: Customer
    double: Customer
    merge_of_customers: CustomerMerge
    contact: Contact
    picture: Attachment
    paper: Attachment
    draft: Draft
    view: SavedView
    several: Several
    merge: Merge
    linked: Ticket
    missed: MissedTarget
    day: ClosedDay
    holiday: ClosedDay
    federal: ClosedDay
    removed: ClosedDay
    target: ServiceTarget
    review: Review
    rule: RoutingRule
    prepared: PreparedText
    mail: Mail


@pytest.fixture
def world(db, settings, monkeypatch) -> World:
    # A kind of mail that the call center sees; the apps' own kinds have their own tests.
    monkeypatch.setattr(kinds, "_registered", {})
    kinds.register(kinds.Kind("example", "Example", lambda user: Q() if user.is_first_tier else None))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    filing, petitions = cast.area("Filing Receipts"), cast.area("Petitions")
    people = {
        "agent": cast.staff("dana", filing),
        "stranger": cast.staff("luis", petitions),
        "center": cast.staff("carol", cast.call_center()),
        "supervisor": cast.staff("sven", filing, role=roles.SUPERVISOR),
        "officer": cast.staff("petra", role=roles.PRIVACY_OFFICER),
        "administrator": cast.staff("adam", role=roles.ADMINISTRATOR),
    }
    dana = people["agent"]
    customer = cast.customer(dana)
    contact = cast.contact(dana, customer=customer)
    cast.contact(dana, ticket=contact.ticket, outcome=cast.KeptOpen("as_is"))
    resolved = cast.ticket(dana, customer=customer)
    resolve(resolved, dana)
    resolved.refresh_from_db()
    linked, gone = cast.ticket(dana, customer=customer), cast.ticket(dana, customer=customer)
    link_tickets(contact.ticket, other=linked, submission_id=cast.uuid.uuid4(), by=dana)
    merge = merge_tickets(gone, into=cast.ticket(dana), submission_id=cast.uuid.uuid4(), by=dana)
    draft = save_draft(by=dana, form="contact", submission_id=cast.uuid.uuid4(), fields={})
    return World(
        people={"nobody": Client()} | {name: browser(person) for name, person in people.items()},
        ticket=contact.ticket,
        resolved=resolved,
        follow_up=promise(contact.ticket, dana),
        customer=customer,
        double=cast.customer(dana, "Marisol Q."),
        merge_of_customers=merged(cast.customer(dana, "Theo Vale"), cast.customer(dana, "T. Vale"), dana),
        contact=contact,
        picture=attached(dana, contact.ticket, "a.png", picture()),
        paper=attached(dana, contact.ticket, "a.pdf", pdf("Words")),
        draft=draft,
        view=SavedView.objects.create(owner=dana, name="Mine", submission_id=cast.uuid.uuid4()),
        merge=merge,
        linked=linked,
        several=Several.objects.create(by=dana, kind="take", submission_id=cast.uuid.uuid4()),
        missed=MissedTarget.objects.create(
            ticket=contact.ticket, kind="resolution", area=filing, due_at=timezone.now()
        ),
        day=ClosedDay.objects.create(area=filing, day="2030-01-02", name="Move"),
        holiday=ClosedDay.objects.create(day="2030-01-03", name="Storm"),
        federal=ClosedDay.objects.create(day="2030-07-04", name="Independence Day", is_federal=True),
        removed=ClosedDay.objects.create(
            day="2030-12-25", name="Christmas Day", is_federal=True, is_removed=True
        ),
        target=ServiceTarget.objects.create(area=filing, resolution=60),
        review=Review.objects.create(
            ticket=contact.ticket,
            resolved_at=timezone.now(),
            area=filing,
            agent=dana,
            reviewer=people["supervisor"],
            verdict="comment",
            text="See the rule.",
            submission_id=cast.uuid.uuid4(),
        ),
        rule=RoutingRule.objects.create(
            area=filing, name="Revivals", position=1, to=petitions, submission_id=cast.uuid.uuid4()
        ),
        prepared=PreparedText.objects.create(
            area=filing, name="Greeting", text="Good day.", submission_id=cast.uuid.uuid4()
        ),
        mail=Mail.objects.create(
            kind="example",
            cause="1",
            to="a@b.example",
            subject="Sent",
            text="Sent.",
            state="sent",
            sent_at=timezone.now(),
        ),
    )


def arguments(name: str, world: World) -> list:
    """What stands in the address."""
    short = name.removeprefix("contacts:")
    of_ticket = {
        each: [world.ticket.pk] for each in ("ticket", "ticket_news", "being_here", "leaving", *BY_NAME)
    }
    text = [world.ticket.pk, f"c{world.contact.pk}"]
    file = [world.ticket.pk, world.picture.public_id]
    others = {
        "contacts:attach": [world.ticket.pk],
        "contacts:file": file,
        "contacts:preview_file": file,
        "contacts:shown_file": file,
        "contacts:remove_file": file,
        "contacts:page_of_file": [world.ticket.pk, world.paper.public_id, 1],
        "contacts:saved": [world.contact.pk],
        "contacts:remove_view": [world.view.pk],
        "contacts:several": [world.several.pk],
        "contacts:undo_several": [world.several.pk],
        **{f"contacts:{each}": [world.review.pk] for each in ("answer_review", "read_review", "see_answer")},
        **{
            f"contacts:{each}": [world.review.pk, "text"] for each in ("correct_review", "remove_from_review")
        },
        **{f"contacts:{each}": [world.resolved.pk] for each in ("review", *VERDICTS)},
        **{each: [world.rule.pk] for each in RULE_ACTS},
        "contacts:change_rule": [world.rule.pk],
        "contacts:try_rule": [world.rule.pk],
        "contacts:change_text": [world.prepared.pk],
        "contacts:undo_merge": [world.merge.pk],
        "contacts:unlink": [world.ticket.pk, world.linked.pk],
        "contacts:draft": [world.draft.submission_id],
        "contacts:discard_draft": [world.draft.submission_id],
        "contacts:withdraw": [world.ticket.pk, world.follow_up.pk],
        "contacts:reopen": [world.resolved.pk],
        "contacts:correct": text,
        "contacts:versions": text,
        "contacts:remove": text,
        "contacts:customer": [world.customer.pk],
        "contacts:change_customer": [world.customer.pk],
        "contacts:see_missed": [world.missed.pk],
        "contacts:away": [world.ticket.assignee_id],
        "contacts:area": [world.ticket.area.slug],
        "contacts:area_people": [world.ticket.area.slug],
        "contacts:change_hours": [world.ticket.area.slug],
        "contacts:change_wrap_up": [world.ticket.area.slug],
        "contacts:new_day": [world.ticket.area.slug],
        "contacts:change_day": [world.ticket.area.slug, world.day.pk],
        "contacts:remove_day": [world.ticket.area.slug, world.day.pk],
        "contacts:new_target": [world.ticket.area.slug],
        "contacts:change_asking": [world.ticket.area.slug, world.ticket.topic_id],
        "contacts:change_target": [world.ticket.area.slug, world.target.pk],
        "contacts:remove_target": [world.ticket.area.slug, world.target.pk],
        "contacts:change_holiday": [world.holiday.pk],
        "contacts:remove_holiday": [world.holiday.pk],
        "contacts:put_back_holiday": [world.removed.pk],
        "contacts:remove_holiday_here": [world.ticket.area.slug, world.federal.pk],
        "contacts:choose_double": [world.customer.pk],
        "contacts:merge_customers": [world.customer.pk, world.double.pk],
        "contacts:customer_merge": [world.merge_of_customers.pk],
        "contacts:undo_customer_merge": [world.merge_of_customers.pk],
        "mail:mail": [world.mail.pk],
        "mail:again": [world.mail.pk],
    }
    return others.get(name) or (of_ticket.get(short, []) if name.startswith("contacts:") else [])


def posted(name: str, world: World) -> dict:
    """A form that is sent as it should be, where the table knows one."""
    submission = {"submission_id": str(cast.uuid.uuid4())}
    short = name.removeprefix("contacts:")
    if name.startswith("contacts:") and short in BY_NAME:
        ticket = world.resolved if short == "reopen" else world.ticket
        kept = {f"promised_{world.follow_up.pk}": "kept"}
        more = kept if short == "resolve" else {}
        return BY_NAME[short].form(ticket, **more)
    several = {"ticket": f"{world.ticket.pk}.{world.ticket.version}"}
    forms: dict[str, Callable[[], dict]] = {
        "contacts:new_contact": form,
        "contacts:look_up": lambda: {"look_up": "Quintero"},
        "contacts:attach": lambda: submission | {"version": 1, "files": [sent("a.txt", TEXT)]},
        "contacts:remove_file": lambda: submission | {"version": 1, "basis": "slipped_in", "reason": "Slip."},
        "contacts:caller": lambda: {"customer": world.customer.number},
        "contacts:save_draft": lambda: submission | {"description": "Half a"},
        "contacts:customers": lambda: {"look_up": "Quintero"},
        "contacts:new_customer": lambda: submission | {"name": "Ines Okafor", "version": 0},
        "contacts:change_customer": lambda: submission | {"name": "Ines Okafor", "version": 1},
        "contacts:choose_double": lambda: {"look_up": "Quintero"},
        "contacts:merge_customers": lambda: submission | merge_form(world.customer, world.double),
        "contacts:save_view": lambda: submission | {"name": "Faxes"},
        "contacts:take_several": lambda: submission | several,
        "contacts:assign_several": lambda: submission | several | {"to": ""},
        "contacts:forward_several": lambda: submission | several | {"to": cast.area("Petitions").pk},
        "contacts:prioritize_several": lambda: submission | several | {"to": "high"},
        "contacts:follow_up_several": lambda: submission | several | {"due_at": written(soon())},
        "contacts:whose": lambda: {"named": "Dana"},
        "contacts:area_people": lambda: {"named": "Dana"},
        "audit:whose": lambda: {"named": "Dana"},
        "audit:people": lambda: {"named": "By"},
        **{
            f"contacts:people_{among}": lambda: {"named": "By"}
            for among in ("queue", "assign", "forward", "rule")
        },
        "contacts:away": lambda: {"until": "", "was": ""},
        "contacts:change_hours": lambda: {"read": mark_of(OFFICE_WEEK), "day_0": "9 to 17:00"},
        "contacts:change_wrap_up": lambda: {"was": 0, "seconds": 60},
        "contacts:new_day": lambda: (
            submission | {"day": str(soon().date()), "kind": "closed", "name": "Storm"}
        ),
        "contacts:new_holiday": lambda: (
            submission | {"day": str(soon().date()), "kind": "closed", "name": "Ice"}
        ),
        "contacts:change_day": lambda: submission | {"version": 1, "kind": "usual", "name": "Move"},
        "contacts:change_holiday": lambda: submission | {"version": 1, "kind": "usual", "name": "Storm"},
        "contacts:remove_day": lambda: {"version": 1},
        "contacts:remove_holiday": lambda: {"version": 1},
        "contacts:put_back_holiday": lambda: {"version": 1},
        "contacts:remove_holiday_here": lambda: submission | {"version": 1},
        "contacts:change_asking": lambda: {"was": "..0", "asks_matter": "asked", "asks_company": ""},
        "contacts:new_target": lambda: submission | {"topic": cast.topic().pk, "resolution": "8"},
        "contacts:change_target": lambda: submission | {"version": 1, "first_answer": "4"},
        "contacts:remove_target": lambda: {"version": 1},
        "contacts:correct_review": lambda: submission | {"version": 1, "to": "See rule 1.72."},
        "contacts:remove_from_review": lambda: (
            submission | {"version": 1, "remaining": "", "basis": "slipped_in", "reason": "Slip."}
        ),
        **dict.fromkeys(
            ("contacts:being_here", "contacts:leaving"), lambda: {"page": str(cast.uuid.uuid4())}
        ),
        "contacts:answer_review": lambda: submission | {"answer": "Thank you."},
        "contacts:find_fine": lambda: submission | {"version": world.resolved.version},
        **{
            f"contacts:{each}": lambda: (
                submission | {"version": world.resolved.version, "text": "The fee was wrong."}
            )
            for each in ("comment_on", "send_back")
        },
        "contacts:create_rule": lambda: submission | _rule(),
        "contacts:change_rule": lambda: submission | _rule() | {"version": 1},
        "contacts:create_text": lambda: submission | _text("Farewell"),
        "contacts:change_text": lambda: submission | _text("Greeting") | {"version": 1},
        **dict.fromkeys(RULE_ACTS, lambda: {"version": 1}),
        "mail:again": lambda: submission | {"to": "c@d.example"},
        "web:check_text": lambda: submission | {"checked_field": "text", "text": "x"},
    }
    return forms.get(name, dict)()


def _rule() -> dict:
    return {"name": "Revivals", "area": cast.area().pk, "to": cast.area("Petitions").pk}


def _text(name: str) -> dict:
    return {"name": name, "area": cast.area().pk, "text": "Good day."}


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
