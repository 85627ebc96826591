"""The lines to copy, in a shell, against a real web process: broken off, continued, superseded, revoked."""

import hashlib
import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from eipd_portal import describing, links
from eipd_portal.actions.revoking_links import revoke_link
from eipd_portal.lines import lines_for
from tests.eipd_portal.files import WEEK_47, publish, reader
from tests.sales_orders import office as offices
from tests.web.downloads.test_ways import running

CONTENT = random.Random(7).randbytes(32_000_000)  # curl reads megabytes before it minds its own limit
SLOWLY = {
    "curl": ("curl ", "curl --limit-rate 5M "),
    "wget": ("wget ", "wget --limit-rate=5M "),
    "aria2c": (
        "aria2c -c -x 4 ",
        "aria2c -c -x 4 --no-conf --file-allocation=none --disk-cache=0 --max-download-limit=5M ",
    ),
}


def run(line: str, folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, text=True, timeout=60)


def broken_off(tool: str, line: str, folder: Path, name: str) -> Path:
    """Run a line, and kill it when a third is there; once more where a busy machine was too late for that."""
    for _ in range(3):
        into = _broken_off(tool, line, folder, name)
        if into.stat().st_size < len(CONTENT):
            return into
        into.unlink()
    raise AssertionError(f"{tool} had all of it each time")


def _broken_off(tool: str, line: str, folder: Path, name: str) -> Path:
    plain, slow = SLOWLY[tool]
    assert line.startswith(plain)
    into, third = folder / name, len(CONTENT) * 0.3
    command = ["sh", "-c", f"exec {line.replace(plain, slow, 1)}"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
        while not into.exists() or into.stat().st_blocks * 512 < third:
            if first.poll() is not None:
                break
            time.sleep(0.02)
        first.kill()
    assert into.exists(), "nothing came"
    return into


@pytest.mark.parametrize("way", ["application", "nginx", "s3"])
@pytest.mark.django_db(transaction=True)
def test_broken_at_a_third_and_continued_though_a_new_version_came_out_and_the_link_was_revoked(
    way, tmp_path, settings
):
    product = offices.open_office(copies=0).download
    registrant = reader()
    name = "ipg 261124's.zip"
    for folder in ("in", *SLOWLY):
        (tmp_path / folder).mkdir()
    with running(way, tmp_path, DJANGO_SETTINGS_MODULE="uccms.settings") as site:
        first = publish(tmp_path / "in", product, contents={name: CONTENT})
        settings.PORTAL_ADDRESS = site.url("")
        lines = dict(lines_for(name, _address(first, registrant)))
        tools = [tool for tool in SLOWLY if shutil.which(tool)]
        assert tools
        begun = {tool: broken_off(tool, lines[tool], tmp_path / tool, name) for tool in tools}
        publish(tmp_path / "in", product, WEEK_47, contents={name: CONTENT[::-1]}, corrects=True)
        for tool, into in begun.items():
            done = run(lines[tool], tmp_path / tool)
            assert done.returncode == 0, done.stderr
            assert hashlib.sha256(into.read_bytes()).digest() == hashlib.sha256(CONTENT).digest(), tool
        revoke_link(registrant, serial=0, by=None)
        for tool, into in begun.items():
            into.write_bytes(CONTENT[:5000])
            refused = run(lines[tool], tmp_path / tool)
            assert refused.returncode != 0, tool
            assert into.read_bytes() == CONTENT[:5000], tool
        new = dict(lines_for(name, _address(first, registrant)))
        for tool, into in begun.items():
            done = run(new[tool], tmp_path / tool)
            assert done.returncode == 0, done.stderr
            assert into.read_bytes() == CONTENT, tool


def _address(version, registrant) -> str:
    file = version.files.get()
    link = links.link_of(registrant)
    return describing.whole(describing.file_path(file, version, version.product.code, link))
