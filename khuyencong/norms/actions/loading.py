"""Loading the law from files: adding what is new, closing what ended, never rewriting what was read."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, models, transaction

from khuyencong.norms.actions.activities import DATA
from khuyencong.norms.actions.cells import References
from khuyencong.norms.actions.files import Row, kind_of, read, unknown_successor, wrong_file
from khuyencong.norms.actions.former import keep_new, keep_said
from khuyencong.norms.actions.kinds import ATTESTED, CLOSING, KINDS, Kind
from khuyencong.norms.actions.records import record_norm
from khuyencong.norms.actions.refusals import refused_line
from khuyencong.norms.actions.return_lines import without_parent
from khuyencong.norms.models import Indicator, LawRow, LegalDocument, Norm, SupportItem
from khuyencong.norms.models.norms import province_key_of
from khuyencong.places.models import Unit
from khuyencong.workflow.actions import Dossier, record
from khuyencong.workflow.models import Actor

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a file did: the names of rows it added, of those it changed, and of those kept as edited here."""

    name: str
    listed: int
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """One load: in whose name, when, and whether the files are the ones we ship (then they say the order)."""

    by: Actor
    at: datetime
    shipped: bool


@transaction.atomic
def load_law(*, by: Actor, at: datetime, folder: Path = DATA) -> list[Outcome]:
    """Every file of the folder, all or nothing; a second run changes nothing. BlockedError names the line."""
    loading = Loading(by=by, at=at, shipped=True)
    return [_load(folder / f"{kind.name}.csv", kind, loading) for kind in KINDS]


@transaction.atomic
def load_file(path: Path, *, by: Actor, at: datetime) -> Outcome:
    """One file of any kind, told by its first line; rows it does not list stay."""
    return _load(path, kind_of(path), Loading(by=by, at=at, shipped=False))


def check_law(*, by: Actor, at: datetime, path: Path | None = None) -> list[Outcome]:
    """What loading would do, without doing it."""
    with transaction.atomic():
        outcomes = load_law(by=by, at=at) if path is None else [load_file(path, by=by, at=at)]
        transaction.set_rollback(True)
    return outcomes


def _load(path: Path, kind: Kind, loading: Loading) -> Outcome:
    rows = _rows(path, kind)
    standing = _standing(kind)
    gone = _gone(kind)
    added: list[Row] = []
    changed: list[str] = []
    kept: list[str] = []
    try:
        with transaction.atomic():
            for row in rows:
                _finish(kind, row, standing, loading)
                found = standing.get(_name(kind, row.values))
                if found is None and _name(kind, row.values) not in gone:
                    added.append(row)
                elif found is None or (isinstance(found, Norm) and not found.from_file):
                    if found is None or _differs(kind, row, found):
                        kept.append(_words(kind, row.values))
                elif differs := _differs(kind, row, found):
                    _refuse_rewriting(path, row, found, differs)
                    _change(kind, row, found, differs, loading)
                    changed.append(_words(kind, row.values))
            names = _add(kind, added, loading, first=not standing)
    except IntegrityError as error:
        logger.info("%s is refused by the database: %s", path.name, error)
        raise refused_line(path, kind, rows, standing) from error
    _tell_added(kind, names, loading)
    return Outcome(
        name=kind.name, listed=len(rows), added=tuple(names), changed=tuple(changed), kept=tuple(kept)
    )


def _rows(path: Path, kind: Kind) -> list[Row]:
    known = References.known()
    rows = list(read(path, kind, known))
    if kind.model is LegalDocument and (lost := unknown_successor(rows, known)) is not None:
        told = f"Cột replaced_by: không có “{lost.values['replaced_by']}”."
        raise wrong_file(path, lost.line, told, "Ghi văn bản thay thế vào tệp trước.")
    if kind.model is Indicator and (lost := without_parent(rows, known.indicators)) is not None:
        told = f"Cột parent: không có chỉ tiêu “{lost.values['parent']}”."
        raise wrong_file(path, lost.line, told, "Ghi dòng lớn vào tệp trước, hoặc sửa mã.")
    return rows


def _gone(kind: Kind) -> set[tuple[Any, ...]]:
    """Norms that stood once and were read again as of another day: a file does not bring them back."""
    if kind.model is not Norm:
        return set()
    return set(Norm.objects.filter(superseded_at__isnull=False).values_list("code", "since"))


def _refuse_rewriting(path: Path, row: Row, found: Any, differs: set[str]) -> None:
    if not _rewrites(differs, found, row):
        return
    told = f"Dòng này đã được kiểm chứng; cột {', '.join(sorted(differs))} không sửa bằng tệp."
    fix = "Luật đổi thì thêm dòng mới từ ngày mới; đọc nhầm thì đề xuất “Đọc lại văn bản gốc” trên trang."
    raise wrong_file(path, row.line, told, fix)


def _standing(kind: Kind) -> dict[tuple[Any, ...], Any]:
    objects: Any = kind.model._default_manager
    if kind.model is Norm:
        rows: Iterable[Any] = Norm.objects.standing().select_related("item", "province", "document")
    elif kind.model is LegalDocument:
        rows = LegalDocument.objects.select_related("replaced_by")
    elif "items" in kind.columns:
        rows = objects.select_related("document", "province").prefetch_related("items")
    else:
        rows = objects.select_related("province") if kind.placed else objects.all()
    return {tuple(getattr(row, name) for name in kind.named_by): row for row in rows}


def _finish(kind: Kind, row: Row, standing: Mapping[tuple[Any, ...], Any], loading: Loading) -> None:
    """What no cell says: the order of rows, which only our own files set for rows that are there already."""
    if kind.model in (Norm, LegalDocument):
        return
    found = standing.get(_name(kind, row.values))
    if loading.shipped or found is None:
        row.values["position"] = row.line - 1 + (0 if loading.shipped else len(standing))
    else:
        row.values["position"] = found.position


def _name(kind: Kind, values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values[name] for name in kind.named_by)


def _words(kind: Kind, values: Mapping[str, Any]) -> str:
    parts = (province_key_of(part) if isinstance(part, Unit) else part for part in _name(kind, values))
    return "@".join(str(part) for part in parts if part is not None)


def _differs(kind: Kind, row: Row, found: Any) -> set[str]:
    differs = {name for name, value in row.values.items() if _shown(getattr(found, name)) != _shown(value)}
    if row.items is not None and row.items != {item.code for item in found.items.all()}:
        differs.add("items")
    return differs


def _shown(value: Any) -> Any:
    """A value as files, trail and comparisons know it."""
    if isinstance(value, LegalDocument):
        return value.number
    if isinstance(value, models.Model):
        return value.pk
    return "" if value is None else value


def _rewrites(differs: set[str], found: Any, row: Row) -> bool:
    """Whether the file would say something else than what somebody has read in the original."""
    if isinstance(found, SupportItem) or not found.verified:
        return False
    closes = {name for name in CLOSING & differs if not _shown(getattr(found, name))}
    unread = {"verified"} if not row.values["verified"] else set()
    return bool(differs - ATTESTED - closes - {"items"} | differs & unread)


def _change(kind: Kind, row: Row, found: Any, differs: set[str], loading: Loading) -> None:
    before = {name: _shown(getattr(found, name)) for name in differs - {"items"}}
    if isinstance(found, Norm):
        record_norm(at=loading.at, instead_of=found, **row.values)
    else:
        if isinstance(found, LawRow):
            keep_said(found, at=loading.at)
        for name, value in row.values.items():
            setattr(found, name, _document(value) if name == "replaced_by" else value)
        found.save()
        if row.items is not None:
            found.items.set(SupportItem.objects.filter(code__in=row.items))
    after = {name: _shown(row.values[name]) for name in differs - {"items"}}
    if "items" in differs and row.items is not None:
        after["items"] = sorted(row.items)
    record(
        "law.change",
        f"Sửa từ tệp {kind.name}: {_words(kind, row.values)}",
        about=_about(kind, row.values),
        by=loading.by,
        at=loading.at,
        before=before,
        after=after,
    )


def _about(kind: Kind, values: Mapping[str, Any]) -> Dossier:
    return Dossier(kind="law", key=f"{kind.name}:{_words(kind, values)}"[:60])


def _document(number: str) -> LegalDocument | None:
    return LegalDocument.objects.get(number=number) if number else None


def _add(kind: Kind, rows: list[Row], loading: Loading, *, first: bool) -> list[str]:
    """What stands in a list from the first was always known; what comes later was not there before."""
    if kind.model is Norm:
        Norm.objects.bulk_create([Norm(**row.values, recorded_at=loading.at) for row in rows])
    elif kind.model is LegalDocument:
        _add_documents(rows)
    else:
        objects: Any = kind.model._default_manager
        created = objects.bulk_create([kind.model(**row.values) for row in rows])
        if issubclass(kind.model, LawRow) and not first:
            keep_new(created, at=loading.at)
        _link(kind, created, rows)
    return [_words(kind, row.values) for row in rows]


def _add_documents(rows: list[Row]) -> None:
    """A document may be replaced by one that stands further down, so that is said when all are there."""
    LegalDocument.objects.bulk_create(
        [
            LegalDocument(**{name: value for name, value in row.values.items() if name != "replaced_by"})
            for row in rows
        ]
    )
    for row in rows:
        if number := row.values["replaced_by"]:
            LegalDocument.objects.filter(number=row.values["number"]).update(replaced_by=_document(number))


def _link(kind: Kind, created: list[Any], rows: list[Row]) -> None:
    """Which items the new rows are about."""
    if "items" not in kind.columns:
        return
    through: Any = kind.model._meta.get_field("items").remote_field.through  # type: ignore[union-attr]
    keys = dict(SupportItem.objects.values_list("code", "pk"))
    column = f"{kind.model._meta.model_name}_id"
    through.objects.bulk_create(
        [
            through(**{column: made.pk, "supportitem_id": keys[code]})
            for made, row in zip(created, rows, strict=True)
            for code in sorted(row.items or ())
        ]
    )


def _tell_added(kind: Kind, names: list[str], loading: Loading) -> None:
    if not names:
        return
    record(
        "law.load",
        f"Nạp từ tệp {kind.name}: thêm {len(names)} dòng",
        about=Dossier(kind="law", key=kind.name),
        by=loading.by,
        at=loading.at,
        after={"added": names},
    )
