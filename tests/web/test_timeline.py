"""The line of time of a project: whatever hangs on it, and nothing cut off in silence."""

import pytest

from khuyencong.ledger.queries.timeline import GROUPS, dossiers_of, events_of
from khuyencong.projects.lifecycle import raise_obstacle
from khuyencong.web.changes import timeline
from khuyencong.workflow.lifecycle import Act
from tests.ledger.test_acceptances import accept
from tests.ledger.test_acceptances import held as accepted
from tests.ledger.test_claims import signed
from tests.ledger.test_contracts import approved, contract, sign
from tests.ledger.test_inspections import held, planned, recorded
from tests.ledger.test_liquidations import close
from tests.ledger.test_obstacles import SAID
from tests.norms.conftest import law
from tests.projects.conftest import draft, workshop
from tests.projects.test_decisions import selected

__all__ = ["accept", "accepted", "approved", "close", "contract", "draft", "held", "law", "planned"]
__all__ += ["recorded", "selected", "sign", "signed", "workshop"]
pytestmark = pytest.mark.django_db


def test_what_was_inspected_found_raised_and_closed_is_on_the_line(
    as_role, signed, accepted, accept, close, recorded, dong_thap_officer, now
):
    raise_obstacle(signed.project, SAID, Act(by=dong_thap_officer, at=now))
    accept(signed, accepted)
    close(until="draft")
    address = f"/de-an/{signed.project_id}/dong-thoi-gian/"
    rows = [row for row, _ in as_role("author").get(address).context["rows"]]
    kinds = {row.kind for row in rows}
    assert kinds == {
        *("project", "plan_decision", "contract", "posting", "acceptance"),
        *("inspection", "obstacle", "liquidation"),
    }
    checked = [row for row, _ in as_role("author").get(f"{address}?loai=kiem-tra").context["rows"]]
    assert {row.kind for row in checked} == {"inspection", "obstacle"}


def test_the_line_is_paged_and_says_how_much_there_is(as_role, signed, monkeypatch):
    monkeypatch.setattr(timeline, "PAGE", 3)
    address, whole = f"/de-an/{signed.project_id}/dong-thoi-gian/", list(events_of(signed.project))
    assert len(whole) > 3
    first = as_role("author").get(address)
    assert (first.context["page"].paginator.count, len(first.context["rows"])) == (len(whole), 3)
    assert f"<h1>{len(whole)} việc" in first.text
    told, number = [], 1
    while len(told) < len(whole):
        told += [row.at for row, _ in as_role("author").get(f"{address}?page={number}").context["rows"]]
        number += 1
    assert told == [each.at for each in whole]
    assert "?loai=de-an&amp;page=2" in as_role("author").get(f"{address}?loai=de-an").text


def test_every_kind_of_dossier_has_its_group(signed):
    assert {"project", *(kind for kind, _ in dossiers_of(signed.project))} == set(GROUPS)
