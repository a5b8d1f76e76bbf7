"""`khuyencong consolidate`: a region's report as text, JSON, .xlsx or .docx."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from django.utils.timezone import localtime

from khuyencong.organisations.queries import operator
from khuyencong.paperwork import regional_files as files
from khuyencong.reporting.queries.regional import regional_report
from khuyencong.reporting.queries.report import BORDERS, PlaceRow, Query, RegionalReport, ReportFinding
from khuyencong.rules import purses
from khuyencong.rules.consolidation import FUNDS, Cell
from khuyencong.rules.money import half_up, percent, trieu

FUND_LABELS = purses.SHORT | {purses.WHOLE: "Tổng"}


def run(args: argparse.Namespace, out: BinaryIO, err: TextIO) -> int:
    """Print or write the report; findings that stand open are part of the answer, not a failure."""
    if args.cut.year != args.year:
        print(f"khuyencong: lỗi: --cut {args.cut:%d/%m/%Y} không thuộc năm {args.year}.", file=err)
        return 2
    now = localtime()
    query = Query(
        region=args.region, year=args.year, cut=args.cut, borders=args.borders, known_at=now, today=now.date()
    )
    if args.format in ("xlsx", "docx") and args.output is None and sys.stdout.isatty():
        print("khuyencong: lỗi: tệp nhị phân cần --output TỆP.", file=err)
        return 2
    report = regional_report(query, actor=operator())
    content = rendered(report, args.format)
    if args.output is None:
        out.write(content)
        return 0
    try:
        Path(args.output).write_bytes(content)
    except OSError as error:
        print(f"khuyencong: lỗi: không ghi được {args.output} ({type(error).__name__}).", file=err)
        return 1
    print(f"Đã ghi {args.output} ({len(content):,} byte).".replace(",", "."), file=err)
    return 0


def rendered(report: RegionalReport, form: str) -> bytes:
    """The report in the form asked for. A document that nobody has issued is a draft and says so."""
    if form == "json":
        return (json.dumps(as_json(report), ensure_ascii=False, indent=2) + "\n").encode()
    if form == "xlsx":
        return files.draft_workbook(report)
    if form == "docx":
        return files.draft_document(report)
    return as_text(report).encode()


def amounts(cell: Cell) -> dict[str, int | None]:
    """Plan and done in whole đồng; null where nothing was given or printed."""
    return {"plan": cell.plan, "done": cell.done}


def rate(cell: Cell) -> float | None:
    """Done as a percentage of plan, with two decimals."""
    return None if cell.rate is None else float(half_up(cell.rate * 100, 2))


def as_json(report: RegionalReport) -> dict[str, Any]:
    """The report for programs: amounts in whole đồng, rates in percent."""
    query, complete = report.query, report.completeness
    return {
        "region": query.region,
        "name": report.region_name,
        "year": query.year,
        "cut": query.cut.isoformat(),
        "borders": query.borders,
        "known_at": query.known_at.isoformat(),
        "unit": "dong",
        "rate_unit": "%",
        "made": report.made,
        "estimated": report.estimated,
        "completeness": {
            "reported": complete.reported,
            "expected": complete.expected,
            "missing": list(complete.missing),
        },
        "rows": [place_json(row, fund) for row in report.rows for fund in FUNDS],
        "activities": [
            {"code": row.code, "name": row.name, "fund": fund, **amounts(row.cells[fund])}
            for row in report.activities
            for fund in FUNDS
        ],
        "total": {
            "summed": {fund: amounts(report.summed[fund]) for fund in FUNDS},
            "published": {fund: amounts(report.published[fund].cell) for fund in FUNDS},
        },
        "findings": [finding_json(each) for each in report.findings],
        "suggestions": [
            {"claim": each.claim, "printed": each.printed, "value": each.value} for each in report.suggestions
        ],
    }


def place_json(row: PlaceRow, fund: str) -> dict[str, Any]:
    """One province's line of one fund."""
    return {
        "place": row.name,
        "code": row.code,
        "fund": fund,
        **amounts(row.cells[fund]),
        "rate": rate(row.cells[fund]),
        "made": row.made,
        "estimated": row.estimated,
    }


def finding_json(finding: ReportFinding) -> dict[str, Any]:
    """A finding in the form that `khuyencong reconcile` prints too."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "claims": list(finding.claims),
        "printed": finding.printed,
        "recomputed": finding.recomputed,
        "message": finding.message,
    }


def money(amount: int | None) -> str:
    """A table cell in triệu đồng; a dash where nothing was given."""
    return "–" if amount is None else trieu(amount)


def table_line(name: str, fund: str, cell: Cell) -> str:
    """One line of the table."""
    share = "–" if cell.rate is None else percent(cell.rate)
    return f"{name:<24}{FUND_LABELS[fund]:<8}{money(cell.plan):>14}{money(cell.done):>14}{share:>12}"


def as_text(report: RegionalReport) -> str:
    """The report for a terminal."""
    query = report.query
    lines = [
        f"{report.region_name}, năm {query.year}, số liệu đến hết ngày {query.cut:%d/%m/%Y}, "
        f"{BORDERS[query.borders]}" + (" (số liệu minh họa)" if report.made else ""),
        "",
        f"{'Địa phương':<24}{'Nguồn':<8}{'Kế hoạch':>14}{'Thực hiện':>14}{'Tỷ lệ':>12}   (triệu đồng)",
    ]
    lines += [table_line(row.name, fund, row.cells[fund]) for row in report.rows for fund in FUNDS]
    lines.append("")
    lines += [table_line("Cộng từ các địa phương", fund, report.summed[fund]) for fund in FUNDS]
    lines += [table_line("Số đã công bố", fund, report.published[fund].cell) for fund in FUNDS]
    lines += ["", *report.sentences, ""]
    lines += [f"[{finding.severity.label}] {finding.message}" for finding in report.findings]
    lines += [
        f"Số sửa nhỏ nhất: {each.label}: {each.printed} → {each.value} ({each.source})"
        for each in report.suggestions
    ]
    return "\n".join(lines).rstrip() + "\n"
