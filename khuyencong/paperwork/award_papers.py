"""An award as its room knows it → its certificate, as .docx or PDF."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from khuyencong.paperwork.dossier.certificate import Certificate, certificate_paper
from khuyencong.paperwork.official import Paper
from khuyencong.paperwork.project_outline import NO_PLACE
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.reporting.models import AwardProposal


def at_noon(day: date) -> datetime:
    """The instant a paper of that day carries, in Vietnam."""
    return datetime.combine(day, time(12), tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def certificate_of(awarded: AwardProposal) -> Paper:
    """The certificate of one that was awarded; ValueError for any other.

    Everything on it was fixed by the decision, its own time included: printed again it is the same bytes.
    """
    found = awarded.round
    if awarded.state != AwardProposal.State.AWARDED or found.signed_on is None:
        raise ValueError("only what was awarded has a certificate")
    day = found.signed_on
    title, _, name = found.signer.partition(",")
    return certificate_paper(
        Certificate(
            letter=Letter(
                agency=found.decided_by,
                parent_agency="",
                place=NO_PLACE,
                on=day,
                number=awarded.register_number,
                signer_title=title.strip(),
                signer_name=name.strip(),
                recipients=(),
                draft=False,
                kind=found.form_name.upper(),
                symbol="BK",
            ),
            year=found.year,
            giver=found.decided_by,
            name=awarded.name,
            achievements=awarded.achievements,
            decision=found.number,
            signed_on=day,
            serial=awarded.register_number,
            at=at_noon(day),
            made=awarded.made_up,
        )
    )
