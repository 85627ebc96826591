"""Addresses of SOMS. Each capability has one block; they stand in the order of an order's life."""

from django.urls import path, register_converter

from sales_orders import numbers
from sales_orders.views import drafting, orders, placing_orders

register_converter(numbers.OrderNumber, "order")

app_name = "orders"
urlpatterns = [
    # Order entry and its drafts.
    path("new/", placing_orders.new, name="new"),
    path("new/look-up/", placing_orders.look_up, name="look_up"),
    path("new/customer/", placing_orders.customer, name="customer"),
    path("new/products/", placing_orders.find_products, name="find_products"),
    path("new/line/", placing_orders.add_line, name="add_line"),
    path("new/figures/", placing_orders.figures, name="figures"),
    path("drafts/", drafting.drafts, name="drafts"),
    path("drafts/save/", drafting.save, name="save_draft"),
    path("drafts/<uuid:submission_id>/", drafting.resume, name="draft"),
    path("drafts/<uuid:submission_id>/discard/", drafting.discard, name="discard_draft"),
    # The order's page.
    path("<order:number>/", orders.order, name="order"),
]
