"""Whether a draft of a project is complete enough to be sent: each gap with the step where it is mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from khuyencong.rules.findings import Finding, error, warning


class Step(StrEnum):
    """The steps of drafting, in order."""

    BASICS = "chung"
    BENEFICIARIES = "co-so"
    ESTIMATE = "du-toan"
    TEXTS = "thuyet-minh"
    PAPERS = "giay-to"

    @property
    def label(self) -> str:
        """What the step is called."""
        return {
            "chung": "Đề án gì",
            "co-so": "Ai được hưởng",
            "du-toan": "Tiền: dự toán",
            "thuyet-minh": "Thuyết minh",
            "giay-to": "Giấy tờ",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A finding and the step where it is mended."""

    step: Step
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Something a draft must hold, and by which law: a section of text, a paper, a condition of support."""

    code: str
    name: str
    law: str
    verified: bool
    words: int = 0

    def unmet(self, code: str, message: str, fix: str, place: str = "") -> Finding:
        """That it is not there: law that was read stops, law nobody has read only warns."""
        make = error if self.verified else warning
        return make(code, f"{message} ({self.law}).", fix, place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a draft; `contents` are the codes of the programme's contents its items belong to.

    `outside` names items whose content the programme does not hold on that day; `written` counts words,
    and `plan_gone` says that the plan's request was sent without it. `content_law` and `sector_law` are the
    clauses that list contents and trades, as they stand behind a sentence.
    Of the conditions of support those are given that bind on the day; what none asks for is not missing.
    """

    kind: str
    years: int
    contents: Sequence[str]
    outside: Sequence[str] = ()
    sector: str = ""
    sector_binds: bool = True
    priority_claimed: bool = False
    priority_basis: bool = False
    beneficiaries: int = 0
    lines: int = 0
    national: int = 0
    local: int = 0
    purse: str = "KCQG"
    plan_gone: str = ""
    content_law: str = ""
    sector_law: str = ""
    full_counterpart: bool = False
    no_double_support: bool = False
    model: Wanted | None = None
    counterpart: Wanted | None = None
    single_support: Wanted | None = None
    sections: Sequence[Wanted] = ()
    written: Mapping[str, int] = field(default_factory=dict)
    unsettled: Sequence[str] = ()
    papers: Sequence[Wanted] = ()
    handed_in: frozenset[str] = frozenset()


def gaps(draft: Facts) -> list[Gap]:
    """Everything that is missing or wrong, in the order of the steps; warnings do not stop."""
    return [*_basics(draft), *_beneficiaries(draft), *_estimate(draft), *_texts(draft), *_papers(draft)]


def _basics(draft: Facts) -> list[Gap]:
    found = []
    if not draft.contents:
        message = "Đề án chưa có nội dung nào được hỗ trợ."
        found.append(error("no_content", message, "Chọn điều cơ sở muốn làm, rồi chọn khoản hỗ trợ."))
    for name in draft.outside:
        message = f"“{name}” không thuộc nội dung của chương trình vào ngày này."
        fix = f"Bỏ khoản này, hoặc chọn khoản khác đúng nội dung chương trình{draft.content_law}."
        found.append(error("outside_programme", message, fix))
    if not draft.sector:
        fix = f"Chọn ngành, nghề được hưởng chính sách{draft.sector_law}."
        found.append(error("no_sector", "Chưa chọn ngành, nghề.", fix))
    elif not draft.sector_binds:
        message = f"Ngành “{draft.sector}” không có trong danh mục hiệu lực ngày này."
        found.append(error("sector_not_in_force", message, "Chọn ngành đang có hiệu lực."))
    if draft.plan_gone:
        fix = "Đổi năm kế hoạch ở bước này, hoặc hỏi Sở có lập hồ sơ đăng ký bổ sung không."
        found.append(warning("plan_gone", draft.plan_gone, fix))
    small = len(set(draft.contents)) < 2 or draft.years < 2
    if draft.kind == "model" and draft.model is not None and small:
        message = "Đề án điểm phải có từ hai nội dung hoạt động và làm hơn một năm"
        fix = "Thêm nội dung và năm, hoặc chọn loại đề án khác."
        found.append(draft.model.unmet("not_a_model", message, fix))
    if draft.priority_claimed and not draft.priority_basis:
        message = "Có chọn ưu tiên nhưng chưa ghi căn cứ, nên chưa được tính mức ưu tiên."
        found.append(warning("no_priority_basis", message, "Ghi văn bản hay số liệu chứng minh, hoặc bỏ chọn."))
    return [Gap(step=Step.BASICS, finding=each) for each in found]


def _beneficiaries(draft: Facts) -> list[Gap]:
    if draft.kind == "group" or draft.beneficiaries:
        return []
    message = "Chưa có cơ sở nào được hưởng, mà loại đề án đã chọn phải nêu tên cơ sở."
    fix = "Chọn cơ sở trong sổ, hoặc đổi sang đề án nhóm."
    return [Gap(step=Step.BENEFICIARIES, finding=error("no_beneficiary", message, fix))]


def _estimate(draft: Facts) -> list[Gap]:
    found = []
    if not draft.lines:
        found.append(error("no_line", "Dự toán chưa có dòng nào.", "Ghi ít nhất một dòng chi."))
    asked, else_asked = (
        (draft.national, draft.local) if draft.purse == "KCQG" else (draft.local, draft.national)
    )
    if draft.lines and not asked:
        fix = "Ghi phần đề nghị hỗ trợ, hoặc đổi nguồn kinh phí của đề án."
        found.append(error("nothing_asked", "Dự toán không xin đồng nào từ nguồn đã chọn.", fix))
    if else_asked:
        message = "Dự toán xin cả hai nguồn; mỗi nguồn có kế hoạch và người duyệt riêng."
        found.append(warning("two_purses", message, "Nên tách thành hai đề án, mỗi đề án một nguồn."))
    fix = "Đánh dấu cam kết khi cơ sở đã cam kết."
    if draft.counterpart is not None and not draft.full_counterpart:
        found.append(draft.counterpart.unmet("no_counterpart", "Chưa có cam kết đủ vốn đối ứng", fix))
    if draft.single_support is not None and not draft.no_double_support:
        message = "Chưa có cam kết không trùng hỗ trợ của Nhà nước"
        found.append(draft.single_support.unmet("no_single_support", message, fix))
    return [Gap(step=Step.ESTIMATE, finding=each) for each in found]


def _texts(draft: Facts) -> list[Gap]:
    found = []
    for section in draft.sections:
        words = draft.written.get(section.code, 0)
        place = f"Mục “{section.name}”"
        if words == 0:
            found.append(section.unmet("section_empty", "Chưa viết", "Viết theo ví dụ bên cạnh ô.", place))
        elif words < section.words:
            message = f"Mới có {words} chữ, thường cần khoảng {section.words} chữ mới rõ."
            found.append(
                warning("section_short", message, "Viết cụ thể hơn: ai, gì, bao nhiêu, bao giờ.", place)
            )
        if section.code in draft.unsettled:
            message = "Hai người cùng sửa mục này; có lời chưa được ghép."
            found.append(error("section_unsettled", message, "Mở mục ấy, ghép hoặc bỏ bản còn treo.", place))
    return [Gap(step=Step.TEXTS, finding=each) for each in found]


def _papers(draft: Facts) -> list[Gap]:
    fix = "Chụp hoặc quét rồi tải lên."
    missing = [each for each in draft.papers if each.code not in draft.handed_in]
    return [
        Gap(
            step=Step.PAPERS,
            finding=each.unmet("paper_missing", "Chưa nộp", fix, f"Giấy tờ “{each.name}”"),
        )
        for each in missing
    ]
