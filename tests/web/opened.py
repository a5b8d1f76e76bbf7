"""Published projects as rows, without the road to them."""

from khuyencong.projects.models import Project
from khuyencong.reporting.models import OpenRow
from khuyencong.rules.text import fold

CONTENT = {
    "kind": "Đề án có địa chỉ cụ thể",
    "state": "contracted",
    "state_name": "Đã ký hợp đồng, đang thực hiện",
    "sector": "",
    "accepted_on": None,
    "activity_name": "Nội dung",
    "activities": [{"code": "4", "name": "Nội dung"}],
    "items": ["Máy móc"],
    "agency_code": "cuc",
    "agency": "Trung tâm",
    "funder_code": "cuc",
    "funder": "Cục",
    "decision": "1/QĐ",
    "decided_on": "2026-11-20",
    "decided_by": "Bộ trưởng",
    "begins_on": None,
    "ends_on": None,
    "beneficiaries": [],
    "accepted": 0,
    "money": [],
    "results": [],
}


def published_row(project: Project, release, **more) -> OpenRow:
    """What a release says of a project; `more` are columns said otherwise."""
    here, title = more.pop("province", project.province), more.pop("title", project.title)
    said = {
        "year": project.year,
        "purse": project.purse,
        "state": "contracted",
        "activity": "4",
        "given": 0,
        "committed": 0,
        "disbursed": 0,
        "settled": 0,
        "made_up": False,
    } | more
    content = {
        **CONTENT,
        "code": project.code,
        "title": title,
        "last_year": project.last_year,
        "province_code": here.code,
        "province": here.full_name,
        "province_now_code": project.province.code,
        "province_now": project.province.full_name,
        **said,
    }
    return OpenRow.objects.create(
        project=project,
        since=release,
        province=here,
        province_now=project.province,
        searched=fold(f"{project.code} {title}"),
        content=content,
        **said,
    )
