"""Addresses of SOMS. Each capability has one block; they stand in the order of an order's life."""

from django.urls import path, register_converter

import contacts.urls  # noqa: F401 - it registers the converter of customer numbers
from sales_orders import numbers
from sales_orders.views import (
    cancelling,
    catalogue,
    changing,
    claiming_issues,
    closing,
    drafting,
    finding,
    help,
    holding,
    importing_catalogue,
    keeping_catalogue,
    keeping_shipping_rates,
    keeping_stock,
    keeping_terms,
    mailing,
    money,
    noting,
    order_list,
    orders,
    pick_list,
    picking,
    placing_orders,
    printing,
    printing_parcels,
    quoting,
    refunds,
    releasing,
    reports,
    sending_issues,
    shipping,
    standing_orders,
    stock,
    subscribing,
    subscriptions,
    work_lists,
)

register_converter(numbers.OrderNumber, "order")
register_converter(numbers.ProductCode, "product")
register_converter(numbers.QuoteNumber, "quote")

app_name = "orders"
urlpatterns = [
    path("<order:number>/", orders.order, name="order"),  # what is asked for most is tried first
    # The lists, and the help.
    path("", order_list.order_list, name="list"),
    path("work/<slug:name>/", work_lists.work_list, name="work"),
    path("pick-list/", pick_list.printed, name="pick_list"),
    path("find/", finding.find, name="find"),
    path("help/", help.help_page, name="help"),
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
    # Reports.
    path("reports/<slug:name>/", reports.report, name="report"),
    path("reports/<slug:name>/csv/", reports.export, name="export_report"),
    # The catalogue.
    path("catalogue/", catalogue.product_list, name="catalogue"),
    path("catalogue/new/", keeping_catalogue.create, name="new_product"),
    path("catalogue/products.csv", importing_catalogue.export_products, name="export_products"),
    path("catalogue/editions.csv", importing_catalogue.export_editions, name="export_editions"),
    path("catalogue/import/", importing_catalogue.import_file, name="import_catalogue"),
    path("catalogue/shipping/", catalogue.shipping_rates, name="shipping_rates"),
    path("catalogue/shipping/new/", keeping_shipping_rates.new_zone, name="new_zone"),
    path("catalogue/shipping/<int:key>/rate/", keeping_shipping_rates.new_rate, name="new_rate"),
    path("catalogue/<product:code>/", catalogue.product, name="product"),
    path("catalogue/<product:code>/change/", keeping_catalogue.change, name="change_product"),
    path("catalogue/<product:code>/edition/", keeping_catalogue.new_edition, name="new_edition"),
    path("catalogue/<product:code>/edition/<int:key>/take-out/", keeping_catalogue.take_out, name="take_out"),
    path(
        "catalogue/<product:code>/edition/<int:key>/offer/", keeping_catalogue.offer_again, name="offer_again"
    ),
    path("catalogue/<product:code>/price/", keeping_catalogue.new_price, name="new_price"),
    # Stock.
    path("stock/", stock.levels, name="stock"),
    path("stock/<int:key>/", stock.moves, name="stock_moves"),
    path("stock/<int:key>/receive/", keeping_stock.receive, name="receive_stock"),
    path("stock/<int:key>/adjust/", keeping_stock.adjust, name="adjust_stock"),
    path("stock/<int:key>/expect/", keeping_stock.expect, name="expect_stock"),
    # Subscriptions.
    path("subscriptions/", subscriptions.subscriptions, name="subscriptions"),
    path("subscriptions/terms/", keeping_terms.terms, name="subscription_terms"),
    path("subscriptions/issue/", sending_issues.choose, name="issue"),
    path("subscriptions/issue/<int:key>/", sending_issues.run, name="issue_run"),
    path("subscriptions/issue/<int:key>/ship/", sending_issues.ship, name="ship_issue"),
    path("subscriptions/<int:key>/", subscriptions.subscription, name="subscription"),
    path("subscriptions/<int:key>/renew/", subscribing.renew, name="renew_subscription"),
    path("subscriptions/<int:key>/cancel/", subscribing.cancel, name="cancel_subscription"),
    path("subscriptions/<int:key>/mail/", mailing.send_renewal_notice, name="send_renewal_notice"),
    path("subscriptions/<int:key>/<int:issue>/claim/", claiming_issues.claim, name="claim_issue"),
    path("subscriptions/<int:key>/<int:issue>/answer/", claiming_issues.answer, name="answer_claim"),
    # Standing orders, and quotes.
    path("standing/", standing_orders.standing_orders, name="standing_orders"),
    path("standing/new/<customer:number>/", standing_orders.begin, name="begin_standing_order"),
    path("standing/<int:key>/", standing_orders.standing_order, name="standing_order"),
    path("standing/<int:key>/change/", standing_orders.change, name="change_standing_order"),
    path("standing/<int:key>/end/", standing_orders.end, name="end_standing_order"),
    path("quotes/", quoting.quotes, name="quotes"),
    path("quotes/new/<customer:number>/", quoting.give, name="give_quote"),
    path("quotes/<quote:number>/", quoting.quote, name="quote"),
    path("quotes/<quote:number>/accept/", quoting.accept, name="accept_quote"),
    path("quotes/<quote:number>/decline/", quoting.decline, name="decline_quote"),
    path("quotes/<quote:number>/document/", printing.quote, name="quote_document"),
    path("quotes/<quote:number>/mail/", mailing.send_quote, name="send_quote"),
    # The order's page.
    path("<order:number>/note/", noting.note, name="note"),
    path("<order:number>/change/", changing.change, name="change"),
    # States and fulfilment.
    path("<order:number>/release/", releasing.release, name="release"),
    path("<order:number>/hold/", holding.hold, name="hold"),
    path("<order:number>/lift-hold/", holding.unhold, name="unhold"),
    path("<order:number>/pick/", picking.pick, name="pick"),
    path("<order:number>/put-back/", picking.back, name="put_back"),
    path("<order:number>/ship/", shipping.ship, name="ship"),
    path("<order:number>/cancel/", cancelling.cancel, name="cancel"),
    path("<order:number>/cancel-remainder/", cancelling.remainder, name="cancel_remainder"),
    path("<order:number>/close/", closing.close, name="close"),
    # Mails.
    path("<order:number>/mail/<slug:name>/", mailing.send_mail, name="send_mail"),
    # Documents.
    path("printed/", printing.printed, name="printed"),
    path("parcels/<slug:papers>/", printing_parcels.print_parcels, name="print_parcels"),
    path("customers/<customer:number>/statement/", printing.statement, name="statement"),
    path("<order:number>/documents/<slug:kind>/", printing.document, name="document"),
    path("<order:number>/documents/<slug:kind>/<int:key>/", printing.document, name="document_of"),
    # Money, and what comes back.
    path("refunds/", refunds.refunds, name="refunds"),
    path("<order:number>/payments/", money.pay, name="pay"),
    path("<order:number>/payments/<int:key>/refused/", money.refuse, name="refuse_payment"),
    path("<order:number>/write-off/", money.forgive, name="write_off"),
    path("<order:number>/refunds/", money.refund, name="refund"),
    path("<order:number>/refunds/<int:key>/approve/", money.approve, name="approve_refund"),
    path("<order:number>/refunds/<int:key>/decline/", money.decline, name="decline_refund"),
    path("<order:number>/returns/", money.expect, name="expect_return"),
    path("<order:number>/returns/<int:key>/received/", money.receive, name="receive_return"),
    path("<order:number>/returns/<int:key>/restock/", money.restock, name="restock_return"),
    path("<order:number>/returns/<int:key>/credit/", money.credit, name="credit_return"),
    path("<order:number>/returns/<int:key>/close/", money.settle, name="settle_return"),
]
