"""What the public calls kinds of products and how often they come out; said in both languages."""

from sales_orders.models import Product

# In the order in which the catalogue shows them.
KINDS = {
    Product.Kind.ONLINE_ACCESS: "Downloads",
    Product.Kind.SINGLE_EDITION: "Single editions",
    Product.Kind.BACK_FILE: "Back files",
    Product.Kind.SUBSCRIPTION: "Subscriptions",
    Product.Kind.CUSTOM_SERVICE: "Services to order",
}
CYCLES = {
    Product.Cycle.ONCE: "Comes out once",
    Product.Cycle.DAILY: "Comes out every day",
    Product.Cycle.WEEKLY: "Comes out every week",
    Product.Cycle.TWO_MONTHLY: "Comes out every two months",
    Product.Cycle.QUARTERLY: "Comes out every three months",
    Product.Cycle.YEARLY: "Comes out every year",
    Product.Cycle.IRREGULAR: "Comes out irregularly",
}
