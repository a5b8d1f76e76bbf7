"""What officers really send: every file of the corpus gives exactly what its case says, no more and no less."""

import json
from collections import Counter
from pathlib import Path

import pytest

from khuyencong.rules.findings import Severity
from khuyencong.rules.returns import CheckedReturn
from tests.paperwork.returns_form import checked_file

CORPUS = Path(__file__).parent / "corpus"
EXPECTED = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))


def outcome(path: str) -> CheckedReturn:
    file = CORPUS / path
    return checked_file(file.name, file.read_bytes())


def findings(result: CheckedReturn) -> list[list[str]]:
    """Every error and warning as (code, sheet, cell)."""
    loud = [finding for finding in result.findings if finding.severity is not Severity.NOTE]
    return sorted([finding.code, *finding.place.rpartition("!")[::2]] for finding in loud)


@pytest.mark.parametrize("path", sorted(EXPECTED))
def test_each_file_gives_exactly_the_findings_of_its_case(path):
    result = outcome(path)
    notes = sorted(finding.code for finding in result.findings if finding.severity is Severity.NOTE)
    assert (findings(result), notes) == (EXPECTED[path]["findings"], EXPECTED[path]["notes"])


@pytest.mark.parametrize("path", sorted(each for each in EXPECTED if each.startswith("should_pass/")))
def test_each_good_file_gives_its_rows_and_its_totals_in_dong(path):
    result = outcome(path)
    totals: Counter[str] = Counter()
    for row in result.rows:
        totals[f"{row.stage} {row.fund}"] += row.amount
    assert (len(result.rows), dict(totals)) == (EXPECTED[path]["rows"], EXPECTED[path]["totals"])


@pytest.mark.parametrize("path", sorted(each for each in EXPECTED if each.startswith("should_fail/")))
def test_no_row_comes_out_of_a_bad_file(path):
    result = outcome(path)
    assert (result.rows, result.refused) == ((), True)


@pytest.mark.parametrize("path", sorted(EXPECTED))
def test_every_error_and_warning_says_what_to_do(path):
    loud = [finding for finding in outcome(path).findings if finding.severity is not Severity.NOTE]
    assert [finding.code for finding in loud if not (finding.message and finding.fix)] == []


def test_the_corpus_on_disk_is_the_corpus_that_is_expected():
    files = {f"{file.parent.name}/{file.name}" for file in CORPUS.glob("*/*")}
    assert files == set(EXPECTED)
