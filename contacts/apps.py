from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """Customers, contacts and tickets."""

    name = "contacts"

    def ready(self) -> None:
        from contacts.actions.answering_reviews import delete_old_reviews
        from contacts.actions.drafting import delete_old_drafts
        from contacts.actions.ending_merges import (
            end_merges,
            end_with_address,
            end_with_customer,
            end_with_email,
            end_with_telephone,
        )
        from contacts.actions.forgetting_copies import (
            forget_corrections_of_contacts,
            forget_corrections_of_entries,
            forget_files,
            forget_names,
        )
        from contacts.actions.telling_missed_targets import MAIL, is_written_to
        from contacts.models import Attachment, Leftover
        from contacts.queries.finding import customer_hits, ticket_hits
        from contacts.queries.reviewing import reviews_of_ticket
        from uccms.mail import kinds
        from uccms.privacy import copies, retention
        from uccms.web import navigation, panels, search_sources
        from uccms.web.downloads import keepers
        from uccms.web.middleware import sessions
        from uccms.web.navigation import Entry

        acts = (
            "note",
            "add_contact",
            "assign",
            "take",
            "forward",
            "follow_up",
            "prioritize",
            "withdraw",
            "wait",
            "resolve",
        )
        several = (
            "save_view",
            "take_several",
            "assign_several",
            "forward_several",
            "follow_up_several",
            "prioritize_several",
            "several",
        )
        kept = (
            "prepared_texts",
            "create_text",
            "change_text",
            "rules",
            "create_rule",
            "change_rule",
            "try_rule",
        )
        ties = ("merge", "split", "link", "unlink")
        texts = ("reopen", "correct", "versions", "remove", "ticket")
        supervision = ("reviews", "review", "find_fine", "comment_on", "send_back")
        texts = (*texts, "correct_review", "remove_from_review")
        files = ("attach", "preview_file", "remove_file")
        customers = (
            "new_customer",
            "customer",
            "change_customer",
            "choose_double",
            "merge_customers",
            "customer_merge",
        )
        areas = (
            "area",
            "change_hours",
            "new_day",
            "change_day",
            "new_target",
            "change_target",
            "holidays",
            "new_holiday",
            "change_holiday",
        )
        for entry in (
            Entry("My desk", "contacts:desk", "contacts.log_contact", 10),
            Entry(
                "New contact",
                "contacts:new_contact",
                "contacts.log_contact",
                20,
                ("contacts:saved", "contacts:draft"),
            ),
            Entry(
                "Tickets",
                "contacts:tickets",
                "contacts.see_tickets",
                30,
                below("contacts", *acts, *several, *kept, *ties, *texts, *files),
            ),
            Entry(
                "Customers",
                "contacts:customers",
                "contacts.look_up_customer",
                40,
                below("contacts", *customers),
            ),
            # Supervisors find them on their own first page; the administrator has no other way.
            Entry(
                "Areas",
                "contacts:areas",
                "contacts.keep_areas",
                60,
                below("contacts", *areas),
                shown_to=lambda user: not user.has_perm("contacts.see_figures"),
            ),
            Entry(
                "Supervision",
                "contacts:supervision",
                "contacts.see_figures",
                60,
                below("contacts", *supervision, "areas", *areas),
            ),
        ):
            navigation.register(entry)
        for source in (
            search_sources.Source("tickets", "Tickets", 10, ticket_hits, right="contacts.see_tickets"),
            search_sources.Source(
                "customers", "Customers", 20, customer_hits, right="contacts.look_up_customer"
            ),
        ):
            search_sources.register(source)
        _register_what_moves()
        kinds.register(kinds.Kind(MAIL, "Service levels missed", is_written_to))
        sessions.register_background("contacts:queue_rows")
        sessions.register_background("contacts:ticket_news")
        for address in ("contacts:being_here", "contacts:leaving"):
            sessions.register_background(address, posts=True)
        sessions.register_background("contacts:desk_news")
        copies.register("contacts.Customer", forget_names)
        copies.register("contacts.Attachment", forget_files)
        copies.register("contacts.Contact", forget_corrections_of_contacts)
        copies.register("contacts.TimelineEntry", forget_corrections_of_entries)
        for model in (Attachment, Leftover):
            keepers.register(model, "storage_key")
        retention.register("drafts", delete_old_drafts)
        retention.register("reviews", delete_old_reviews)
        panels.register("contacts.ticket", "contacts/_reviews_panel.html", reviews_of_ticket)
        copies.register("contacts.Customer", end_with_customer)
        copies.register("contacts.EmailAddress", end_with_email)
        copies.register("contacts.Telephone", end_with_telephone)
        copies.register("contacts.MailingAddress", end_with_address)
        retention.register("customer_merges", end_merges)
        _register_what_is_tied()


def _register_what_is_tied() -> None:
    """What goes along when two customers are merged, and what stays."""
    from contacts import tied

    tied.moves("contacts.Ticket", words="Tickets", position=10)
    tied.moves(
        "contacts.Contact",
        words="Contacts",
        counted=lambda rows, user: rows.visible_to(user),
        follow="ticket",
        position=20,
    )
    tied.moves("contacts.Customer", "merged_into")
    for way in ("EmailAddress", "Telephone", "MailingAddress"):
        tied.stays(f"contacts.{way}", because="it is chosen one by one what the other one takes over")
    tied.stays("contacts.CustomerWord", because="they are derived from the names, and written anew")
    tied.stays("contacts.CustomerMerge", "kept", because="it is the record of what was done")
    tied.stays("contacts.CustomerMerge", "gone", because="it is the record of what was done")


def _register_what_moves() -> None:
    """What a merge takes along of this app."""
    from contacts import moving

    for movable in (
        moving.Movable("contacts", "contacts.Contact", "contact", "contacts", 10),
        moving.Movable(
            "notes", "contacts.TimelineEntry", "internal note", "internal notes", 20, moving.notes
        ),
        moving.Movable(
            "uploads", "contacts.TimelineEntry", "upload of files", "uploads of files", 25, moving.uploads
        ),
        moving.Movable("follow_ups", "contacts.FollowUp", "follow-up", "follow-ups", 30),
        moving.Movable(
            "lines",
            "contacts.TimelineEntry",
            "line about them",
            "lines about them",
            40,
            moving.lines_with_what_moves,
        ),
        moving.Movable("matters", "contacts.Matter", "matter", "matters", 50, moving.matters),
        moving.Movable("drafts", "contacts.Draft", "draft", "drafts", 60, moving.drafts),
    ):
        moving.register(movable)


def below(app: str, *names: str) -> tuple[str, ...]:
    """The full names of addresses of an app."""
    return tuple(f"{app}:{name}" for name in names)
