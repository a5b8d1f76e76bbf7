"""Building a release: the public rows of a day, their files, and keeping both for ever."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from khuyencong.organisations.actors import Actor
from khuyencong.paperwork.open_data.columns import SCHEMA
from khuyencong.paperwork.open_data.files import About, open_files
from khuyencong.reporting.actions.open_data import NewFile, Said, publish_release
from khuyencong.reporting.models import OpenRelease
from khuyencong.reporting.queries.open_data import Published, latest_release, public_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who publishes, at which site, under which licence; no licence where none was decided."""

    publisher: str
    site: str
    licence: str = ""
    licence_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A release that could go out."""

    said: Said
    site: str
    rows: Sequence[Published]

    @property
    def digest(self) -> str:
        """Stands for what the public would read: who looked at one release does not publish another."""
        told = json.dumps([each.content for each in self.rows], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


def build(by: Actor, terms: Terms, *, cut: date, at: datetime) -> Built:
    """What would go out now; as many SELECTs for many projects as for one."""
    last = latest_release()
    said = Said(
        number=last.number + 1 if last is not None else 1,
        cut=cut,
        known_at=at,
        schema=SCHEMA,
        publisher=terms.publisher,
        licence=terms.licence,
        licence_url=terms.licence_url,
    )
    return Built(said=said, site=terms.site, rows=public_rows(by, cut=cut, known_at=at))


def files_of(built: Built, at: datetime) -> list[NewFile]:
    """Its files."""
    said = built.said
    about = About(
        number=said.number,
        cut=said.cut,
        issued_at=at,
        publisher=said.publisher,
        site=built.site,
        licence=said.licence,
        licence_url=said.licence_url,
    )
    return open_files([each.content for each in built.rows], about)


def publish(built: Built, *, by: Actor, at: datetime) -> OpenRelease:
    """Keep it; PermissionDenied, or BlockedError with what stands in the way."""
    return publish_release(built.said, built.rows, files_of(built, at), by=by, at=at)
