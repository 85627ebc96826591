"""Background work of the history."""

from procrastinate.contrib.django import app

from uccms.audit.partitions import make_partitions


@app.periodic(cron="41 2 * * *")
@app.task(queueing_lock="make_partitions")
def make_partitions_ahead(timestamp: int) -> None:
    """Make the partitions of the months to come, every day, so that a week without jobs does no harm."""
    make_partitions()
