"""Every page of contacts is for everybody: nothing for axe, nothing sideways, in each scheme and size."""

from contacts.models import Contact
from tests.browser.conftest import DESK, TELEPHONE, ZOOMED_TWICE

# What has the focus, when neither it nor what is drawn for it (its label) has an outline.
UNSEEN_FOCUS = """() => {
    const it = document.activeElement;
    if (it === document.body) return null;
    const seen = (each) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(each);
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    };
    return seen(it) || [...(it.labels ?? [])].some(seen) ? null : it.outerHTML.slice(0, 200);
}"""
SSN = "Her number is 123-45-6789."


def test_the_desk_and_the_lists_are_for_everybody(open_as, office, examine):
    page = open_as("/desk/")
    examine(page, "desk")
    for address, name in (
        ("/tickets/", "tickets"),
        ("/tickets/?state=closed", "tickets-none"),
        ("/customers/", "customers"),
        ("/customers/new/", "customer-new"),
        (f"/customers/C{office.marisol.pk}/", "customer"),
        (f"/customers/C{office.marisol.pk}/change/", "customer-change"),
    ):
        page.goto(address)
        examine(page, name)
    page.goto("/customers/")
    page.get_by_label("Number, telephone").fill("Whitfield")
    page.get_by_text("2 found").wait_for()
    examine(page, "customers-found")


def test_a_number_in_the_list_is_never_cut(open_as, office):
    page = open_as("/tickets/")
    number = page.locator("tbody td:nth-child(2)").first
    number.evaluate("cell => { cell.textContent = 'T10000000' }")
    for size in (DESK, ZOOMED_TWICE, TELEPHONE):
        page.set_viewport_size(size)
        assert number.evaluate("cell => cell.scrollWidth <= cell.clientWidth")
    due = page.locator("tbody tr:first-child > :last-child")
    due.evaluate("cell => { cell.textContent = 'tomorrow 10:00 a.m.' }")
    page.set_viewport_size(DESK)
    assert due.evaluate("cell => cell.scrollWidth <= cell.clientWidth")


def test_where_it_is_narrow_a_title_keeps_its_room_and_a_time_stands_below_its_text(open_as, office):
    page = open_as(f"/tickets/T{office.ticket.pk}/", size=ZOOMED_TWICE)
    assert page.locator(".page__head > .grow").bounding_box()["width"] > 190
    page.set_viewport_size(TELEPHONE)
    page.goto("/desk/")
    assert page.locator("#find").bounding_box()["width"] > 300
    time = page.locator(".row:has(> .icon) > .row__main + *").first
    text = page.locator(".row:has(> .icon) > .row__main").first
    assert time.bounding_box()["y"] > text.bounding_box()["y"]
    assert abs(time.bounding_box()["x"] - text.bounding_box()["x"]) < 2


def test_who_tabs_sees_where_they_are(open_as, office):
    page = open_as("/contacts/new/?channel=phone&number=5715550142")
    page.locator("#main").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        unseen = page.evaluate(UNSEEN_FOCUS)
        assert unseen is None, f"The focus is not seen on {unseen}"


def test_the_contact_screen_is_for_everybody(open_as, office, examine, forgiven):
    forgiven.add("status of 422")
    page = open_as("/contacts/new/?channel=phone&number=5715550142")
    examine(page, "contact-screen-pop")
    page.goto("/contacts/new/?number=2025550199")
    examine(page, "contact-nobody-found")
    page.goto("/contacts/new/?number=7035550188")
    examine(page, "contact-several")
    page.set_viewport_size(DESK)
    for outcome in ("Resolved now", "Keep open", "Forward"):
        page.get_by_label(outcome).check()
        examine(page, f"contact-{outcome.lower().replace(' ', '-')}")
    page.set_viewport_size(DESK)
    page.get_by_role("combobox", name="Topic").fill("fil")
    page.get_by_role("option").first.wait_for()
    examine(page, "contact-topics")
    page.keyboard.press("Escape")
    page.get_by_label("What does the caller need?").fill(SSN)
    page.locator(".finding").wait_for()
    examine(page, "contact-finding")
    page.get_by_role("button", name="Save contact").click()
    page.locator("[data-errors]").wait_for()
    examine(page, "contact-errors")
    saved = Contact.objects.filter(agent=office.agent).first()
    page.goto(f"/contacts/saved/{saved.pk}/")
    examine(page, "contact-saved")


def test_the_ticket_is_for_everybody(open_as, office, examine):
    page = open_as(f"/tickets/T{office.ticket.pk}/")
    examine(page, "ticket")
    page.goto(f"/tickets/T{office.resolved.pk}/?add=contact")
    examine(page, "ticket-resolved")
    follow_up = office.ticket.follow_ups.get()
    contact = f"c{office.ticket.contacts.get().pk}"
    acts = ["contact", "note", "assign", "forward", "follow-up", "wait", "resolve"]
    for act in [*acts, f"correct/{contact}", f"versions/{contact}", f"remove/{contact}"]:
        page.goto(f"/tickets/T{office.ticket.pk}/{act}/")
        examine(page, f"ticket-{act.split('/')[0]}")
    page.goto(f"/tickets/T{office.ticket.pk}/follow-up/{follow_up.pk}/withdraw/")
    examine(page, "ticket-withdraw")
    page.goto(f"/tickets/T{office.resolved.pk}/reopen/")
    examine(page, "ticket-reopen")
