"""Addresses of SOMS. Each capability has one block; they stand in the order of an order's life."""

from django.urls import path, register_converter

from sales_orders import numbers
from sales_orders.views import orders

register_converter(numbers.OrderNumber, "order")

app_name = "orders"
urlpatterns = [
    # The order's page.
    path("<order:number>/", orders.order, name="order"),
]
