"""The outbox as background work. Each may run twice without harm."""

from procrastinate.contrib.django import app

from uccms.mail.actions.sending_mail import give_up_forsaken, send_waiting


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="send_mail")
def send_mail(timestamp: int) -> None:
    """Send what waits: every minute, and as soon as something is queued."""
    send_waiting()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="give_up_forsaken_mail")
def give_up_forsaken_mail(timestamp: int) -> None:
    """Say of mails whose sender died that nobody knows whether they were sent."""
    give_up_forsaken()
