"""What has to be so before a council meets, concludes and its decision is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from khuyencong.reporting.models import AwardMember, AwardProposal, AwardRound
from khuyencong.reporting.queries.awards import ended_by, members_of, proposed_twice, sent_to, tallies_of
from khuyencong.rules.findings import Finding, error
from khuyencong.workflow.lifecycle import Act

Life = AwardRound.State
NEEDED = {AwardMember.Role.CHAIR.value, AwardMember.Role.SECRETARY.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """The council's meeting as its minutes tell it."""

    held_on: date
    place: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The decision as it was signed."""

    number: str
    on: date
    signer: str


def whom_it_names(proposals: Sequence[AwardProposal], on: date) -> Sequence[Finding]:
    """Each unit stands on that day, and nobody is proposed twice: agencies do not see each other's proposals.

    Conventions of our own: no rule was read on who gets the award of a unit that was merged away.
    """
    found = []
    for name, agencies in proposed_twice(proposals, on):
        message = f"{name} được {len(agencies)} nơi cùng đề nghị: {', '.join(agencies)}."
        fix = (
            "Trả lại để nơi đề nghị rút bớt nếu là một; nếu là hai người, hai tập thể trùng tên thì ghi thêm "
            "nơi làm việc vào tên."
        )
        found.append(error("named_twice", message, fix, "Đề nghị"))
    for name, until, heir in ended_by(proposals, on):
        taken = f", nhập vào {heir}" if heir else ""
        message = f"{name} không còn hoạt động từ {until:%d/%m/%Y}{taken}: ngày {on:%d/%m/%Y} không khen được."
        fix = "Trả lại để rút; đơn vị kế thừa được đề nghị bằng một đề nghị mới, khi đợt còn nhận đề nghị."
        found.append(error("unit_ended", message, fix, "Đề nghị"))
    return found


def ready_to_meet(found: AwardRound, act: Act) -> Sequence[Finding]:
    """A council by decision, with chair, secretary and enough members, and something before it."""
    members = members_of(found)
    if not found.council_number or found.council_on is None:
        return [error("no_council", "Chưa ghi quyết định lập hội đồng.", "Ghi số và ngày.", "Hội đồng")]
    if not {each.role for each in members} >= NEEDED or len(members) < found.quorum:
        message = f"Hội đồng phải có chủ tịch, thư ký và ít nhất {found.quorum} người."
        return [error("council_incomplete", message, "Thêm thành viên.", "Hội đồng")]
    proposals = sent_to(found)
    if not proposals:
        return [error("nothing_sent", "Chưa có đề nghị nào được gửi.", "Chờ đơn vị gửi đề nghị.")]
    return whom_it_names(proposals, act.on)


def every_vote_is_in(found: AwardRound, act: Act) -> Sequence[Finding]:
    """The meeting was held, and each proposal has as many votes as the decision asks for."""
    given = act.given
    if not isinstance(given, Meeting) or not given.place.strip() or not given.words.strip():
        return [error("no_minutes", "Chưa ghi nơi họp, nội dung họp.", "Ghi như biên bản.", "Biên bản")]
    if given.held_on > act.on or (found.council_on is not None and given.held_on < found.council_on):
        message = "Ngày họp phải từ ngày lập hội đồng đến hôm nay."
        return [error("wrong_day", message, "Sửa ngày họp.", "Ô “Họp ngày”")]
    proposals = sent_to(found)
    tallies = tallies_of(found, proposals)
    short = [each.name for each in proposals if not tallies[each.pk].enough]
    if short:
        message = f"Chưa đủ {found.quorum} phiếu: {', '.join(short)}."
        return [error("votes_missing", message, "Nhắc thành viên khai liên quan rồi bỏ phiếu.", "Phiếu")]
    return whom_it_names(proposals, given.held_on)


def signed_in_order(found: AwardRound, act: Act) -> Sequence[Finding]:
    """The decision has its number, day and signer, after the council met; and it gives something."""
    given = act.given
    if not isinstance(given, Signed) or not given.number.strip() or not given.signer.strip():
        return [error("no_number", "Chưa ghi số quyết định, người ký.", "Ghi như trên quyết định đã ký.")]
    if given.on > act.on or (found.held_on is not None and given.on < found.held_on):
        message = "Ngày ký phải từ ngày hội đồng họp đến hôm nay."
        return [error("wrong_day", message, "Sửa ngày ký.", "Ô “Ngày ký”")]
    advised = [each for each in sent_to(found) if each.advised]
    if not advised:
        message = "Hội đồng không đề nghị khen ai."
        return [error("nobody", message, "Trả lại hội đồng, hoặc bỏ đợt này.")]
    return whom_it_names(advised, given.on)


def complete(found: AwardProposal, act: Act) -> Sequence[Finding]:
    """The round still takes proposals, and this one rests on something."""
    if found.round.state != Life.OPEN or act.on > found.round.until:
        message = f"Đợt này nhận đề nghị đến hết {found.round.until:%d/%m/%Y}."
        return [error("closed", message, "Chờ đợt sau, hoặc rút đề nghị.")]
    if not found.evidence.exists():
        message = "Chưa có căn cứ nào."
        return [error("no_evidence", message, "Thêm điểm năng lực, số liệu có nguồn, hoặc tệp.", "Căn cứ")]
    return ()


def still_open(found: AwardProposal, act: Act) -> Sequence[Finding]:
    """The council has not begun to look at it."""
    if found.round.state == Life.OPEN:
        return ()
    return [error("before_council", "Hội đồng đang xét, không trả lại được.", "Chờ kết luận của hội đồng.")]
