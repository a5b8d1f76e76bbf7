"""argparse in Vietnamese: its own few words translated, its errors one clear line."""

import argparse
import re
from datetime import date, datetime
from typing import Any, NoReturn

TRANSLATED = [
    (r"the following arguments are required: (.+)", r"thiếu tham số bắt buộc: \1"),
    (r"unrecognized arguments: (.+)", r"tham số không có trong lệnh: \1"),
    (
        r"argument (\S+): invalid choice: (.+) \(choose from (.+)\)",
        r"\1: không có lựa chọn \2 (chọn một trong \3)",
    ),
    (r"argument (\S+): expected one argument", r"\1: cần một giá trị"),
    (r"argument (\S+): expected at least one argument", r"\1: cần ít nhất một giá trị"),
    (r"argument (\S+): (.+)", r"\1: \2"),
]


class VietnameseParser(argparse.ArgumentParser):
    """A parser whose headings, help switch and errors an officer can read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["add_help"] = False
        kwargs.setdefault("formatter_class", VietnameseFormatter)
        super().__init__(*args, **kwargs)
        self._positionals.title = "tham số"
        self._optionals.title = "tùy chọn"
        self.add_argument("-h", "--help", action="help", help="hiện hướng dẫn này rồi thoát")

    def error(self, message: str) -> NoReturn:
        """One line on stderr, exit status 2."""
        for pattern, words in TRANSLATED:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, words, message)
                break
        self.exit(2, f"{self.prog}: lỗi: {message}. Xem: {self.prog} --help\n")


class VietnameseFormatter(argparse.RawDescriptionHelpFormatter):
    """Help that begins with “cách dùng”."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "cách dùng: " if prefix is None else prefix)


def a_day(text: str) -> date:
    """A date as 2018-07-31 or 31/07/2018."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise argparse.ArgumentTypeError(f"“{text}” không phải ngày; viết như 2018-07-31 hoặc 31/07/2018")


def a_year(text: str) -> int:
    """A year the programme can have figures for."""
    if text.isascii() and text.isdigit() and 2000 <= int(text) <= 2100:
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” không phải năm từ 2000 đến 2100")
