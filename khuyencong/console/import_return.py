"""`khuyencong import-return`: many returns at once; a bad one names its cells and stops nobody else."""

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localtime
from tqdm import tqdm

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import operator
from khuyencong.paperwork.intake import Intake
from khuyencong.reporting.actions import ImportOutcome, receive_file, store_return
from khuyencong.reporting.queries.returns import NOT_PERMITTED
from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.rules.money import trieu
from khuyencong.rules.returns import CheckedReturn


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What came of one file."""

    name: str
    checked: CheckedReturn | None
    outcome: ImportOutcome | None
    findings: tuple[Finding, ...]

    @property
    def status(self) -> str:
        """imported, unchanged, valid (dry run) or refused."""
        if any(finding.severity == Severity.ERROR for finding in self.findings):
            return "refused"
        if self.outcome is None:
            return "valid"
        return "imported" if self.outcome.source is not None else "unchanged"


def run(args: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Check and enter every file; exit 1 when one was refused, 2 when one could not be opened at all."""
    at, by = localtime(), operator()
    desk = Intake(today=at.date())
    results = [
        guarded(path, desk=desk, by=by, at=at, reason=args.reason, dry_run=args.dry_run)
        for path in tqdm(args.files, desc="Nạp", unit="tệp", file=err, disable=len(args.files) < 2)
    ]
    if args.format == "json":
        print(
            json.dumps({"files": [as_json(result) for result in results]}, ensure_ascii=False, indent=2),
            file=out,
        )
    else:
        print(as_text(results), file=out)
    if any(finding.code == "unreadable_file" for result in results for finding in result.findings):
        return 2
    return int(any(result.status == "refused" for result in results))


def one_file(path: Path, *, desk: Intake, by: Actor, at: datetime, reason: str, dry_run: bool) -> FileResult:
    """Read, check and enter one file; whatever is wrong with it stays with it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return refused(path, None, unreadable(error))
    checked = desk.check(path.name, content)
    if checked.refused or dry_run:
        return FileResult(name=str(path), checked=checked, outcome=None, findings=checked.findings)
    try:
        file = receive_file(name=path.name, content=content, by=by, at=at)
        outcome = store_return(checked=checked, file=file, by=by, at=at, reason=reason)
    except BlockedError as blocked:
        return refused(path, checked, *checked.findings, *blocked.findings)
    except PermissionDenied:
        return refused(path, checked, *checked.findings, NOT_PERMITTED)
    return FileResult(name=str(path), checked=checked, outcome=outcome, findings=checked.findings)


def guarded(path: Path, **options: Any) -> FileResult:
    """`one_file`, where even a failure nobody foresaw stays with its file and stops no other."""
    try:
        return one_file(path, **options)
    except Exception as error:
        if os.environ.get("KHUYENCONG_TRACEBACK"):
            raise
        return refused(path, None, unforeseen(error))


def unforeseen(error: Exception) -> Finding:
    """A fault of ours, said as one: the officer cannot mend it, but her other files go in."""
    return Finding(
        code="unforeseen",
        severity=Severity.ERROR,
        message=f"Phần mềm gặp lỗi khi đọc tệp này ({type(error).__name__}); tệp không được ghi.",
        fix="Gửi tệp này cho người phụ trách phần mềm; các tệp khác không bị ảnh hưởng.",
    )


def refused(path: Path, checked: CheckedReturn | None, *findings: Finding) -> FileResult:
    """A file that was not entered."""
    return FileResult(name=str(path), checked=checked, outcome=None, findings=findings)


def unreadable(error: OSError) -> Finding:
    """A file that the system would not open."""
    return Finding(
        code="unreadable_file",
        severity=Severity.ERROR,
        message=f"Không mở được tệp: {error.strerror or error}.",
        fix="Kiểm tra đường dẫn và quyền đọc tệp.",
    )


def as_json(result: FileResult) -> dict[str, Any]:
    """One file's result for programs; amounts in whole đồng."""
    checked, outcome = result.checked, result.outcome
    return {
        "file": result.name,
        "status": result.status,
        "province": checked.province.name if checked and checked.province else None,
        "year": checked.year if checked else None,
        "cut": checked.cut.isoformat() if checked and checked.cut else None,
        "rows": len(checked.rows) if checked else 0,
        "new": outcome.new if outcome else 0,
        "changed": outcome.changed if outcome else 0,
        "withdrawn": outcome.withdrawn if outcome else 0,
        "same": outcome.same if outcome else 0,
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity.value,
                "place": finding.place,
                "message": finding.message,
                "fix": finding.fix,
            }
            for finding in result.findings
        ],
    }


STATUS_WORDS = {
    "imported": "đã nạp",
    "unchanged": "không đổi (đã nạp trước đây)",
    "valid": "hợp lệ (chỉ kiểm tra, chưa ghi)",
    "refused": "bị từ chối, không ghi gì",
}


def as_text(results: Sequence[FileResult]) -> str:
    """All results for a person."""
    lines = []
    for result in results:
        lines.append(f"{result.name}: {STATUS_WORDS[result.status]}{counts(result)}")
        for finding in result.findings:
            place = f"{finding.place}: " if finding.place else ""
            fix = f" → {finding.fix}" if finding.fix else ""
            lines.append(f"  [{finding.severity.label}] {place}{finding.message}{fix}")
    bad = sum(result.status == "refused" for result in results)
    lines.append(f"{len(results)} tệp: {len(results) - bad} được nhận, {bad} bị từ chối.")
    return "\n".join(lines)


def counts(result: FileResult) -> str:
    """How many figures, and how much money, in words."""
    if result.checked is None or result.status == "refused":
        return ""
    total = sum(row.amount for row in result.checked.rows if row.stage == "done")
    text = f" – {len(result.checked.rows)} số, thực hiện {trieu(total)} triệu đồng"
    if result.outcome is not None and result.outcome.source is not None:
        text += (
            f" (mới {result.outcome.new}, sửa {result.outcome.changed}, "
            f"rút {result.outcome.withdrawn}, giữ nguyên {result.outcome.same})"
        )
    return text
