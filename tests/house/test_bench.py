"""`make bench` says when a goal that was asked for is missed; goals of our own stop nothing."""

import pytest

from benchmarks import __main__ as bench
from benchmarks import cases


@pytest.mark.parametrize(
    ("name", "ratio", "code"),
    [("ledger_nation", 1.6, 1), ("ledger_nation", 1.5, 0), ("ledger_rebuild", 9.0, 0)],
)
def test_only_a_goal_that_was_asked_for_fails_the_run(monkeypatch, capsys, name, ratio, code):
    goal = 3.0 if name == "ledger_rebuild" else 1.5
    monkeypatch.setattr(cases, "prepare", lambda: None)
    monkeypatch.setattr(cases, "CASES", {name: lambda paired: ("Thử", goal, (ratio, 1.0, ratio))})
    monkeypatch.setattr(bench.sys, "argv", ["bench"])
    monkeypatch.setenv("KHUYENCONG_VAR", "kept")
    assert bench.main() == code
    told = capsys.readouterr()
    assert ("CHƯA ĐẠT" in told.out) == (ratio > goal)
    assert ("tự đặt" in told.out) == (name == "ledger_rebuild")
    assert (name in told.err) == bool(code)


def test_what_was_asked_for_is_measured():
    assert cases.CASES.keys() >= cases.ASKED
