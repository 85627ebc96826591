"""What the table of addresses is tried with: what exists, what stands in an address, what is sent."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.test import Client
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

RULE_ACTS = [f"contacts:{act}" for act in ("start_rule", "stop_rule", "move_rule_up", "move_rule_down")]
VERDICTS = ("find_fine", "comment_on", "send_back")


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


def made(settings, monkeypatch) -> World:
    """A world in which each address leads to something."""
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
