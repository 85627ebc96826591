"""Real servers: granian as `make run` starts it, Debian's nginx with the example of docs/, an S3 server."""

import http.client
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
from django.conf import settings

from tests.launch.running import PROJECT, free_port
from uccms.web.downloads.stored import StoredFile

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


class Site:
    """A server that sends files."""

    def __init__(self, port: int, process: psutil.Popen) -> None:
        self.port, self.process = port, process

    def path(self, stored: StoredFile, name: str = "grants.zip") -> str:
        return f"/file/{stored.key}/{stored.size}/{stored.sha256}/{quote(name, safe='')}"

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def memory(self) -> int:
        """Bytes that all its processes hold."""
        return sum(each.memory_info().rss for each in [self.process, *self.process.children(recursive=True)])


@contextmanager
def granian(folder: Path, **variables: str) -> Iterator[Site]:
    """The web process on the tests' database, with these variables."""
    port = free_port()
    environment = dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "tests.web.downloads.site",
        "PORT": str(port),
        "UCCMS_FILES_ROOT": str(folder / "files"),
    }
    log = folder / "granian.log"
    with log.open("wb") as output:
        process = psutil.Popen(
            [PROJECT / ".venv/bin/python", "-m", "uccms.launch.web"],
            cwd=PROJECT,
            env=environment | variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    with stopped_at_the_end(process):
        wait_for(port, "/healthz", process, log)
        yield Site(port, process)


@contextmanager
def nginx(folder: Path, behind: int, *, more: str = "") -> Iterator[Site]:
    """Debian's nginx with `docs/nginx-downloads.conf`, and more lines for its server block."""
    port = free_port()
    example = (PROJECT / "docs/nginx-downloads.conf").read_text()
    changes = {"/srv/uccms/files/": f"{folder}/files/", "127.0.0.1:8000": f"127.0.0.1:{behind}"}
    for said, here in changes.items():
        assert said in example
        example = example.replace(said, here)
    (folder / "downloads.conf").write_text(example)
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    log = folder / "nginx.log"
    (folder / "nginx.conf").write_text(
        f"""{user} daemon off; pid {folder}/nginx.pid; error_log {log};
        worker_processes 1; events {{ worker_connections 512; }}
        http {{ {temporary} access_log off;
          server {{ listen 127.0.0.1:{port}; include {folder}/downloads.conf; {more} }} }}"""
    )
    process = psutil.Popen([NGINX, "-c", folder / "nginx.conf", "-e", log], stdin=subprocess.DEVNULL)
    with stopped_at_the_end(process):
        wait_for(port, "/healthz", process, log)
        yield Site(port, process)


@contextmanager
def stopped_at_the_end(process: psutil.Popen) -> Iterator[None]:
    """Ends this one process and what it started, however the test ended."""
    try:
        yield
    finally:
        family = [process, *process.children(recursive=True)]
        process.send_signal(signal.SIGTERM)
        _, left = psutil.wait_procs(family, timeout=8)
        for each in left:
            each.kill()


def wait_for(port: int, path: str, process: psutil.Popen, log: Path) -> None:
    deadline = time.monotonic() + 90
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        assert process.poll() is None and time.monotonic() < deadline, log.read_text(errors="replace")
        time.sleep(0.05)


@contextmanager
def bucket(patch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A real S3 server with a bucket, and what the environment must say to use it."""
    from moto.server import ThreadedMotoServer

    from uccms.web.downloads import on_s3

    bucket_name = f"products-{secrets.token_hex(4)}"  # what the server had before, it keeps for the whole run
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    try:
        endpoint = f"http://127.0.0.1:{server.get_host_and_port()[1]}"
        variables = {
            "UCCMS_FILES_BUCKET": bucket_name,
            "UCCMS_FILES_S3_ENDPOINT": endpoint,
            "UCCMS_FILES_S3_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "tests",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        for name, value in variables.items():
            patch.setenv(name, value)
            if name.startswith("UCCMS_"):
                patch.setattr(settings, name.removeprefix("UCCMS_"), value)
        on_s3.bucket.cache_clear()
        on_s3.bucket().connection.create_bucket(Bucket=bucket_name)
        yield variables
    finally:
        on_s3.bucket.cache_clear()
        server.stop()
