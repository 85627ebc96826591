"""Background work of contacts and tickets."""

from django.utils import timezone
from procrastinate.contrib.django import app

from contacts.actions.being_here import forget_who_was_here
from contacts.actions.closing import close_all_resting_tickets
from contacts.actions.deleting_files import delete_leftover_files
from contacts.actions.ending_merges import end_merges
from contacts.actions.following_up import open_due_tickets
from contacts.actions.keeping_customers import forget_words
from contacts.actions.keeping_holidays import have_federal_holidays
from contacts.actions.reckoning import reckon_batch
from contacts.actions.taking_next import give_back_idle_tickets
from contacts.actions.telling_missed_targets import mail_missed_targets, tell_missed_targets
from contacts.actions.wrapping_up import forget_wrap_ups
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


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="forget_who_was_here")
def forget_who_has_left(timestamp: int) -> None:
    """Delete who had a ticket open and has not been heard of since."""
    forget_who_was_here()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="forget_wrap_ups")
def forget_wrap_ups_that_ran_out(timestamp: int) -> None:
    """Delete until when somebody was wrapping up, some minutes after it."""
    forget_wrap_ups()


@app.task
def delete_removed_files() -> None:
    """Delete the files that were removed from tickets."""
    delete_leftover_files()


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="delete_leftover_files")
def delete_what_no_ticket_has(timestamp: int) -> None:
    """Delete files of uploads that a crash broke off, and removed ones that the storage would not delete."""
    delete_leftover_files()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="tell_missed_targets")
def tell_supervisors_what_was_missed(timestamp: int) -> None:
    """Put what was not answered or resolved in time on the supervisors' desks, every minute."""
    tell_missed_targets()


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="mail_missed_targets")
def mail_supervisors_what_was_missed(timestamp: int) -> None:
    """Write to supervisors what their areas missed, every hour."""
    mail_missed_targets()


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="have_federal_holidays")
def put_federal_holidays_on_the_list(timestamp: int) -> None:
    """Have the federal holidays of this and the next years on the list that people edit."""
    have_federal_holidays()


@app.task
def reckon_due_times(area: int | None, after: int) -> None:
    """Find new due times for a batch of tickets, after hours or targets changed; the next batch follows."""
    reckon_batch(area, after=after)


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="close_resting_tickets")
def close_what_was_resolved_and_rests(timestamp: int) -> None:
    """Close tickets that were resolved some days ago, every hour."""
    close_all_resting_tickets()


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="end_merges")
def end_merges_whose_day_is_over(timestamp: int) -> None:
    """Blank what merges of customers kept for their undo, soon after it is over and not once a day only."""
    end_merges(timezone.now() - pia.kept_for("customer_merges"))
