"""Logs as JSON lines on standard output, without anything that somebody typed.

A line says what happened, where in the code, and to which request (its id; who asked stands on the audit
record). It carries no address, query string, network address, or message of an exception: PostgreSQL's
quote the values of a row. What other people's packages say is trusted only as far as it is a fixed sentence.
"""

import http.client
import json
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from uccms.audit.context import current_page

OURS = ("uccms", "contacts", "sales_orders", "eipd_portal")
WITHOUT_VALUES = ("_granian",)  # its sentences name processes and the address it listens on
ACCESS = ("method", "page", "status", "milliseconds")


class JsonFormatter(logging.Formatter):
    """One JSON object for each record."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message_of(record),
            "where": f"{record.module}:{record.lineno}",
        }
        page = current_page.get()
        if page is not None and page.request_id:
            line["request"] = page.request_id
        line |= {name: vars(record)[name] for name in ACCESS if name in vars(record)}
        line |= job_of(record)
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = stack_of(record.exc_info[1])
        return json.dumps(line, default=lambda value: type(value).__name__)


class StandardOutput(logging.StreamHandler):
    """Writes to standard output; a record that cannot be written is dropped, not printed with its values.

    What a command prints is its answer: its log goes to standard error.
    """

    def __init__(self) -> None:
        answers = Path(sys.argv[0]).name == "manage.py" and sys.argv[1:2] != ["work"]
        super().__init__(sys.stderr if answers else sys.stdout)

    def handleError(self, record: logging.LogRecord) -> None:
        pass


def message_of(record: logging.LogRecord) -> str:
    """The record's sentence: whole from our own code, without its values from others'."""
    if record.name.startswith(WITHOUT_VALUES) or record.name.split(".")[0] in OURS:
        return record.getMessage()
    if record.name == "django.request":
        return http.client.responses.get(vars(record).get("status_code", 0), "")
    if record.args and isinstance(record.msg, str):
        return record.msg
    # Made where it was logged, perhaps of what somebody typed: "where" says which sentence it was.
    return ""


def job_of(record: logging.LogRecord) -> dict[str, Any]:
    """Which job a line of the worker is about: its number and its task, not its arguments."""
    if not record.name.startswith("procrastinate"):
        return {}
    found: dict[str, Any] = {"action": vars(record).get("action", "")}
    job = vars(record).get("job")
    if isinstance(job, dict):
        found["job"] = {"id": job.get("id"), "task": job.get("task_name")}
    return found


def stack_of(error: BaseException) -> list[dict[str, Any]]:
    """The types and stacks of an exception and of what led to it, outermost last, without any message."""
    chain: list[dict[str, Any]] = []
    current: BaseException | None = error
    seen: set[int] = set()
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)
        kind = f"{type(current).__module__}.{type(current).__qualname__}"
        chain.append(
            {"type": kind, "stack": [f"{each.filename}:{each.lineno} {each.name}" for each in frames]}
        )
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return chain[::-1]


def log_what_nobody_caught() -> None:
    """Have exceptions that end a program or a thread logged as all others are, without their messages."""
    log = logging.getLogger("uccms.uncaught")

    def uncaught(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            log.critical("The program ends with an error.", exc_info=error)

    def uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None and not isinstance(arguments.exc_value, SystemExit):
            log.critical("A thread ended with an error.", exc_info=arguments.exc_value)

    sys.excepthook = uncaught
    threading.excepthook = uncaught_in_thread


SETTINGS: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonFormatter}},
    "handlers": {"standard_output": {"()": StandardOutput, "formatter": "json"}},
    "root": {"level": "INFO", "handlers": ["standard_output"]},
    "loggers": {
        # Django's own handlers would write a second line, or a mail; refusals stand in our access log.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "procrastinate": {"level": "WARNING"},
        "_granian": {"level": "WARNING"},
        # They tell of every sign that is drawn, and a document has names in it.
        "fontTools": {"level": "ERROR"},
        "fpdf": {"level": "ERROR"},
    },
}
