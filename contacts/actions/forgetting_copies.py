"""Forget what was kept beside a customer's row when something was removed from it."""

from collections.abc import Sequence

from contacts.actions.keeping_customers import alone_with_words, forget_words, write_words
from contacts.models import Customer


def forget_names(keys: Sequence[str], columns: Sequence[str] | None) -> None:
    """Within an action, bring look-up words in line with blanked names, and delete those nobody bears."""
    if columns is not None and not {"name", "company"} & set(columns):
        return
    # Before the shared lock that saving takes: two who both held that one would wait for each other.
    alone_with_words()
    for customer in Customer.objects.filter(pk__in=keys):
        write_words(customer)
    forget_words()
