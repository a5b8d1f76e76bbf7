"""Made-up dossiers for the tests of papers; no name in here is anybody's."""

from datetime import UTC, date, datetime
from decimal import Decimal

from khuyencong.paperwork.dossier import (
    Allocation,
    AppraisalSheet,
    Appraised,
    Beneficiary,
    CouncilMember,
    CouncilMinutes,
    Ground,
    GroupPlan,
    Issued,
    Judged,
    ListedProject,
    NormCheck,
    Outline,
    OwnerNotice,
    PlanDecision,
    PlannedPlace,
    Question,
    Registration,
    Step,
    Tick,
)
from khuyencong.paperwork.regional_report.letterhead import Letter
from khuyencong.rules.estimate import Line, Sums
from khuyencong.rules.norms import Purse

AT = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
ON = date(2026, 3, 2)
NATIONAL, LOCAL = Purse.NATIONAL, Purse.LOCAL


def letter(kind="ĐỀ ÁN", symbol="ĐA", **changed):
    given = {
        "agency": "Trung tâm Khuyến công tỉnh Minh Họa",
        "parent_agency": "Sở Công Thương tỉnh Minh Họa",
        "place": "Minh Họa",
        "on": ON,
        "number": f"12/{symbol}-TTKC",
        "signer_title": "Giám đốc",
        "signer_name": "Nguyễn Thị Minh Họa",
        "recipients": ("Sở Công Thương (để thẩm định);", "Lưu: VT."),
        "draft": False,
        "kind": kind,
        "symbol": symbol,
    }
    return Letter(**{**given, **changed})


def line(name, price, support, *, year=2026, quantity=1, part="national", other=0, unit="máy", item="may-moc"):
    made = Line(
        name=name,
        item=item,
        unit=unit,
        quantity=Decimal(quantity),
        unit_price=price,
        year=year,
        other=other,
        **{part: support},
    )
    return made.completed()


LINES = (
    line("Máy sấy bơm nhiệt", 270_000_000, 127_000_000),
    line("Máy ép viên", 60_000_000, 28_000_000),
    line("Nghiệm thu, chạy thử", 5_500_500, 0, unit="lần", item="", other=500_500),
)
SERVED = Beneficiary(
    name="Hợp tác xã Sao Mai (minh họa)",
    address="Ấp 3, xã Phú Lợi, tỉnh Minh Họa",
    tax_code="1400000001",
    representative="Trần Văn Minh Họa",
)


def outline(**changed):
    given = {
        "letter": letter(),
        "title": "Hỗ trợ ứng dụng máy móc tiên tiến trong sấy nông sản",
        "purse": NATIONAL,
        "kind": "named",
        "first_year": 2026,
        "last_year": 2026,
        "unit": "Trung tâm Khuyến công tỉnh Minh Họa",
        "partners": ("Phòng Kinh tế xã Phú Lợi",),
        "places": ("Xã Phú Lợi, tỉnh Minh Họa",),
        "beneficiaries": (SERVED,),
        "sector": "Chế biến nông, lâm, thủy sản, thực phẩm",
        "priority": "",
        "place_text": "Trung tâm thực hiện, hợp tác xã thụ hưởng.",
        "need": "Xưởng sấy thủ công, tỷ lệ hỏng 12 %.\nKhách đặt 1 tấn mỗi ngày.",
        "goals": "Tỷ lệ hỏng dưới 4 %.",
        "scale": "01 máy sấy 1.000 kg/mẻ.",
        "work": "Tháng 3: ký hợp đồng.",
        "organisation": "",
        "effect": "Thêm 6 việc làm.",
        "lines": LINES,
        "norms": (
            NormCheck(
                item="Máy móc, thiết bị tiên tiến",
                cost=330_000_000,
                asked=155_000_000,
                allowed=165_000_000,
                law="Điều 8 khoản 4, 28/2018/TT-BTC (cần xác minh)",
            ),
        ),
        "no_double_support": True,
        "full_counterpart": True,
        "at": AT,
        "made": True,
    }
    return Outline(**{**given, **changed})


def money(total, state, *, part="national", other=0):
    return Sums(total=total, counterpart=total - state - other, other=other, **{part: state})


def listed(title="Hỗ trợ máy sấy", total=335_500_500, state=155_000_000, *, part="national", **changed):
    given = {
        "title": title,
        "unit": "Trung tâm Khuyến công tỉnh Minh Họa",
        "goals": "Ứng dụng 2 máy tiên tiến",
        "results": "Tỷ lệ hỏng dưới 4 %",
        "first_year": 2026,
        "last_year": 2026,
        "money": money(total, state, part=part),
    }
    return ListedProject(**{**given, **changed})


PROJECTS = (
    listed("Đề án điểm chuỗi sấy nông sản", 2_000_000_000, 900_000_000, kind="model", last_year=2027),
    listed(),
    listed("Đào tạo nghề đan lục bình", 120_000_000, 120_000_000, kind="group", note="Địa bàn ưu tiên"),
)
DECISION = Issued(kind="Quyết định", number="345/QĐ-BCT", on=date(2026, 2, 20), by="Bộ trưởng Bộ Công Thương")
GROUNDS = (
    Ground(
        kind="Nghị định",
        number="45/2012/NĐ-CP",
        issuer="Chính phủ",
        title="Về khuyến công",
        signed=date(2012, 5, 21),
    ),
)


def registration(**changed):
    given = {
        "letter": letter("TỜ TRÌNH", "TTr", agency="Sở Công Thương tỉnh Minh Họa"),
        "addressee": "Cục Đổi mới sáng tạo, Chuyển đổi xanh và Khuyến công",
        "purse": NATIONAL,
        "year": 2026,
        "last_year_results": "Đã hỗ trợ 12 cơ sở.",
        "progress": "Đang thực hiện 5 đề án.",
        "goals": "Tập trung chế biến nông sản.",
        "priorities": ("Chế biến cá tra", "Sấy trái cây"),
        "projects": PROJECTS,
        "attached": ("Đề án và phiếu thẩm định cấp cơ sở (3 bộ)",),
        "at": AT,
        "made": True,
    }
    return Registration(**{**given, **changed})


def appraised(**changed):
    given = {
        "title": "Hỗ trợ máy sấy",
        "unit": "Trung tâm Khuyến công tỉnh Minh Họa",
        "purse": "Khuyến công quốc gia",
        "beneficiaries": (SERVED.name,),
        "asked": 155_000_000,
        "proposed": 150_000_000,
        "items": (
            Judged(
                title="Phù hợp nguyên tắc",
                verdict="pass",
                words="Đúng nội dung.",
                by="Lê B",
                ticks=(Tick(question="Hợp ngành?", answer="Có"),),
            ),
            Judged(title="Mục tiêu, hiệu quả", verdict="supplement", words="Thiếu báo giá."),
            Judged(title="Năng lực", verdict="pass"),
            Judged(title="Lồng ghép", verdict="fail", words="Không lồng ghép."),
            Judged(title="Hồ sơ", verdict="open"),
        ),
        "questions": (
            Question(text="Bổ sung báo giá máy sấy?", asked_to="Trung tâm", until=date(2026, 3, 20)),
            Question(text="Điện ba pha?", asked_to="Hợp tác xã", answer="Đã có."),
        ),
        "conclusion": "Thông qua sau khi bổ sung.",
        "votes_for": 4,
        "votes_against": 1,
    }
    return Appraised(**{**given, **changed})


def sheet(**changed):
    given = {
        "letter": letter("PHIẾU THẨM ĐỊNH", "PTĐ", agency="Sở Công Thương tỉnh Minh Họa", parent_agency=""),
        "project": appraised(),
        "named": True,
        "level": "cấp cơ sở",
        "appraiser": "Lê Thị B (minh họa)",
        "at": AT,
        "made": True,
    }
    return AppraisalSheet(**{**given, **changed})


def minutes(**changed):
    given = {
        "letter": letter("BIÊN BẢN", "BB", agency="Hội đồng thẩm định", parent_agency="Sở Công Thương"),
        "level": "cấp cơ sở",
        "founded_by": "Quyết định số 9/QĐ-SCT ngày 01 tháng 3 năm 2026 của Giám đốc Sở Công Thương",
        "began": datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
        "ended": datetime(2026, 3, 2, 4, 30, tzinfo=UTC),
        "where": "Phòng họp số 2",
        "members": (
            CouncilMember(name="Phạm C", position="Phó Giám đốc Sở", role="Chủ tịch"),
            CouncilMember(name="Lê B", position="Chuyên viên", role="Thư ký"),
            CouncilMember(
                name="Võ D",
                position="Phòng Tài chính",
                role="Ủy viên",
                present=False,
                conflict="em của chủ cơ sở",
            ),
        ),
        "projects": (appraised(), appraised(title="Máy ép viên", questions=(), votes_for=None)),
        "chair": "Phạm C",
        "secretary": "Lê B",
        "at": AT,
        "made": True,
    }
    return CouncilMinutes(**{**given, **changed})


def decision(**changed):
    given = {
        "letter": letter(
            "QUYẾT ĐỊNH",
            "QĐ",
            agency="Bộ Công Thương",
            parent_agency="",
            number="345/QĐ-BCT",
            signer_title="KT. Bộ trưởng\nThứ trưởng",
        ),
        "authority": "Bộ trưởng Bộ Công Thương",
        "purse": NATIONAL,
        "year": 2026,
        "grounds": GROUNDS,
        "proposal": "Theo đề nghị của Cục trưởng tại Tờ trình số 5/TTr",
        "projects": PROJECTS,
        "manager": "Cục Đổi mới sáng tạo, Chuyển đổi xanh và Khuyến công",
        "responsible": "Chánh Văn phòng Bộ, Cục trưởng và thủ trưởng các đơn vị liên quan",
        "at": AT,
        "made": True,
    }
    return PlanDecision(**{**given, **changed})


def allocation(**changed):
    given = {
        "letter": letter(
            "THÔNG BÁO", "TB", agency="Cục Khuyến công (minh họa)", parent_agency="Bộ Công Thương"
        ),
        "unit": "Trung tâm Khuyến công tỉnh Minh Họa",
        "purse": NATIONAL,
        "year": 2026,
        "decision": DECISION,
        "projects": PROJECTS,
        "way": "ký hợp đồng",
        "steps": (Step(what="Ký hợp đồng thực hiện đề án", until=date(2026, 4, 15), where="Cục"),),
        "contact": "Phòng Khuyến công",
        "at": AT,
        "made": True,
    }
    return Allocation(**{**given, **changed})


def group_plan(**changed):
    given = {
        "letter": letter("KẾ HOẠCH", "KH"),
        "addressee": "Sở Công Thương tỉnh Minh Họa",
        "title": "Đào tạo nghề đan lục bình",
        "unit": "Trung tâm Khuyến công tỉnh Minh Họa",
        "purse": NATIONAL,
        "year": 2026,
        "decision": DECISION,
        "places": (
            PlannedPlace(
                beneficiary=SERVED,
                content="1 lớp, 35 người",
                period="4–6/2026",
                money=money(60_000_000, 60_000_000),
            ),
            PlannedPlace(
                beneficiary=SERVED,
                content="1 lớp, 30 người",
                period="7–9/2026",
                money=money(60_500_000, 60_000_000),
            ),
        ),
        "organisation": "Trung tâm tổ chức, hợp tác xã cung cấp địa điểm.",
        "at": AT,
        "made": True,
    }
    return GroupPlan(**{**given, **changed})


def notice(**changed):
    given = {
        "letter": letter("THÔNG BÁO", "TB"),
        "establishment": SERVED.name,
        "project": "Hỗ trợ máy sấy",
        "outcome": "approved",
        "programme": "khuyến công quốc gia",
        "support": 150_000_000,
        "own_part": 185_500_500,
        "reasons": ("Xã thuộc địa bàn ưu tiên.",),
        "steps": (Step(what="Ký hợp đồng hỗ trợ", until=date(2026, 4, 15), where="Trung tâm Khuyến công"),),
        "papers_to_keep": ("Hợp đồng mua máy", "Hóa đơn"),
        "contact": "Trung tâm Khuyến công tỉnh Minh Họa, bàn tiếp nhận",
        "at": AT,
        "decision": DECISION,
        "made": True,
    }
    return OwnerNotice(**{**given, **changed})
