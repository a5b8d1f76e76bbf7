"""What the fields of a published project are called on the pages that say what changed."""

from collections.abc import Iterable

FIELDS = {
    "title": "tên đề án",
    "purse": "nguồn",
    "kind": "loại",
    "year": "năm kế hoạch",
    "last_year": "năm kết thúc",
    "state": "bước",
    "state_name": "bước",
    "sector": "ngành, nghề",
    "accepted_on": "ngày nghiệm thu",
    "activity": "nội dung chính",
    "activity_name": "nội dung chính",
    "activities": "các nội dung",
    "items": "khoản hỗ trợ",
    "province": "tỉnh khi đó",
    "province_code": "tỉnh khi đó",
    "province_now": "tỉnh hiện nay",
    "province_now_code": "tỉnh hiện nay",
    "agency": "đơn vị thực hiện",
    "agency_code": "đơn vị thực hiện",
    "funder": "cơ quan lập kế hoạch",
    "funder_code": "cơ quan lập kế hoạch",
    "decision": "số quyết định",
    "decided_on": "ngày quyết định",
    "decided_by": "người phê duyệt",
    "begins_on": "ngày bắt đầu",
    "ends_on": "ngày kết thúc",
    "beneficiaries": "đơn vị thụ hưởng",
    "given": "kinh phí giao",
    "committed": "cam kết",
    "disbursed": "giải ngân",
    "accepted": "giá trị nghiệm thu",
    "settled": "quyết toán",
    "money": "kinh phí từng năm",
    "results": "kết quả",
    "made_up": "dấu số liệu minh họa",
}


def fields_told(names: Iterable[str]) -> str:
    """The fields in words, each once."""
    return ", ".join(dict.fromkeys(FIELDS.get(name, name) for name in names))
