"""Whoever ties something to a customer asks here first: the customer may have been merged meanwhile."""

from django.db import connection

from contacts.models import Customer


def standing(customer: Customer) -> Customer:
    """Within an action, the customer as they are kept now, who is merged into nobody until its end.

    A merge waits for whoever asked, and whoever asks waits for a merge, so that nothing is tied to a customer
    who has just gone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT merged_into_id FROM contacts_customer WHERE id = %s FOR SHARE", [customer.pk])
        (into,) = cursor.fetchone() or (None,)
    return customer if into is None else standing(Customer.objects.get(pk=into))
