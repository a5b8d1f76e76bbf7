"""The catalogue of all releases in DCAT 3, as JSON-LD, and the same as Turtle."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rdflib import RDF, BNode, Graph, Literal, URIRef

from khuyencong.paperwork.open_data.columns import MADE_UP
from khuyencong.reporting.models import OpenFile, OpenRelease

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA = "https://www.iana.org/assignments/media-types/"
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
CONTINUOUS = "http://publications.europa.eu/resource/authority/frequency/UPDATE_CONT"
UNDECIDED = "Giấy phép dữ liệu: chưa quyết định"
TITLE = "Đề án khuyến công: kinh phí và kết quả"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveList:
    """A public list that is always as of today: its page, and its files by title, media type and address."""

    code: str
    title: str
    description: str
    page: str
    files: Sequence[tuple[str, str, str]]


def catalogue(
    releases: Iterable[OpenRelease],
    *,
    site: str,
    publisher: str,
    lists: Sequence[LiveList] = (),
    licence_url: str = "",
) -> bytes:
    """Every release as a version of one series, with its files, and the lists that are as of today; no address
    is fetched to read it. `licence_url` is that of the lists; a release keeps its own."""
    rows = list(releases)
    home = f"{site}/du-lieu-mo/"
    series = f"{home}#de-an"
    graph: list[dict[str, Any]] = [
        {
            "@id": f"{home}#danh-muc",
            "@type": "dcat:Catalog",
            "dcterms:title": vi("Dữ liệu mở khuyến công"),
            "dcterms:publisher": agent(publisher),
            "dcat:dataset": [
                *({"@id": dataset_id(each, home)} for each in rows),
                *({"@id": f"{home}#{each.code}"} for each in lists),
            ],
            "dcat:resource": {"@id": series},
        },
        {
            "@id": series,
            "@type": "dcat:DatasetSeries",
            "dcterms:title": vi(TITLE),
            "dcterms:publisher": agent(publisher),
            **({"dcat:last": {"@id": dataset_id(rows[0], home)}} if rows else {}),
        },
        *(dataset(each, home=home, series=series) for each in rows),
        *(live(each, home=home, site=site, publisher=publisher, licence_url=licence_url) for each in lists),
    ]
    return json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1).encode("utf-8")


def as_turtle(told: bytes) -> bytes:
    """The same graph in Turtle."""
    graph = Graph()
    for prefix, address in CONTEXT.items():
        graph.bind(prefix, address, override=True)
    for node in json.loads(told)["@graph"]:
        _add(graph, node)
    return graph.serialize(format="turtle", encoding="utf-8")


def _add(graph: Graph, node: Mapping[str, Any]) -> URIRef | BNode:
    """A node and what it leads to: the little of JSON-LD used here, held against a whole reader in tests."""
    subject = URIRef(node["@id"]) if "@id" in node else BNode()
    for name, value in node.items():
        if name == "@type":
            graph.add((subject, RDF.type, _name(value)))
        elif name != "@id":
            for each in value if isinstance(value, list) else [value]:
                graph.add((subject, _name(name), _object(graph, each)))
    return subject


def _object(graph: Graph, value: Any) -> URIRef | BNode | Literal:
    """A literal with its language or kind, or another node."""
    if isinstance(value, str):
        return Literal(value)
    if "@value" in value:
        kind = value.get("@type")
        return Literal(value["@value"], lang=value.get("@language"), datatype=_name(kind) if kind else None)
    return _add(graph, value)


def _name(short: str) -> URIRef:
    """dcat:Dataset as a whole address."""
    prefix, _, name = short.partition(":")
    return URIRef(f"{CONTEXT[prefix]}{name}")


def vi(words: str) -> dict[str, str]:
    """Words in Vietnamese."""
    return {"@value": words, "@language": "vi"}


def typed(value: object, kind: str) -> dict[str, str]:
    """A value of a kind of XML Schema."""
    return {"@value": str(value), "@type": f"xsd:{kind}"}


def agent(name: str) -> dict[str, Any]:
    """Who publishes."""
    return {"@type": "foaf:Organization", "foaf:name": vi(name)}


def dataset_id(release: OpenRelease, home: str) -> str:
    """The address of a release is its name."""
    return f"{home}ban-{release.number}/"


def dataset(release: OpenRelease, *, home: str, series: str) -> dict[str, Any]:
    """One release: never changed, so that the day it was issued is the day it was modified."""
    address = dataset_id(release, home)
    at = release.issued_at.isoformat()
    made = f" ({MADE_UP})" if release.made_up else ""
    return {
        "@id": address,
        "@type": "dcat:Dataset",
        "dcterms:title": vi(f"{TITLE}, bản {release.number}{made}"),
        "dcterms:description": vi(f"Số liệu đến hết ngày {release.cut:%d/%m/%Y}; {release.rows} đề án{made}"),
        "dcterms:identifier": f"vn-khuyencong-ban-{release.number}",
        "dcat:version": str(release.number),
        "dcat:inSeries": {"@id": series},
        "dcterms:issued": typed(at, "dateTime"),
        "dcterms:modified": typed(at, "dateTime"),
        "dcterms:publisher": agent(release.publisher),
        "dcat:landingPage": {"@id": address},
        **rights(release.licence_url),
        "dcat:distribution": [distribution(each, release, address) for each in release.files.all()],
    }


def live(each: LiveList, *, home: str, site: str, publisher: str, licence_url: str) -> dict[str, Any]:
    """A list of today: without version, size and hash, since each taking is of its own minute."""
    return {
        "@id": f"{home}#{each.code}",
        "@type": "dcat:Dataset",
        "dcterms:title": vi(each.title),
        "dcterms:description": vi(each.description),
        "dcterms:identifier": f"vn-khuyencong-{each.code}",
        "dcterms:publisher": agent(publisher),
        "dcterms:accrualPeriodicity": {"@id": CONTINUOUS},
        "dcat:landingPage": {"@id": f"{site}{each.page}"},
        **rights(licence_url),
        "dcat:distribution": [
            {
                "@id": f"{site}{address}",
                "@type": "dcat:Distribution",
                "dcterms:title": vi(title),
                "dcat:accessURL": {"@id": f"{site}{each.page}"},
                "dcat:downloadURL": {"@id": f"{site}{address}"},
                "dcat:mediaType": {"@id": f"{MEDIA}{kind}"},
                **rights(licence_url),
            }
            for title, kind, address in each.files
        ],
    }


def rights(licence_url: str) -> dict[str, Any]:
    """The licence that was decided, for a release when it went out; or that none was."""
    return {"dcterms:license": {"@id": licence_url}} if licence_url else {"dcterms:rights": vi(UNDECIDED)}


def distribution(file: OpenFile, release: OpenRelease, address: str) -> dict[str, Any]:
    """One file, so that who took it can check what came."""
    return {
        "@id": f"{address}{file.name}",
        "@type": "dcat:Distribution",
        "dcterms:title": vi(file.title),
        "dcterms:issued": typed(release.issued_at.isoformat(), "dateTime"),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": f"{address}{file.name}"},
        "dcat:mediaType": {"@id": f"{MEDIA}{file.media_type}"},
        "dcat:byteSize": typed(file.size, "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": SHA256},
            "spdx:checksumValue": typed(file.sha256, "hexBinary"),
        },
        **rights(release.licence_url),
    }
