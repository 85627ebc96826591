"""What signing in leaves to be done later."""

from procrastinate.contrib.django import app

from uccms.accounts.actions.counting_attempts import forget_old_attempts


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="forget_attempts")
def forget_attempts(timestamp: int) -> None:
    """Delete counts of failures whose pause is over, with their hashes of names and addresses."""
    forget_old_attempts()
