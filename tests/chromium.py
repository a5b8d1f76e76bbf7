"""Say clearly when there is no browser to test with."""

import os
import shutil
import sys


def executable() -> str | None:
    """Chromium of this machine: CHROMIUM if set, else the one on PATH."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


if __name__ == "__main__":
    if executable() is None:
        sys.exit(
            "Không thấy Chromium: cài gói chromium của hệ điều hành (Debian: apt-get install chromium) "
            "hoặc đặt biến CHROMIUM là đường dẫn tới nó."
        )
