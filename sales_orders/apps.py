from django.apps import AppConfig


class SalesOrdersConfig(AppConfig):
    """SOMS: the catalogue of EIPD, its sales orders, their money, stock and fulfilment."""

    name = "sales_orders"

    def ready(self) -> None:
        from django.db.models import Q, QuerySet

        from contacts import tied
        from sales_orders.access import sees_catalogue
        from sales_orders.actions.mailing import CHANGED, DELAYED, ENDING, PLACED, QUOTED, REFUNDED, SHIPPED
        from sales_orders.actions.making_demonstration import make_catalogue
        from sales_orders.actions.making_demonstration_orders import make_orders
        from sales_orders.models.orders import sees_orders
        from uccms.database import demonstration
        from uccms.mail import kinds
        from uccms.web import navigation
        from uccms.web.navigation import Entry

        # The administrator keeps the catalogue and sees no orders.
        navigation.register(
            Entry(
                "Catalogue",
                "orders:catalogue",
                "sales_orders.keep_catalogue",
                51,
                starts="orders:",
                shown_to=lambda user: sees_catalogue(user) and not sees_orders(user),
            )
        )
        navigation.register(
            Entry(
                "Orders", "orders:list", "sales_orders.see_orders", 50, starts="orders:", shown_to=sees_orders
            )
        )
        from contacts import moving
        from sales_orders.actions.drafting import delete_old_order_drafts
        from sales_orders.queries import order_panels
        from sales_orders.queries.order_search import order_hits
        from uccms.privacy import retention
        from uccms.web import panels, search_sources

        for name, model, one, many in (
            ("orders", "sales_orders.Order", "order", "orders"),
            ("quotes", "sales_orders.Quote", "quote", "quotes"),
            ("claims", "sales_orders.Claim", "claim of an issue", "claims of issues"),
        ):
            moving.register(moving.Movable(name, model, one, many, 70))
        search_sources.register(search_sources.Source("orders", "Orders", 30, order_hits))
        retention.register("drafts", delete_old_order_drafts)
        orders = "sales_orders/_orders_panel.html"
        of_customer, of_ticket = order_panels.orders_of_customer, order_panels.orders_of_ticket
        panels.register("contacts.customer", orders, of_customer, asks=order_panels.asks_of_customer)
        panels.register("contacts.ticket", orders, of_ticket, asks=order_panels.asks_of_ticket)
        panels.register("contacts.desk", "sales_orders/_work_panel.html", order_panels.work_on_desk)
        panels.register("contacts.desk.side", "sales_orders/_drafts_panel.html", order_panels.drafts_on_desk)
        demonstration.register(demonstration.Part("catalogue", 10, make_catalogue))
        demonstration.register(demonstration.Part("orders", 20, make_orders))

        def if_seen(rows: QuerySet, user) -> QuerySet | None:
            return rows if sees_orders(user) else None

        for position, (label, words) in enumerate(
            (
                ("Order", "Orders"),
                ("Subscription", "Subscriptions"),
                ("StandingOrder", "Standing orders"),
                ("Quote", "Quotes"),
            ),
            start=30,
        ):
            tied.moves(f"sales_orders.{label}", words=words, counted=if_seen, position=position)
        tied.moves("sales_orders.OrderDraft", counted=tied.no_rows)
        tied.stays("sales_orders.Printing", because="it says what was printed, for the number on the paper")
        for name, words in (
            (PLACED, "Confirmation of an order"),
            (CHANGED, "Changed order"),
            (ENDING, "Renewal notice"),
            (QUOTED, "Quote"),
            (SHIPPED, "What has shipped"),
            (DELAYED, "Backorder delay"),
            (REFUNDED, "Refund"),
        ):
            kinds.register(kinds.Kind(name, words, lambda user: Q() if sees_orders(user) else None))
