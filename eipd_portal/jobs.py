"""The portal's background work. Each may run twice without harm."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from eipd_portal.actions import (
    announcing,
    asking_for_proof,
    counting_downloads,
    ending_sessions,
    erasing,
    limiting,
    sweeping,
)
from eipd_portal.models import MailedProof


@app.task
def mail_proof(proof: int) -> None:
    """Write the mail that somebody asked for."""
    found = MailedProof.objects.filter(pk=proof).first()
    if found:
        asking_for_proof.mail_proof(found, by=None)


@app.task
def forget_mails(mails: list[int]) -> None:
    """Delete mails that were being sent while their address was erased."""
    erasing.forget_mails(mails, by=None)


@app.task
def note_erasures() -> None:
    """Write new erasures to the list beside the database."""
    erasing.note_erasures(by=None)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="forget_portal_counts")
def forget_counts(timestamp: int) -> None:
    """Delete counts whose window is over, and sessions that are."""
    limiting.forget_old_counts()
    ending_sessions.forget_old_sessions(by=None)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="announce_editions", lock="announce_editions")
def announce_editions(timestamp: int) -> None:
    """Tell those who asked of editions whose time has come."""
    announcing.announce_due()


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="drop_counting_keys")
def drop_counting_keys(timestamp: int) -> None:
    """Drop yesterday's key, by which downloads were counted once each."""
    counting_downloads.drop_old_keys(by=None)


@app.periodic(cron="40 * * * *")
@app.task(queueing_lock="sweep_portal_files")
def sweep_files(timestamp: int) -> None:
    """Remove files of which a publishing that died left no row, when they are a day old."""
    sweeping.sweep_files(timezone.now() - timedelta(days=1), by=None)
