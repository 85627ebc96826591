"""Who may read and keep the catalogue (docs/access.md); what one may not see is answered 404."""

from sales_orders.models.orders import sees_orders


def sees_catalogue(user) -> bool:
    """Who sees orders, and the administrator, who keeps reference data and sees no orders."""
    return sees_orders(user) or (
        user.has_perm("sales_orders.keep_catalogue") and not user.has_perm("sales_orders.see_orders")
    )


def keeps_catalogue(user) -> bool:
    """Whether somebody may change products, editions, prices and shipping rates."""
    return sees_catalogue(user) and user.has_perm("sales_orders.keep_catalogue")


def adjusts_stock(user) -> bool:
    """Whether somebody may receive and count copies."""
    return sees_orders(user) and user.has_perm("sales_orders.adjust_stock")
