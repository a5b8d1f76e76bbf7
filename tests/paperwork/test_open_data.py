"""Files of open data: by 360Giving's schema and through its own tool, all formats alike, the catalogue."""

import csv
import hashlib
import io
import json
import re
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pyarrow.parquet as pq
import pytest
from flattentool import flatten, unflatten
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from khuyencong.paperwork.open_data import TABLES, About, LiveList, as_turtle, catalogue, open_files
from khuyencong.paperwork.open_data.catalogue import MEDIA
from khuyencong.paperwork.open_data.grants import PREFIX
from khuyencong.reporting.models import OpenFile, OpenRelease

SCHEMAS = Path(__file__).parent / "giving360"
SPDX = Namespace("http://spdx.org/rdf/terms#")
READS = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
"""rdflib's reader of JSON-LD still uses a class of its own that it calls deprecated."""
AT = datetime(2026, 11, 23, 3, 42, tzinfo=UTC)
FORMATS = FormatChecker()
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ABOUT = About(
    number=3, cut=date(2026, 11, 22), issued_at=AT, publisher="Cục Thử", site="https://khuyencong.example"
)
OWNER = {
    "name": "Hợp tác xã Sao Mai",
    "form": "Hợp tác xã",
    "tax_code": "0101234567",
    "masked": False,
    "commune": "Xã Phú Lợi",
    "province": "Tỉnh Đồng Tháp",
    "commune_now_code": "29876",
    "commune_now": "Xã Phú Lợi",
}
HOUSEHOLD = OWNER | {
    "name": "Hộ kinh doanh (tên được che)",
    "form": "Hộ kinh doanh",
    "tax_code": "",
    "masked": True,
}
MONEY = {"given": 300_000_000, "committed": 300_000_000, "disbursed": 210_000_000, "accepted": 0, "settled": 0}
PROJECT = {
    "code": "ĐA-00012",
    "title": "Hỗ trợ máy sấy; “bơm nhiệt”, 1 tấn\nmẻ",
    "purse": "KCQG",
    "kind": "Đề án có địa chỉ cụ thể",
    "year": 2027,
    "last_year": 2027,
    "state": "contracted",
    "state_name": "Đã ký hợp đồng, đang thực hiện",
    "sector": "Chế biến nông sản",
    "accepted_on": None,
    "activity": "4",
    "activity_name": "Chuyển giao công nghệ",
    "activities": [{"code": "4", "name": "Chuyển giao công nghệ"}],
    "items": ["Máy móc tiên tiến"],
    "province_code": "82",
    "province": "Tỉnh Tiền Giang",
    "province_now_code": "87",
    "province_now": "Tỉnh Đồng Tháp",
    "agency_code": "tt-87",
    "agency": "Trung tâm Khuyến công",
    "funder_code": "cuc",
    "funder": "Cục Thử",
    "decision": "1234/QĐ-BCT",
    "decided_on": "2026-11-20",
    "decided_by": "Bộ trưởng Bộ Công Thương",
    "begins_on": "2027-01-10",
    "ends_on": "2027-11-30",
    "beneficiaries": [OWNER, HOUSEHOLD],
    **MONEY,
    "money": [{"purse": "KCQG", "year": 2027, "plan_year": 2027, **MONEY}],
    "results": [{"kind": "accepted", "name": "Máy sấy", "unit": "máy", "value": "1.5"}],
    "made_up": False,
}
BARE = PROJECT | {
    "code": "ĐA-00013",
    "sector": "",
    "activity": "",
    "activity_name": "",
    "activities": [],
    "items": [],
    "begins_on": None,
    "ends_on": None,
    "beneficiaries": [],
    "money": [],
    "results": [],
    **dict.fromkeys(MONEY, 0),
    "made_up": True,
}
PROJECTS = [PROJECT, BARE]


def files(projects, about=ABOUT):
    return {each.name.replace("-minh-hoa", ""): each for each in open_files(projects, about)}


def package(projects, about=ABOUT):
    return json.loads(files(projects, about)["360giving.json"].content)


@FORMATS.checks("date-time")
def is_an_instant(value):
    """The standard says a day or an instant, never both: without this check every day would be both."""
    return bool(INSTANT.fullmatch(value)) and datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri")
def is_an_address(value):
    return bool(value) and urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).netloc)


def validator():
    """The package's schema, the grant's along under both addresses it goes by."""
    grant, whole = (
        json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("360-giving-schema", "360-giving-package-schema")
    )
    base = "https://raw.githubusercontent.com/ThreeSixtyGiving/standard"
    known = DRAFT202012.create_resource(grant)  # it writes the dialect with http, not https
    registry = Registry().with_resources(
        [(f"{base}/{version}/schema/360-giving-schema.json", known) for version in ("1.4.2", "1.4.3")]
    )
    return Draft202012Validator(whole, registry=registry, format_checker=FORMATS)


def faults(told):
    return sorted(
        f"{'/'.join(map(str, each.path))}: {each.message[:80]}" for each in validator().iter_errors(told)
    )


def test_the_grants_are_valid_by_the_schema_of_the_standard():
    assert faults(package(PROJECTS)) == []
    assert faults(package([BARE])) == []


def test_the_schema_would_have_said_what_is_wrong():
    told = package(PROJECTS)
    spoiled = deepcopy(told)
    spoiled["grants"][0]["currency"] = "đồng"
    spoiled["grants"][1]["awardDate"] = "20/11/2026"
    del spoiled["version"]
    assert [each.split(":")[0] for each in faults(spoiled)] == ["grants/0/currency", "grants/1/awardDate"]
    spoiled = deepcopy(told)
    del spoiled["grants"][0]["fundingOrganization"]
    assert len(faults(spoiled)) == 1
    assert len(faults(told | {"grants": []})) == 1


TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
SUMS = st.integers(0, 10**15)


@given(
    title=TEXTS,
    owner=TEXTS,
    given_=SUMS,
    made=st.booleans(),
    owners=st.integers(0, 3),
    sector=st.text(max_size=5),
)
def test_whatever_is_published_is_valid(title, owner, given_, made, owners, sector):
    project = PROJECT | {
        "title": title,
        "given": given_,
        "made_up": made,
        "sector": sector,
        "beneficiaries": [OWNER | {"name": owner, "tax_code": ""}] * owners,
    }
    assert faults(package([project, BARE])) == []


def test_a_grant_says_who_gave_how_much_to_whom_where_and_by_what_decision():
    one, other = package(PROJECTS)["grants"]
    assert (one["id"], one["currency"], one["amountAwarded"], one["amountDisbursed"], one["awardDate"]) == (
        f"{PREFIX}-DA-00012",
        "VND",
        300_000_000,
        210_000_000,
        "2026-11-20",
    )
    assert one["plannedDates"] == [{"startDate": "2027-01-10", "endDate": "2027-11-30"}]
    assert [(each["id"], each["name"]) for each in one["recipientOrganization"]] == [
        (f"{PREFIX}-mst-0101234567", "Hợp tác xã Sao Mai"),
        (f"{PREFIX}-DA-00012-2", "Hộ kinh doanh (tên được che)"),
    ]
    assert one["fundingOrganization"] == [{"id": f"{PREFIX}-co-quan-cuc", "name": "Cục Thử"}]
    assert one["dataSource"] == "https://khuyencong.example/du-lieu-mo/ban-3/"
    assert other["plannedDates"] == [{"startDate": "2027", "endDate": "2027"}]
    assert other["recipientOrganization"] == [
        {"id": f"{PREFIX}-co-quan-tt-87", "name": "Trung tâm Khuyến công"}
    ]
    assert other["title"].endswith("(số liệu minh họa)")


def test_the_standards_own_tool_takes_the_grants_apart_and_puts_them_together_again(tmp_path):
    told = package(PROJECTS)
    source = tmp_path / "360giving.json"
    source.write_text(json.dumps(told), encoding="utf-8")
    options = {"root_list_path": "grants", "schema": str(SCHEMAS / "360-giving-schema.json")}
    flatten(
        str(source),
        output_name=str(tmp_path / "flat"),
        main_sheet_name="grants",
        output_format="csv",
        **options,
    )
    back = tmp_path / "back.json"
    unflatten(str(tmp_path / "flat"), output_name=str(back), input_format="csv", **options)
    assert by_id(json.loads(back.read_text(encoding="utf-8"))["grants"]) == by_id(told["grants"])


def by_id(grants):
    return {each["id"]: each for each in grants}


def test_csv_parquet_and_excel_hold_the_same_rows():
    made = files(PROJECTS)
    book = openpyxl.load_workbook(io.BytesIO(made["khuyen-cong.xlsx"].content))
    assert book.sheetnames == [*(table.name for table in TABLES), "mo-ta-cot"]
    for table in TABLES:
        names = [column.name for column in table.columns]
        expected = [dict(zip(names, row, strict=True)) for row in table.rows(PROJECTS)]
        parquet = pq.read_table(io.BytesIO(made[f"{table.name}.parquet"].content))
        assert parquet.to_pylist() == expected
        read = csv.DictReader(io.StringIO(made[f"{table.name}.csv"].content.decode("utf-8-sig"), newline=""))
        written = [
            {name: "" if value is None else str(value) for name, value in row.items()} for row in expected
        ]
        assert list(read) == written
        assert made[f"{table.name}.csv"].content.startswith(b"\xef\xbb\xbf")
        cells = [list(row) for row in book[table.name].iter_rows(min_row=5, values_only=True)]
        assert len(cells) == len(expected) == made[f"{table.name}.csv"].rows


def test_every_column_is_described_and_every_file_says_how_many_rows_it_has():
    made = files(PROJECTS)
    described = csv.DictReader(io.StringIO(made["mo-ta-cot.csv"].content.decode("utf-8-sig")))
    assert [(row["bang"], row["cot"]) for row in described] == [
        (table.name, column.name) for table in TABLES for column in table.columns
    ]
    assert {each.name: each.rows for each in made.values() if each.table} == {
        **dict.fromkeys(("de-an-minh-hoa.csv", "de-an-minh-hoa.parquet"), 2),
        **dict.fromkeys(("kinh-phi-minh-hoa.csv", "kinh-phi-minh-hoa.parquet"), 1),
        **dict.fromkeys(("ket-qua-minh-hoa.csv", "ket-qua-minh-hoa.parquet"), 1),
    }


def test_the_same_projects_give_the_same_bytes_whatever_the_order_of_their_fields():
    turned = [dict(reversed(list(each.items()))) for each in PROJECTS]
    once, again = files(PROJECTS), files(turned)
    assert {name: each.content for name, each in once.items()} == {
        name: each.content for name, each in again.items()
    }


def release(number, **more):
    return OpenRelease(
        pk=number,
        number=number,
        cut=date(2026, 11, 22),
        issued_at=AT,
        rows=2,
        made_up=1,
        publisher="Cục Thử",
        **more,
    )


@pytest.fixture
def told():
    """Two releases, the later one under a licence."""
    content = b"ma_de_an\r\n"
    file = OpenFile(
        name="de-an.csv",
        title="Đề án",
        media_type="text/csv",
        rows=0,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    rows = [release(2, licence="Giấy phép Thử", licence_url="https://giay-phep.example/1"), release(1)]
    for each in rows:
        each._prefetched_objects_cache = {"files": [file]}
    products = LiveList(
        code="san-pham",
        title="Sản phẩm",
        description="Của hôm nay",
        page="/san-pham/",
        files=[("Excel", "application/x-thu", "/san-pham/tep.xlsx")],
    )
    return catalogue(rows, site="https://khuyencong.example", publisher="Cục Thử", lists=[products])


@READS
def test_the_catalogue_reads_as_dcat_with_hash_size_kind_and_licence(told):
    graph = Graph().parse(data=told.decode(), format="json-ld")
    datasets = sorted(map(str, graph.objects(None, DCAT.dataset)))
    assert datasets == [
        f"https://khuyencong.example/du-lieu-mo/{name}" for name in ("#san-pham", "ban-1/", "ban-2/")
    ]
    sizes = [int(each) for each in graph.objects(None, DCAT.byteSize)]
    assert sizes == [10, 10]
    assert {str(each) for each in graph.objects(None, DCAT.mediaType)} == {
        "https://www.iana.org/assignments/media-types/text/csv",
        "https://www.iana.org/assignments/media-types/application/x-thu",
    }
    [taken] = graph.subjects(DCAT.mediaType, URIRef(f"{MEDIA}application/x-thu"))
    assert [str(each) for each in graph.objects(taken, DCAT.downloadURL)] == [
        "https://khuyencong.example/san-pham/tep.xlsx"
    ]
    assert {str(each) for each in graph.objects(None, SPDX.checksumValue)} == {
        hashlib.sha256(b"ma_de_an\r\n").hexdigest()
    }
    assert {str(each) for each in graph.objects(None, DCTERMS.license)} == {"https://giay-phep.example/1"}
    assert {str(each) for each in graph.objects(None, DCTERMS.rights)} == {"Giấy phép dữ liệu: chưa quyết định"}
    assert len(list(graph.objects(None, DCTERMS.issued))) == 4


@READS
def test_turtle_and_json_ld_say_the_same(told):
    from rdflib.compare import isomorphic

    one = Graph().parse(data=told.decode(), format="json-ld")
    other = Graph().parse(data=as_turtle(told).decode(), format="turtle")
    assert isomorphic(one, other)
    assert len(one) > 40
