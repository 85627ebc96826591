from sales_orders.models.catalogue import (
    Edition,
    Price,
    Product,
    ShippingRate,
    ShippingZone,
    StockLevel,
    StockMove,
)
from sales_orders.models.drafts import OrderDraft
from sales_orders.models.fees import Fee
from sales_orders.models.fulfilment import Return, Shipment, ShipmentLine
from sales_orders.models.ledger import LedgerEntry, Method, RefundRequest
from sales_orders.models.numbering import NumberSeries
from sales_orders.models.order_changes import OrderChange
from sales_orders.models.order_lines import OrderLine
from sales_orders.models.orders import Order
from sales_orders.models.printing import Printing
from sales_orders.models.quotes import Quote, QuoteLine
from sales_orders.models.standing import StandingEdition, StandingOrder
from sales_orders.models.subscriptions import Claim, Subscription, SubscriptionIssue, SubscriptionTerms
from sales_orders.models.timeline import OrderEntry

__all__ = [
    "Claim",
    "Edition",
    "Fee",
    "LedgerEntry",
    "Method",
    "NumberSeries",
    "Order",
    "OrderChange",
    "OrderDraft",
    "OrderEntry",
    "OrderLine",
    "Price",
    "Printing",
    "Product",
    "Quote",
    "QuoteLine",
    "RefundRequest",
    "Return",
    "Shipment",
    "ShipmentLine",
    "ShippingRate",
    "ShippingZone",
    "StandingEdition",
    "StandingOrder",
    "StockLevel",
    "StockMove",
    "Subscription",
    "SubscriptionIssue",
    "SubscriptionTerms",
]
