from django.apps import AppConfig


class SalesOrdersConfig(AppConfig):
    """SOMS: the catalogue of EIPD, its sales orders, their money, stock and fulfilment."""

    name = "sales_orders"

    def ready(self) -> None:
        from sales_orders.actions.making_demonstration import make_catalogue
        from sales_orders.models.orders import sees_orders
        from uccms.database import demonstration
        from uccms.web import navigation
        from uccms.web.navigation import Entry

        navigation.register(
            Entry(
                "Orders", "orders:list", "sales_orders.see_orders", 50, starts="orders:", shown_to=sees_orders
            )
        )
        demonstration.register(demonstration.Part("catalogue", 10, make_catalogue))
