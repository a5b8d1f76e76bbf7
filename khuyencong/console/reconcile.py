"""`khuyencong reconcile`: whether the figures of one published text can all be true."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, TextIO

from khuyencong.rules.findings import Finding, Severity
from khuyencong.rules.reconcile import Claim, ClaimsError, Reconciliation, read_claims, reconcile

REFUSALS: dict[type[OSError], str] = {
    FileNotFoundError: "không có tệp này",
    IsADirectoryError: "đây là thư mục, không phải tệp",
    PermissionError: "không có quyền đọc",
}


def run(path: Path, notation: str, output_format: str, out: TextIO, err: TextIO) -> int:
    """Judge the claims file at `path`: 0 if no error was found, 1 if one was, 2 if it could not be read."""
    try:
        claims = read_claims(path.read_bytes().decode("utf-8-sig"), notation)
    except OSError as error:
        print(
            f"khuyencong reconcile: không đọc được {path}: {REFUSALS.get(type(error), error.strerror)}.",
            file=err,
        )
        return 2
    except UnicodeDecodeError as error:
        place = f"byte thứ {error.start + 1}"
        print(f"khuyencong reconcile: {path} không phải UTF-8 ({place}); hãy lưu lại với mã UTF-8.", file=err)
        return 2
    except ClaimsError as error:
        print(f"khuyencong reconcile: {path} sai định dạng ở {len(error.findings)} chỗ:", file=err)
        err.writelines(f"  {as_place(finding)}\n" for finding in error.findings)
        return 2
    result = reconcile(claims)
    out.write(as_json(result) if output_format == "json" else as_text(result, claims))
    return 1 if result.has_errors else 0


def as_place(finding: Finding) -> str:
    """One fault of the file: where, what, what to do, and the rule's name."""
    return f"{finding.place}: {finding.message}; {finding.fix} [{finding.code}]"


def as_json(result: Reconciliation) -> str:
    """The result for a program."""
    suggestion = result.suggestion
    content: dict[str, Any] = {
        "findings": [
            {
                "code": finding.code.value,
                "severity": finding.severity.value,
                "claims": list(finding.claims),
                "printed": finding.printed,
                "recomputed": finding.recomputed,
                "message": finding.message,
            }
            for finding in result.findings
        ],
        "suggestion": None
        if suggestion is None
        else {"claim": suggestion.claim, "printed": suggestion.printed, "value": suggestion.value},
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_text(result: Reconciliation, claims: list[Claim]) -> str:
    """The result for an officer."""
    lines = []
    for finding in result.findings:
        lines += [
            f"{finding.severity.label} [{finding.code}] {', '.join(finding.claims)}",
            f"  {finding.message}",
            "",
        ]
    label = {claim.id: claim.label or claim.id for claim in claims}
    if result.suggestion is not None:
        one = result.suggestion
        lines += [f"Gợi ý sửa: “{label[one.claim]}” ({one.claim}) {one.printed} thành {one.value}.", ""]
    return "\n".join([*lines, verdict(result, len(claims)), ""])


def verdict(result: Reconciliation, count: int) -> str:
    """The last line: how much was judged and what came of it."""
    if not result.findings:
        return f"Đã đối chiếu {count} dòng: mọi số liệu khớp nhau."
    counted = Counter(finding.severity for finding in result.findings)
    parts = [f"{counted[severity]} {severity.label.lower()}" for severity in Severity if counted[severity]]
    return f"Đã đối chiếu {count} dòng: {', '.join(parts)}."
