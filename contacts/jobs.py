"""Background work of contacts and tickets."""

from django.utils import timezone
from procrastinate.contrib.django import app

from contacts.actions.ending_merges import end_merges
from contacts.actions.following_up import open_due_tickets
from contacts.actions.keeping_customers import forget_words
from contacts.actions.taking_next import give_back_idle_tickets
from uccms.privacy import pia


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="open_due_tickets")
def open_tickets_whose_follow_up_is_due(timestamp: int) -> None:
    """Open the tickets that wait for a promise whose time has come, every minute."""
    open_due_tickets()


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="forget_words")
def forget_words_that_nobody_bears(timestamp: int) -> None:
    """Delete words that a look-up could still find, but that are no customer's any more."""
    forget_words()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="give_back_idle_tickets")
def give_back_what_was_taken_and_left(timestamp: int) -> None:
    """Put tickets back into the queue that somebody took and then did nothing with."""
    give_back_idle_tickets()


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="end_merges")
def end_merges_whose_day_is_over(timestamp: int) -> None:
    """Blank what merges of customers kept for their undo, soon after it is over and not once a day only."""
    end_merges(timezone.now() - pia.kept_for("customer_merges"))
