"""Background work of orders."""

from procrastinate.contrib.django import app

from sales_orders.actions.filling_backorders import fill_all_backorders
from sales_orders.actions.noticing_renewals import notice_renewals
from sales_orders.actions.sending_issues import send_issue
from sales_orders.actions.shipping_issues import ship_issue
from sales_orders.actions.standing_orders import order_edition
from sales_orders.models import Edition
from uccms.accounts.models import User


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="fill_all_backorders")
def fill_backorders_from_the_shelf(timestamp: int) -> None:
    """Give copies that came free to the orders that wait for them, every minute."""
    fill_all_backorders()


@app.task()
def send_issue_to_subscribers(edition: int, by: int) -> None:
    """Do the run of an issue that somebody began; run again, it goes on where it was."""
    found, person = Edition.objects.select_related("product").get(pk=edition), User.objects.get(pk=by)
    send_issue(found, by=person)
    order_edition(found, by=person)


@app.task()
def ship_issue_to_subscribers(edition: int, carrier: str, by: int) -> None:
    """Ship the picked parcels of an issue; run again, it goes on with those that are left."""
    found, person = Edition.objects.select_related("product").get(pk=edition), User.objects.get(pk=by)
    ship_issue(found, carrier=carrier, by=person)


@app.periodic(cron="41 5 * * *")
@app.task(queueing_lock="notice_renewals")
def notice_subscribers_before_the_end(timestamp: int) -> None:
    """Write to subscribers whose last issues are near, every morning."""
    notice_renewals()
