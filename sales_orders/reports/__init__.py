"""Reports of sales and of open work: one function each, which the page and the CSV file share."""

from sales_orders.reports import open_work, sales, weekly
from sales_orders.reports.tables import Column, Period, Report

REPORTS = {
    "sales": ("Sales", sales.sales),
    "open-orders": ("Open orders by age", open_work.open_orders),
    "backorders": ("Backorders", open_work.backorders),
    "subscriptions": ("Subscriptions due", open_work.subscriptions_due),
    "refunds": ("Refunds", sales.refunds),
    "unpaid": ("Unpaid", open_work.unpaid),
    "weekly": ("EIPD’s weekly status", weekly.weekly_status),
}

__all__ = ["REPORTS", "Column", "Period", "Report"]
