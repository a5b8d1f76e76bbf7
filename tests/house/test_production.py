"""An installation in production starts only with values of its own, and passes Django's own checks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from khuyencong.config.production import NEEDED, refusals

ROOT = Path(__file__).resolve().parents[2]
GIVEN = {
    "SECRET_KEY": "q8Jx2mVw7TzL4bNc9RkYp3HsGd6FaXe1UoWi5QvZt0By-KjMnCr_EhSgPl",
    "ALLOWED_HOSTS": "khuyencong.so.test",
    "SITE_URL": "https://khuyencong.so.test",
    "EMAIL_HOST": "thu.so.test",
    "DEFAULT_FROM_EMAIL": "Khuyến công <khuyencong@so.test>",
    "DATABASE_URL": "postgres://khuyencong:8d2f61c07a@du-lieu.so.test/khuyencong",
}


def in_production(tmp_path, *command, **changed):
    """Run a command of ours as in production, with nothing of the tests' own environment."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "SYSTEMROOT")}
    environment = {**kept, "KHUYENCONG_PRODUCTION": "1", "KHUYENCONG_VAR": str(tmp_path), **GIVEN, **changed}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    environment |= {"DATABASE_URL": f"sqlite:///{tmp_path / 'khuyencong.sqlite3'}"}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_the_checks_of_deployment_find_nothing(tmp_path):
    done = in_production(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "System check identified no issues (0 silenced).\n"


def test_cookies_and_transport_are_what_a_browser_trusts_most(tmp_path):
    names = [
        *("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE"),
        *("SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE"),
        *("CSRF_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "DEBUG"),
    ]
    script = (
        "import json; from khuyencong.config.wsgi import application; from django.conf import settings;"
        f"print(json.dumps([getattr(settings, name) for name in {names}]))"
    )
    done = in_production(tmp_path, "-c", script)
    assert done.returncode == 0, done.stderr
    assert dict(zip(names, json.loads(done.stdout), strict=True)) == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_PATH": "/",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_SSL_REDIRECT": True,
        "DEBUG": False,
    }


def test_it_does_not_start_on_defaults_and_names_all_of_them_at_once(tmp_path):
    done = in_production(tmp_path, "manage.py", "check", SECRET_KEY="", ALLOWED_HOSTS="*", EMAIL_HOST="")
    told = [line.partition(":")[0] for line in done.stderr.splitlines() if line.startswith("- ")]
    assert (done.returncode, told) == (1, ["- SECRET_KEY", "- ALLOWED_HOSTS", "- EMAIL_HOST"])


def test_values_of_its_own_are_accepted():
    assert list(refusals(GIVEN)) == []
    assert list(refusals(GIVEN | {"DATABASE_URL": "sqlite:////var/lib/khuyencong/khuyencong.sqlite3"})) == []
    assert list(refusals(GIVEN | {"DATABASE_URL": "postgres:///khuyencong"})) == []


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_variable_is_named_with_what_to_give(name):
    [told] = refusals({**GIVEN, name: " "})
    assert told == f"{name}: thiếu; {NEEDED[name][0]}."


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("SECRET_KEY", "django-insecure-" + GIVEN["SECRET_KEY"], "còn là giá trị mẫu"),
        ("SECRET_KEY", "change-me-" + GIVEN["SECRET_KEY"], "còn là giá trị mẫu"),
        ("SECRET_KEY", "q8Jx2mVw7T", "quá ngắn hoặc lặp lại (10 ký tự)"),
        ("SECRET_KEY", "ab" * 40, "quá ngắn hoặc lặp lại (80 ký tự)"),
        (
            "ALLOWED_HOSTS",
            "khuyencong.so.test, *",
            "“*” nhận mọi tên miền, kể cả tên giả trong thư đặt lại mật khẩu",
        ),
        ("ALLOWED_HOSTS", "khuyencong.example.vn", "“khuyencong.example.vn” còn là giá trị mẫu"),
        ("SITE_URL", "http://khuyencong.so.test", "phải bắt đầu bằng https://"),
        ("SITE_URL", "https://127.0.0.1:8000", "trỏ về chính máy này, người nhận thư không mở được"),
        ("SITE_URL", "https://example.vn", "còn là giá trị mẫu"),
        ("EMAIL_HOST", "smtp.example.com", "còn là giá trị mẫu"),
        ("DEFAULT_FROM_EMAIL", "Khuyến công", "không phải một địa chỉ thư"),
        (
            "DEFAULT_FROM_EMAIL",
            "Khuyến công <khuyencong@localhost.localdomain>",
            "trỏ về chính máy này, người nhận thư không mở được",
        ),
        ("DATABASE_URL", "postgres://a:Password@b.test/c", "mật khẩu cơ sở dữ liệu ai cũng đoán được"),
    ],
)
def test_a_placeholder_is_refused_and_named(name, value, why):
    [told] = refusals({**GIVEN, name: value})
    assert told == f"{name}: {why}; {NEEDED[name][0]}."
