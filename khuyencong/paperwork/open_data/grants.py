"""Published projects as grants in the 360Giving standard 1.4: one project is one grant."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from khuyencong.paperwork.open_data.columns import MADE_UP
from khuyencong.rules.open_data import Content

PREFIX = "vn-khuyencong"
"""Our own: a prefix "360G-…" is given out by 360Giving, and nobody asked for one."""
VERSION = "1.4"


def grants_json(projects: Sequence[Content], about: Mapping[str, Any]) -> bytes:
    """The package: what is published of whom, and the grants."""
    package = {"version": VERSION, **about, "grants": [grant(each, about) for each in projects]}
    return json.dumps(package, ensure_ascii=False, indent=1).encode("utf-8")


def grant(project: Content, about: Mapping[str, Any]) -> dict[str, Any]:
    """One project; what is unknown is left out, for the standard has no empty values."""
    site = about["publisher"]["website"]
    said = {
        "id": f"{PREFIX}-{slug(project)}",
        "title": marked(project["title"], project),
        "description": description(project),
        "currency": "VND",
        "amountAwarded": project["given"],
        "amountDisbursed": project["disbursed"],
        "awardDate": project["decided_on"],
        "url": f"{site}/tra-cuu-de-an/{slug(project)}/",
        "plannedDates": [planned(project)],
        "recipientOrganization": recipients(project),
        "fundingOrganization": [{"id": agency_id(project["funder_code"]), "name": project["funder"]}],
        "grantProgramme": [programme(project)],
        "beneficiaryLocation": locations(project),
        "classifications": classifications(project),
        "dataSource": about["accessURL"],
    }
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def slug(project: Content) -> str:
    """Its code without marks."""
    return str(project["code"]).replace("Đ", "D")


def marked(words: str, project: Content) -> str:
    """With the mark of what was made up, which goes along wherever the grant goes."""
    return f"{words} ({MADE_UP})" if project["made_up"] else words


def description(project: Content) -> str:
    """What it is for, how it stands, who carries it out."""
    about = "; ".join(project["items"]) or project["activity_name"] or project["kind"]
    words = f"{about}. {project['state_name']}. Đơn vị thực hiện: {project['agency']}."
    return f"{MADE_UP.capitalize()}. {words}" if project["made_up"] else words


def planned(project: Content) -> dict[str, Any]:
    """By the contract once there is one, else the years of the plan."""
    return {
        "startDate": project["begins_on"] or str(project["year"]),
        "endDate": project["ends_on"] or str(project["last_year"]),
    }


def agency_id(code: str) -> str:
    """An agency by its code in this system."""
    return f"{PREFIX}-co-quan-{code}"


def recipients(project: Content) -> list[dict[str, Any]]:
    """Its beneficiaries; whose name is masked has a number that says nothing beyond this grant."""
    found = []
    for number, each in enumerate(project["beneficiaries"], start=1):
        known = each["tax_code"]
        key = f"{PREFIX}-mst-{known}" if known else f"{PREFIX}-{slug(project)}-{number}"
        said = {"id": key, "name": each["name"], "organisationType": each["form"]}
        if known:
            said["companyNumber"] = known
        place = {"addressLocality": each["commune_now"], "addressRegion": each["province"]}
        found.append(
            {name: value for name, value in {**said, **place, "addressCountry": "VN"}.items() if value}
        )
    return found or [{"id": agency_id(project["agency_code"]), "name": project["agency"]}]


def programme(project: Content) -> dict[str, str]:
    """Whose programme of promotion it is."""
    names = {"KCQG": "Khuyến công quốc gia", "KCDP": "Khuyến công địa phương"}
    return {"code": f"{PREFIX}-{project['purse']}", "title": names[project["purse"]]}


def locations(project: Content) -> list[dict[str, str]]:
    """The communes of today, or the province where no commune is known."""
    communes = {
        each["commune_now_code"]: each["commune_now"]
        for each in project["beneficiaries"]
        if each["commune_now_code"]
    }
    places = communes or {project["province_now_code"]: project["province_now"]}
    return [
        {"name": name, "countryCode": "VN", "geoCode": code, "geoCodeType": "GSO"}
        for code, name in places.items()
    ]


def classifications(project: Content) -> list[dict[str, str]]:
    """The contents of the programme that it is of."""
    return [
        {"vocabulary": f"{PREFIX}-noi-dung", "code": each["code"], "title": each["name"]}
        for each in project["activities"]
    ]
