"""What the engine says of the texts that were really published."""

import csv
from datetime import date
from pathlib import Path

import pytest

from khuyencong.rules.reconcile import read_claims, reconcile
from tests.rules.claim_sets import proposed, told

CLAIMS = Path(__file__).parents[2] / "khuyencong/reporting/data/claims"
INDEX = list(csv.DictReader((CLAIMS / "index.csv").read_text(encoding="utf-8").splitlines()))

SAID = {
    "south-2013.csv": ([], []),
    "south-2018.csv": (
        [
            ("ratio_as_percent", "growthplan2018", "1,08", "7,72"),
            (
                "ambiguous_base",
                "drop2018m7",
                "-1,64",
                "điểm phần trăm: số +1,46 %; theo số: kỳ trước 19.946,3; theo tỷ lệ: số +5,96 %",
            ),
            ("inconsistent", "done2018m7 kcqg2018m7 kcdp2018m7 sumdone2018m7", "19.619,2", "19.623,7"),
        ],
        [("kcdp2018m7", "12.589,8"), ("kcqg2018m7", "7.024,9")],
    ),
    "south-2022.csv": ([], []),
    "south-2023.csv": (
        [("inconsistent", "done2023 media2023 sharemedia2023", "7,1", "11,9")],
        [("media2023", "5,8"), ("sharemedia2023", "11,9")],
    ),
    "south-2024.csv": ([], []),
    "south-2025.csv": (
        [
            ("inconsistent", "plan2025 kcdp2025 sharekcdp2025", "78,7", "82,7"),
            ("inconsistent", "plan2025 kcqg2025 sharekcqg2025", "21,3", "17,3"),
        ],
        [],
    ),
    "south-2025m9.csv": ([], []),
    "north-2016.csv": ([], []),
    # The page prints 142,2 in one place and 142,1 in another; the figures allow only the second.
    "north-2021.csv": (
        [
            (
                "inconsistent",
                "plan2021 rate2021 ratekcqg2021 plankcdp2021 ratekcdp2021 sumplan2021 sumdone2021",
                "142,2",
                "142,1",
            )
        ],
        [("plan2021", "142,1"), ("ratekcqg2021", "99,3"), ("rate2021", "91,8"), ("ratekcdp2021", "87,5")],
    ),
    "north-2022.csv": ([], []),
    "central-2013.csv": ([], []),
    "central-2020m6.csv": (
        [("inconsistent", "plan2020 done2020m6 rate2020m6", "28,58", "28,67")],
        [("rate2020m6", "28,67"), ("done2020m6", "19,8")],
    ),
}


@pytest.mark.parametrize(("name", "said"), SAID.items(), ids=SAID)
def test_each_published_text_is_blamed_for_its_faults_alone(name, said):
    result = reconcile(read_claims((CLAIMS / name).read_text(encoding="utf-8")))
    assert (told(result), proposed(result)) == said


def test_the_index_lists_every_set_once_with_a_title_of_its_own():
    assert [row["file"] for row in INDEX] == list(SAID)
    assert sorted(path.name for path in CLAIMS.glob("*.csv")) == sorted([*SAID, "index.csv"])
    assert len({row["title"] for row in INDEX}) == len(INDEX)


@pytest.mark.parametrize("row", INDEX, ids=lambda row: row["file"])
def test_each_set_says_whose_year_and_cut_it_is_and_where_it_was_printed(row):
    assert row["region"] in ("bac", "trung", "nam", "vn")
    assert date.fromisoformat(row["cut"]).year == int(row["year"])
    assert (bool(row["title"]), bool(row["publisher"])) == (True, True)
