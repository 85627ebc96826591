from django.apps import AppConfig


class SalesOrdersConfig(AppConfig):
    """SOMS: the catalogue of EIPD, its sales orders, their money, stock and fulfilment."""

    name = "sales_orders"
