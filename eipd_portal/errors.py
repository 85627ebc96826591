"""Why an edition cannot be published or withdrawn as it was asked for."""

from sales_orders.errors import OrderError


class PublishingError(OrderError):
    """The message says why, and what to do."""
