"""The web process: granian, with few processes and many threads (docs/running.md)."""

import os
import signal
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from uccms.launch.watch import end_with_launcher

# A download holds a thread to its end: with four threads, four slow readers would stop every desk.
# 104 are for downloads at most, and 44 for forms of the portal (eipd_portal/views/entrance.py).
THREADS = 160
LAST_REQUESTS = 3  # seconds that running requests have when the process is told to stop


def load_application(target: str) -> Any:
    """The WSGI application, in a process of granian's own, which must not outlive the one that started it."""
    end_with_launcher(at_once=True)
    # Until granian sets its own handler, the one inherited from its main process would ignore a stop.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    from uccms.wsgi import application

    return application


def main() -> None:
    """Serve until told to stop."""
    from uccms.web import logs

    end_with_launcher()
    Server(
        "uccms.wsgi:application",
        address=os.environ.get("UCCMS_BIND", "127.0.0.1"),
        port=int(os.environ.get("PORT", "8000")),
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("UCCMS_WEB_PROCESSES", "1")),
        blocking_threads=THREADS,
        workers_kill_timeout=LAST_REQUESTS,
        respawn_failed_workers=True,
        log_dictconfig={
            "formatters": logs.SETTINGS["formatters"],
            "handlers": logs.SETTINGS["handlers"],
            "loggers": {"_granian": {"handlers": ["standard_output"], "propagate": False}},
        },
        log_level=LogLevels.error,
        log_access=False,
    ).serve(target_loader=load_application)


if __name__ == "__main__":
    main()
