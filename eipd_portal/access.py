"""Who of the staff publishes; what one may not see is answered 404 (docs/access.md)."""

from sales_orders.models.orders import sees_orders


def publishes(user) -> bool:
    """Whether somebody may publish editions and withdraw them."""
    return sees_orders(user) and user.has_perm("eipd_portal.publish_edition")
