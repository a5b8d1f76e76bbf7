"""Run the suite on SQLite and PostgreSQL side by side; one is heard as it runs, the other when done."""

import subprocess
import sys
import tempfile

if __name__ == "__main__":
    command = [sys.executable, "-m"]
    with tempfile.TemporaryFile() as told:
        postgres = subprocess.Popen([*command, "tests.on_postgres", *sys.argv[1:]], stdout=told, stderr=told)
        sqlite = subprocess.run([*command, "tests.on_sqlite", *sys.argv[1:]], check=False).returncode
        code = postgres.wait()
        told.seek(0)
        sys.stdout.write(told.read().decode(errors="replace"))
    sys.exit(sqlite or code)
