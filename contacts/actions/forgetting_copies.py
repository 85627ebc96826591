"""Forget what is kept beside a row when something is removed from it: look-up words, files, drafts."""

from collections.abc import Sequence

from django.utils import timezone
from procrastinate.contrib.django import app

from contacts.actions.keeping_customers import alone_with_words, forget_words, write_words
from contacts.models import Attachment, Customer, Draft, Leftover


def forget_names(keys: Sequence[str], columns: Sequence[str] | None) -> None:
    """Within an action, bring look-up words in line with blanked names, and delete those nobody bears."""
    if columns is not None and not {"name", "company"} & set(columns):
        return
    # Before the shared lock that saving takes: two who both held that one would wait for each other.
    alone_with_words()
    for customer in Customer.objects.filter(pk__in=keys):
        write_words(customer)
    forget_words()


def forget_files(keys: Sequence[str], columns: Sequence[str] | None) -> None:
    """Within an action, have the files of blanked attachments deleted, whichever column was blanked."""
    blanked = Attachment.objects.filter(pk__in=keys).exclude(storage_key="")
    now = timezone.now()
    Leftover.objects.bulk_create(
        [Leftover(storage_key=key, delete_after=now) for key in blanked.values_list("storage_key", flat=True)]
    )
    blanked.update(name="", sha256="", storage_key="")
    app.configure_task("contacts.jobs.delete_removed_files").defer()


def forget_corrections_of_contacts(keys: Sequence[str], columns: Sequence[str] | None) -> None:
    """Within an action, delete drafts of corrections of what a contact said, which have its words."""
    _forget_corrections([f"c{key}" for key in keys])


def forget_corrections_of_entries(keys: Sequence[str], columns: Sequence[str] | None) -> None:
    """Within an action, delete drafts of corrections of other texts of the timeline."""
    _forget_corrections([f"e{key}" for key in keys])


def _forget_corrections(about: list[str]) -> None:
    Draft.objects.filter(form=Draft.Form.CORRECT, about__in=about).delete()
