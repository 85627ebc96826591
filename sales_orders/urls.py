"""Addresses of SOMS. Each capability has one block; they stand in the order of an order's life."""

from django.urls import register_converter

from sales_orders import numbers

register_converter(numbers.OrderNumber, "order")

app_name = "orders"
urlpatterns: list = []
