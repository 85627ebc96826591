"""Background work of orders."""

from procrastinate.contrib.django import app

from sales_orders.actions.filling_backorders import fill_all_backorders


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="fill_all_backorders")
def fill_backorders_from_the_shelf(timestamp: int) -> None:
    """Give copies that came free to the orders that wait for them, every minute."""
    fill_all_backorders()
