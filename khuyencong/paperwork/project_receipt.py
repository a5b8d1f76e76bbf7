"""What a unit or an owner keeps of a dossier that was sent: when, to whom, with which papers, and its code.

No document we have read gives it a form; it is the system's own word that the dossier arrived, and says so.
"""

from collections.abc import Sequence
from datetime import datetime

from khuyencong.paperwork.dossier.parts import dashed, facts, programme
from khuyencong.paperwork.official import Block, Paper, Paragraph
from khuyencong.paperwork.project_outline import NO_PLACE, beneficiaries_of
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.projects.models import Project
from khuyencong.projects.queries import Draft
from khuyencong.rules.norms import Purse

SUGGESTED = "Giấy này do hệ thống in để giữ, không phải mẫu của văn bản nào và không thay kết quả thẩm định."


def receipt(
    draft: Draft,
    *,
    agency: str,
    department: str,
    papers: Sequence[str],
    code: str,
    site: str,
    sent: datetime,
    at: datetime,
) -> Paper:
    """The receipt of a project that was sent then, in Vietnam's time; `site` is where the code is typed."""
    project: Project = draft.project
    owners = ", ".join(each.name for each in beneficiaries_of(draft)) or NO_PLACE
    blocks: list[Block] = [
        facts(
            [
                ("Đề án", project.title),
                ("Số trên hệ thống", project.code),
                ("Nguồn, năm", f"{programme(Purse(project.purse))}, {project.year}"),
                ("Cơ sở thụ hưởng", owners),
                ("Đơn vị gửi", agency),
                ("Nơi nhận", department),
                ("Gửi lúc", f"{sent:%H:%M ngày %d/%m/%Y}"),
            ]
        ),
        Paragraph(text="Giấy tờ đã nộp cùng:"),
        *dashed(["Đề án theo Mẫu 1", *papers]),
        Paragraph(text=f"Mã tra cứu: {code}"),
        Paragraph(
            text=f"Vào {site}, gõ mã này để biết hồ sơ đang ở bước nào, không cần tài khoản. Ai cầm mã thấy "
            "được bước của hồ sơ: chỉ đưa cho chủ cơ sở."
        ),
    ]
    letter = Letter(
        agency=agency,
        parent_agency="",
        place=NO_PLACE,
        on=draft.on,
        number=project.code,
        signer_title="",
        signer_name="",
        recipients=("Chủ cơ sở", "Lưu"),
        draft=False,
        kind="BIÊN NHẬN HỒ SƠ",
        symbol="…",
    )
    return Paper(
        letter=letter,
        subject=f"Hồ sơ đề án “{project.title}”",
        addressee="",
        blocks=blocks,
        at=at,
        footnotes=(SUGGESTED,),
        closing=False,
        made=project.made_up,
    )
