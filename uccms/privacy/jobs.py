"""Retention as background work. Each may run twice without harm."""

from procrastinate.contrib.django import app

from uccms.privacy import retention
from uccms.privacy.actions.clearing_sessions import clear_sessions


@app.periodic(cron="11 2 * * *")
@app.task(queueing_lock="delete_what_is_over")
def delete_what_is_over(timestamp: int) -> None:
    """Delete what the assessment keeps no longer."""
    retention.delete_what_is_over()


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="clear_expired_sessions")
def clear_expired_sessions(timestamp: int) -> None:
    """Delete sessions that are over."""
    clear_sessions()
