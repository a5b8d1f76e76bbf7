"""Run the suite on SQLite, whatever DATABASE_URL says."""

import os
import sys

import pytest

if __name__ == "__main__":
    os.environ.pop("DATABASE_URL", None)
    os.environ["KHUYENCONG_EXPECTED_DATABASE"] = "sqlite"
    sys.exit(pytest.main(sys.argv[1:]))
