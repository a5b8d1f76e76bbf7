"""A database that stands already: migrated and with its ground, kept from one run of the tests to the next.

Migrating from nothing takes longer than most runs of one file. What a kept one holds comes from migrations,
data files and the rooms that load them, so that its name is a hash of these; CI always begins from nothing.
On PostgreSQL the same is a dump, taken and brought back by the programs of the server that the tests start.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import django
import wagtail

ROOM = Path(__file__).resolve().parents[1] / "khuyencong"
GROUND = ("*/migrations/*.py", "*/data/**/*", "places/**/*.py", "organisations/**/*.py", "norms/**/*.py")


def kept() -> Path:
    """Where the database of this state of the code is, or will be."""
    digest = hashlib.sha256(f"{django.__version__} {wagtail.__version__}".encode())
    for file in sorted({each for pattern in GROUND for each in ROOM.glob(pattern) if each.is_file()}):
        if "__pycache__" not in file.parts:
            digest.update(f"{file.relative_to(ROOM)}\0".encode() + file.read_bytes())
    return Path(tempfile.gettempdir()) / f"khuyencong-tests-{digest.hexdigest()[:20]}.sqlite3"


def begin_from_kept(path: Path) -> bool:
    """Copy it to `path` where there is one; False in CI and where there is none."""
    if os.environ.get("CI") or not kept().exists():
        return False
    shutil.copyfile(kept(), path)
    return True


def keep(path: Path) -> None:
    """Keep the database at `path` for the next run; whoever is first keeps it, whole or not at all."""
    if os.environ.get("CI") or kept().exists():
        return
    with tempfile.TemporaryDirectory(dir=kept().parent) as folder:
        copy = Path(folder) / "copy.sqlite3"
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        copy.replace(kept())


PROGRAMS = "KHUYENCONG_POSTGRES_PROGRAMS"
"""Where the server that the tests started has its programs; not set where the server is somebody else's."""


def dumped() -> Path:
    """Where the dump of this state of the code is, or will be."""
    return kept().with_suffix(".dump")


def run_program(name: str, settings: dict[str, Any], *arguments: str) -> None:
    """One of the server's programs, on the database of the tests."""
    where = settings["HOST"] or settings["OPTIONS"].get("host", "")  # a socket's folder comes as an option
    at = ["-h", str(where), "-U", str(settings["USER"])]
    if settings["PORT"]:
        at += ["-p", str(settings["PORT"])]
    program = Path(os.environ[PROGRAMS]) / name
    subprocess.run([program, *at, *arguments], check=True, capture_output=True)


def begin_from_dump(settings: dict[str, Any], name: str) -> bool:
    """Bring it back as the database of the tests where there is one; False in CI and where there is none."""
    if os.environ.get("CI") or not os.environ.get(PROGRAMS) or not dumped().exists():
        return False
    run_program("createdb", settings, name)
    run_program("pg_restore", settings, "-d", name, str(dumped()))
    return True


def keep_dump(settings: dict[str, Any], name: str) -> None:
    """Keep the database for the next run; whoever is first keeps it, whole or not at all."""
    if os.environ.get("CI") or not os.environ.get(PROGRAMS) or dumped().exists():
        return
    with tempfile.TemporaryDirectory(dir=dumped().parent) as folder:
        copy = Path(folder) / "copy"
        run_program("pg_dump", settings, "-Fc", "-f", str(copy), name)
        copy.replace(dumped())
