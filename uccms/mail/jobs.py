"""The outbox as background work. Each may run twice without harm: what one holds, the other passes over."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from uccms.mail.actions.sending_mail import delete_what_keeps_nothing, give_up_forsaken, send_waiting

NOTHING_LONGER_THAN = timedelta(hours=23)  # a day at most: the job runs every hour


# One at a time, so that a mail server that does not answer holds one of the worker's hands and no more.
@app.task(lock="send_mail", pass_context=True)
def send_mail(context: JobContext) -> None:
    """Send what waits, as soon as something is queued."""
    send_waiting(stop=context.should_abort)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_due_mail", lock="send_mail", pass_context=True)
def send_due_mail(context: JobContext, timestamp: int) -> None:
    """Send what was put off, and what a lost job left waiting."""
    send_waiting(stop=context.should_abort)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_announcements", lock="send_announcements", pass_context=True)
def send_announcements(context: JobContext, timestamp: int) -> None:
    """Send announcements, beside everything else."""
    send_waiting(announced=True, stop=context.should_abort)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="give_up_forsaken_mail")
def give_up_forsaken_mail(timestamp: int) -> None:
    """Say of mails whose sender died that nobody knows whether they were sent."""
    give_up_forsaken()


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="forget_mail")
def forget_mail(timestamp: int) -> None:
    """Delete mails of which nothing is kept, whether the mail server took them or not."""
    delete_what_keeps_nothing(timezone.now() - NOTHING_LONGER_THAN)
