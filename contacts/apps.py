from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """Customers, contacts and tickets."""

    name = "contacts"

    def ready(self) -> None:
        from contacts import tied
        from contacts.actions.drafting import delete_old_drafts
        from contacts.actions.ending_merges import (
            end_merges,
            end_with_address,
            end_with_customer,
            end_with_email,
            end_with_telephone,
        )
        from contacts.actions.forgetting_copies import forget_names
        from contacts.queries.finding import customer_hits, ticket_hits
        from uccms.privacy import copies, retention
        from uccms.web import navigation, search_sources
        from uccms.web.middleware import sessions
        from uccms.web.navigation import Entry

        acts = (
            "note",
            "add_contact",
            "assign",
            "take",
            "forward",
            "follow_up",
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
            "several",
        )
        texts = ("reopen", "correct", "versions", "remove", "ticket")
        customers = (
            "new_customer",
            "customer",
            "change_customer",
            "choose_double",
            "merge_customers",
            "customer_merge",
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
                below("contacts", *acts, *several, *texts),
            ),
            Entry(
                "Customers",
                "contacts:customers",
                "contacts.look_up_customer",
                40,
                below("contacts", *customers),
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
        sessions.register_background("contacts:queue_rows")
        copies.register("contacts.Customer", forget_names)
        copies.register("contacts.Customer", end_with_customer)
        copies.register("contacts.EmailAddress", end_with_email)
        copies.register("contacts.Telephone", end_with_telephone)
        copies.register("contacts.MailingAddress", end_with_address)
        retention.register("drafts", delete_old_drafts)
        retention.register("customer_merges", end_merges)
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


def below(app: str, *names: str) -> tuple[str, ...]:
    """The full names of addresses of an app."""
    return tuple(f"{app}:{name}" for name in names)
