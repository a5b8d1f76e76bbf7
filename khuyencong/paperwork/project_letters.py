"""The two letters that go with a draft, ready to be printed and signed: the unit's and the beneficiary's.

No circular we have read gives them a form; the layout is a suggestion of ours and says so on the page.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from khuyencong.paperwork.dossier.amounts import in_full
from khuyencong.paperwork.dossier.parts import dashed, facts, programme
from khuyencong.paperwork.official import Block, Paper, Paragraph
from khuyencong.paperwork.project_outline import NO_PLACE, beneficiaries_of, places_of
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.projects.queries import Draft
from khuyencong.rules.norms import Purse

SUGGESTED = "Bố cục gợi ý, không phải mẫu của Thông tư; sửa lại cho đúng thực tế trước khi ký."


def cover_letter(draft: Draft, *, agency: str, department: str, at: datetime) -> Paper:
    """The unit asks the department to look at its project."""
    purse = programme(Purse(draft.project.purse))
    blocks: list[Block] = [
        Paragraph(
            text=f"{agency} gửi hồ sơ, đề nghị thẩm định và đưa vào kế hoạch {purse} năm "
            f"{draft.project.year} đề án “{draft.project.title}”."
        ),
        *money(draft),
        Paragraph(text="Gửi kèm công văn này:"),
        *dashed(["Đề án theo Mẫu 1", "Các giấy tờ của đề án đã nộp trên hệ thống"]),
        Paragraph(text="Kính đề nghị quý cơ quan xem xét."),
    ]
    return paper(draft, blocks, sender=agency, to=department, kind="CÔNG VĂN", signer="", at=at)


def owners_request(draft: Draft, *, agency: str, department: str, at: datetime) -> Paper:
    """The beneficiary asks the unit for the support; of several each writes its own name into it."""
    found = beneficiaries_of(draft)
    own = found[0] if len(found) == 1 else None
    rows = (
        ("Tên cơ sở", own.name if own is not None else ""),
        ("Mã số thuế", own.tax_code if own is not None else ""),
        ("Người đại diện", own.representative if own is not None else ""),
        ("Nơi sản xuất", own.address if own is not None else ""),
    )
    blocks: list[Block] = [
        facts([(name, value or NO_PLACE) for name, value in rows]),
        Paragraph(
            text=f"Cơ sở đề nghị {agency} lập đề án “{draft.project.title}”, thực hiện tại "
            f"{', '.join(places_of(draft))}, để được hỗ trợ từ {programme(Purse(draft.project.purse))} "
            f"năm {draft.project.year}."
        ),
        *money(draft),
        Paragraph(text="Cơ sở cam kết:"),
        *dashed(
            [
                "có đủ vốn đối ứng cho phần không được hỗ trợ",
                "chưa được Nhà nước hỗ trợ cho cùng nội dung chi",
            ]
        ),
    ]
    sender = own.name if own is not None else NO_PLACE
    return paper(draft, blocks, sender=sender, to=agency, kind="ĐỀ NGHỊ HỖ TRỢ", signer="ĐẠI DIỆN CƠ SỞ", at=at)


def money(draft: Draft) -> list[Block]:
    """How much it costs and how much is asked; nothing where there is no line yet."""
    if not draft.lines:
        return []
    return [
        Paragraph(text=f"Tổng kinh phí: {in_full(draft.sums.total)}."),
        Paragraph(text=f"Trong đó đề nghị hỗ trợ: {in_full(draft.asked)}."),
    ]


def paper(
    draft: Draft, blocks: Sequence[Block], *, sender: str, to: str, kind: str, signer: str, at: datetime
) -> Paper:
    """The letter with its head."""
    letter = Letter(
        agency=sender,
        parent_agency="",
        place=NO_PLACE,
        on=draft.on,
        number="",
        signer_title=signer,
        signer_name="",
        recipients=("Như trên", "Lưu"),
        draft=False,
        kind=kind,
        symbol="…",
    )
    return Paper(
        letter=letter,
        subject=f"Về việc đề nghị hỗ trợ đề án “{draft.project.title}”",
        addressee=to,
        blocks=blocks,
        at=at,
        footnotes=(SUGGESTED,),
        made=draft.project.made_up,
    )


LETTERS: Mapping[str, Callable[..., Paper]] = {"cong-van": cover_letter, "de-nghi-co-so": owners_request}
"""The papers of projects/data/papers.csv that can be printed here, by their code."""
