"""Words of the form as officers write them: sheets, headers, totals, signatures; and text in old fonts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from khuyencong.rules.returns.model import Fund, Stage
from khuyencong.rules.text import compact

Role: TypeAlias = Literal["info", "plan", "done"]

LONGEST_LABEL = 1000
"""A label longer than this (in characters) is refused before anything is made of it."""

ROLE_LABELS: dict[Role, str] = {"info": "Thông tin", "plan": "Kế hoạch", "done": "Thực hiện"}

_ROLES: dict[str, Role] = {
    "thongtin": "info",
    "thongtinchung": "info",
    "kehoach": "plan",
    "kh": "plan",
    "thuchien": "done",
    "ketquathuchien": "done",
    "ketqua": "done",
    "th": "done",
}
_STAGES: dict[str, Stage] = {each: role for each, role in _ROLES.items() if role != "info"}
_NAME_HEADERS = frozenset(
    [
        "noidung",
        "noidunghoatdong",
        "noidungkhuyencong",
        "noidungchi",
        "tennoidung",
        "chitieu",
        "hoatdong",
        "manoidung",
    ]
)
_CODE_HEADERS = frozenset(
    ["tt", "stt", "ma", "maso", "sott", "sothutu", "matt", "ttma", "madong", "mahoatdong"]
)
_STAGE_HEADERS = frozenset(["giaidoan", "loaisolieu", "kehoachthuchien", "khth"])
_TOTALS = frozenset(["tong", "cong", "tongcong", "tongso", "tongkinhphi", "tongcongkinhphi"])
_FOOTER = re.compile(
    r"^(nguoilap|nguoikiemtra|kyten|kyghiro|thutruong|giamdoc|phogiamdoc|truongphong|photruongphong|ketoan"
    r"|noinhan|lanhdao|xacnhan|ktgiamdoc|tlgiamdoc|ghichu$)|ngay\d*thang\d*nam"
)
_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
_VNI = str.maketrans(dict.fromkeys("øùûõïâáàåãäêéèúüëØÙÛÕÏÂÁÀÅÃÄÊÉÈÚÜË", "")) | str.maketrans(
    "ñöôæòóíìîÑÖÔÆÒÓÍÌÎ", "duoiiiiiyduoiiiiiy"
)
_TELLING = [
    "thongtin",
    "kehoach",
    "thuchien",
    "noidung",
    "tinhthanhpho",
    "donvitinh",
    "solieudenngay",
    "daotao",
    "hoatdong",
    "tongcong",
    "nghindong",
    "trieudong",
    "kinhphi",
    "nguoilap",
    "khuyencong",
]


@lru_cache(maxsize=8192)
def letters(text: str) -> str:
    """The folded letters and digits of a label; remembered, as every file repeats the labels of the form."""
    return compact(text)


def role_of(name: str) -> Role | None:
    """What a sheet holds, by its name; None for a sheet that is not the form's."""
    found = letters(name)
    if exact := _ROLES.get(found):
        return exact
    plan, done = "kehoach" in found, "thuchien" in found
    if plan != done:
        return "plan" if plan else "done"
    return "info" if found.startswith("thongtin") else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChoice:
    """Which sheet plays which part; `doubled` lists parts several sheets claim, `extra` other sheets."""

    chosen: dict[Role, str]
    doubled: dict[Role, tuple[str, ...]]
    extra: tuple[str, ...]


def choose_sheets(names: Sequence[str]) -> SheetChoice:
    """The form's sheets by name, in any order; a sheet with just the form's name wins over longer names."""
    claims: dict[Role, list[str]] = {}
    for name in names:
        if role := role_of(name):
            claims.setdefault(role, []).append(name)
    chosen: dict[Role, str] = {}
    doubled: dict[Role, tuple[str, ...]] = {}
    for role, found in claims.items():
        exact = [name for name in found if letters(name) == letters(ROLE_LABELS[role])]
        settled = found if len(found) == 1 else exact
        if len(settled) == 1:
            chosen[role] = settled[0]
        else:
            doubled[role] = tuple(found)
    used = {*chosen.values(), *(name for names in doubled.values() for name in names)}
    return SheetChoice(chosen=chosen, doubled=doubled, extra=tuple(name for name in names if name not in used))


def stage_of(text: str) -> Stage | None:
    """The stage a cell of the flat layout names."""
    return _STAGES.get(letters(text))


@lru_cache(maxsize=1024)
def fund_of(text: str) -> Fund | None:
    """The purse a header cell names: by its abbreviation or in full, whatever else the cell says."""
    if len(text) > 80:
        return None
    found = letters(text)
    national = "kcqg" in found or "quocgia" in found
    local = "kcdp" in found or "diaphuong" in found
    if national == local:
        return None
    return "KCQG" if national else "KCDP"


def header_of(text: str) -> Literal["name", "code", "stage"] | None:
    """What a header cell heads, other than a purse."""
    found = letters(text) if len(text) <= 80 else ""
    if found in _NAME_HEADERS:
        return "name"
    if found in _CODE_HEADERS:
        return "code"
    return "stage" if found in _STAGE_HEADERS else None


def is_total(text: str) -> bool:
    """Whether a label heads the row of totals."""
    found = letters(text)
    return found in _TOTALS or found.startswith(("tongcong", "tongso"))


def is_footer(text: str) -> bool:
    """Whether a cell belongs to what follows a table: place and date, signatures, recipients."""
    return len(text) <= LONGEST_LABEL and bool(_FOOTER.search(letters(text)))


def legacy_font(text: str) -> str:
    """The old encoding `text` was typed in ("TCVN3 (.VnTime)", "VNI"), or "" when it reads as Unicode."""
    if text.isascii() or len(text) > LONGEST_LABEL or max(text) > "ÿ":
        return ""
    for font, table in (("TCVN3 (.VnTime)", _TCVN3), ("VNI (VNI-Times)", _VNI)):
        read = compact(text.translate(table))
        if any(word in read and word not in letters(text) for word in _TELLING):
            return font
    return ""
