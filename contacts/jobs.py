"""Background work of contacts and tickets."""

from procrastinate.contrib.django import app

from contacts.actions.following_up import open_due_tickets
from contacts.actions.keeping_customers import forget_words
from contacts.actions.keeping_hours import have_federal_holidays
from contacts.actions.reckoning import reckon_batch
from contacts.actions.taking_next import give_back_idle_tickets
from contacts.actions.telling_missed_targets import tell_missed_targets


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


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="tell_missed_targets")
def tell_supervisors_what_was_missed(timestamp: int) -> None:
    """Put what was not answered or resolved in time on the supervisors' desks, every minute."""
    tell_missed_targets()


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="have_federal_holidays")
def put_federal_holidays_on_the_list(timestamp: int) -> None:
    """Have the federal holidays of this and the next years on the list that people edit."""
    have_federal_holidays()


@app.task
def reckon_due_times(area: int | None, after: int) -> None:
    """Find new due times for a batch of tickets, after hours or targets changed; the next batch follows."""
    reckon_batch(area, after=after)
