"""What the trail's codes are called, and a change told field by field instead of as it is stored."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from khuyencong.handover.lifecycle import HANDOVER
from khuyencong.industry.lifecycle import (
    MERGE,
    PRODUCT_CERTIFICATE,
    PRODUCT_COMPLAINT,
    PRODUCT_ENTRY,
    PRODUCT_ROUND,
)
from khuyencong.industry.models import Establishment
from khuyencong.norms.lifecycle import NORM_CHANGE
from khuyencong.projects.lifecycle import CHANGE
from khuyencong.reporting.lifecycle import (
    AWARD,
    AWARD_PROPOSAL,
    CAPABILITY,
    CAPABILITY_HEARING,
    CORRECTION,
    REPORT,
)
from khuyencong.rules.money import number

GROUPS = {
    "return.": "Nộp báo cáo",
    "correction.": "Đính chính",
    "posting_correction.": "Đính chính bút toán",
    "statement_removal.": "Bỏ riêng sao kê",
    "give_back.": "Hoàn trả tạm ứng",
    "report.": "Báo cáo vùng",
    "capability.": "Điểm năng lực",
    "award.": "Khen thưởng",
    "award_proposal.": "Đề nghị khen thưởng",
    "hearing.": "Ý kiến về điểm năng lực",
    "periodic.": "Báo cáo định kỳ",
    "change.": "Điều chỉnh, ngừng đề án",
    "enquiry.": "Nhu cầu của cơ sở",
    "open_data.": "Dữ liệu mở",
    "group_plan.": "Kế hoạch đề án nhóm",
    "advance_rate.": "Mức tạm ứng riêng",
    "handover.": "Bàn giao",
    "training.": "Học 5 phút",
    "norm_change.": "Đề xuất định mức",
    "list_change.": "Đề xuất danh mục của luật",
    "establishment.": "Sổ cơ sở CNNT",
    "establishment_merge.": "Gộp cơ sở trùng",
    "cluster.": "Cụm công nghiệp",
    "cluster_notice.": "Công khai cụm công nghiệp",
    "product_round.": "Đợt bình chọn sản phẩm",
    "product_entry.": "Sản phẩm bình chọn",
    "product_certificate.": "Giấy chứng nhận sản phẩm",
    "product_complaint.": "Khiếu nại bình chọn",
    "law.": "Nạp văn bản, định mức",
    "account.": "Đăng nhập và tài khoản",
    "invitation.": "Lời mời",
    "desk.": "Bàn làm việc",
    "seat.": "Người giữ bàn",
    "api_key.": "Khóa API",
    "hook.": "Báo tin cho phần mềm",
    "person.": "Dữ liệu cá nhân",
    "task.": "Việc tắc",
    "export.": "Tệp đã xuất",
    "calendar.": "Địa chỉ lịch",
    "trail.": "Kiểm tra nhật ký",
}
"""How the name of an event begins → the kind of event an officer picks."""

DOSSIERS = {
    "source": "Báo cáo đã nộp",
    "figure": "Số liệu",
    "correction": "Đính chính",
    "posting_correction": "Đính chính bút toán",
    "statement_removal": "Bỏ riêng sao kê",
    "give_back": "Hoàn trả tạm ứng",
    "report_request": "Báo cáo vùng",
    "capability": "Điểm năng lực",
    "award_round": "Khen thưởng",
    "award_proposal": "Đề nghị khen thưởng",
    "capability_hearing": "Ý kiến về điểm năng lực",
    "periodic_return": "Báo cáo định kỳ",
    "change": "Điều chỉnh, ngừng đề án",
    "group_plan": "Kế hoạch đề án nhóm",
    "advance_rate": "Mức tạm ứng riêng",
    "handover": "Bàn giao",
    "learned_unit": "Bài học đã đạt",
    "norm_change": "Đề xuất định mức",
    "list_change": "Đề xuất danh mục của luật",
    "establishment": "Cơ sở CNNT",
    "establishment_import": "Nhập cơ sở từ tệp",
    "establishment_merge": "Gộp cơ sở trùng",
    "cluster": "Cụm công nghiệp",
    "cluster_notice": "Công khai cụm công nghiệp",
    "product_round": "Đợt bình chọn sản phẩm",
    "product_entry": "Sản phẩm bình chọn",
    "product_certificate": "Giấy chứng nhận sản phẩm",
    "product_complaint": "Khiếu nại bình chọn",
    "law": "Văn bản, định mức",
    "account": "Tài khoản",
    "person": "Người",
    "desk": "Bàn",
    "registration": "Đăng ký của cơ sở",
    "export": "Tệp xuất",
    "calendar": "Lịch của bàn",
    "trail": "Nhật ký",
}
FIELDS = {
    "state": "Bước",
    "percent": "Tỷ lệ (%)",
    "papers": "Giấy tờ phải nộp",
    "reason": "Lý do",
    "number": "Số văn bản",
    "signed_on": "Ngày ký",
    "decided_by": "Ai quyết định",
    "sha256": "Mã băm của tệp",
    "amount": "Số tiền (đồng)",
    "figure": "Số liệu số",
    "replaced": "Số tiền cũ (đồng)",
    "new": "Số mới",
    "changed": "Số thay đổi",
    "file": "Mã băm của tệp",
    "docx": "Mã băm của văn bản",
    "report": "Báo cáo số",
    "open_errors": "Lỗi còn mở",
    "known_at": "Như đã biết lúc",
    "by": "Bằng cách",
    "factor": "Lớp thứ hai",
    "desk": "Bàn",
    "desks": "Các bàn",
    "taker": "Bên nhận (tài khoản)",
    "giver": "Bên giao (tài khoản)",
    "tasks": "Số việc",
    "account": "Tài khoản",
    "unit": "Địa bàn",
    "learned": "Bài học",
    "version": "Bản",
    "role": "Vai trò",
    "title": "Tên",
    "since": "Từ ngày",
    "until": "Đến trước ngày",
    "from": "Từ dòng",
    "sequence": "Đến dòng",
    "hash": "Mã băm",
    "broken": "Chỗ hỏng",
    "asked": "Điều kiện lọc",
    "limit": "Giới hạn",
    "told": "Đã báo cho",
    "norm": "Dòng định mức",
    "instead_of": "Thay dòng",
    "words": "Nội dung đề xuất",
    "code": "Mã định mức",
    "added": "Dòng thêm",
    "verified": "Đã kiểm chứng",
    "clause": "Điều khoản",
    "note": "Ghi chú",
    "source": "Nơi đã đọc",
    "cap": "Mức tối đa (đồng)",
    "rate_bp": "Tỷ lệ (phần vạn)",
    "name": "Tên",
    "legal_form": "Loại hình",
    "tax_code": "Mã số thuế",
    "registration_number": "Số đăng ký kinh doanh",
    "representative": "Người đại diện",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
    "sector": "Ngành, nghề (dòng)",
    "vsic": "Mã ngành VSIC",
    "closed_on": "Ngừng từ ngày",
    "judged": "Số sản phẩm đã chấm",
    "advised": "Số trình công nhận",
    "recognised": "Số được công nhận",
    "announced_on": "Thông báo ngày",
    "complaints_until": "Nhận khiếu nại đến hết",
    "shown": "Số đưa vào danh mục",
    "jury": "Trong Ban Giám khảo",
    "member": "Thành viên (dòng)",
    "sent_on": "Gửi ngày",
    "angle": "Góc độ ảnh",
    "agreed": "Đồng ý",
    "on": "Ngày",
    "outcome": "Kết luận",
    "answered_on": "Trả lời ngày",
    "received_on": "Nhận đơn ngày",
    "due": "Hạn giải quyết",
    "withdrawn_on": "Thu hồi ngày",
    "establishment": "Cơ sở (dòng)",
    "group": "Nhóm",
    "set_case": "Một hay bộ",
    "standard": "Tiêu chuẩn cam kết",
    "own": "Tự sản xuất",
    "original": "Không sao chép",
    "serial_made": "Sản xuất hàng loạt",
    "lower": "Giấy cấp dưới (dòng)",
    "no_round_below": "Cấp dưới không tổ chức",
    "letter_number": "Số văn bản đề nghị",
    "letter_on": "Ngày văn bản đề nghị",
    "owner": "Tài khoản của chủ",
    "registration": "Lần tự đăng ký",
    "gone": "Dòng bị gộp",
    "kept": "Dòng được giữ",
    "was": "Trước đó",
    "led_along": "Dòng dẫn theo",
    "rows": "Số dòng",
    "edition": "Lần tính",
    "sitting": "Lần họp",
    "called": "Số thành viên phải bỏ phiếu",
    "tallies": "Phiếu tán thành",
    "held_on": "Họp ngày",
    "quorum": "Số người tối thiểu",
    "user": "Người (tài khoản)",
    "conflicted": "Có liên quan",
    "serial": "Số vào sổ",
    "awarded": "Số được khen",
    "lapsed": "Số đề nghị thôi xét",
    "evidence": "Căn cứ",
    "digest": "Mã băm của mọi dòng",
    "heard": "Số nơi được hỏi ý kiến",
    "set_aside": "Việc không tính",
    "to_plans": "Số đơn vị kế hoạch xét theo",
    "taken_back": "Số đơn vị thôi xét theo",
    "score": "Dòng điểm",
    "revision": "Bản",
    "first_sent_at": "Gửi lần đầu lúc",
}
VALUES = {
    "password": "mật khẩu",
    "mfa": "lớp thứ hai",
    "totp": "ứng dụng mã",
    "webauthn": "khóa đăng nhập",
    "recovery_codes": "mã khôi phục",
    "socialaccount": "tài khoản định danh",
}
MONEY = {"amount", "replaced", "cap"}
STATES = {
    life.kind: {state.code: state.label for state in life.states}
    for life in (
        CORRECTION,
        REPORT,
        HANDOVER,
        NORM_CHANGE,
        MERGE,
        CHANGE,
        CAPABILITY,
        CAPABILITY_HEARING,
        AWARD,
        AWARD_PROPOSAL,
        PRODUCT_ROUND,
        PRODUCT_ENTRY,
        PRODUCT_CERTIFICATE,
        PRODUCT_COMPLAINT,
    )
} | {"establishment": {str(code): str(label) for code, label in Establishment.State.choices}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field before and after; "" where it was not told."""

    label: str
    before: str
    after: str


def changes(kind: str, before: str, after: str) -> list[Change]:
    """What an event changed, field by field; what stayed the same is left out."""
    old, new = told(before), told(after)
    return [
        Change(
            label=FIELDS.get(name, name),
            before=spoken(kind, name, old[name]) if name in old else "",
            after=spoken(kind, name, new[name]) if name in new else "",
        )
        for name in dict.fromkeys([*old, *new])
        if name not in old or name not in new or old[name] != new[name]
    ]


def told(text: str) -> Mapping[str, Any]:
    """The stored mapping; a row that was tampered with is shown as it is and never fails the page."""
    if not text:
        return {}
    try:
        read = json.loads(text)
    except ValueError:
        return {"?": text}
    return read if isinstance(read, dict) else {"?": read}


def spoken(kind: str, name: str, value: Any) -> str:
    """A value in words."""
    match value:
        case None | "":
            return "chưa có"
        case bool():
            return "có" if value else "không"
        case int() if name in MONEY:
            return number(value)
        case list():
            return ", ".join(spoken(kind, "", each) for each in value) or "không có"
        case dict():
            return "; ".join(
                f"{FIELDS.get(key, key)}: {spoken(kind, key, each)}" for key, each in value.items()
            )
        case _ if name == "state":
            return STATES.get(kind, {}).get(str(value), str(value))
        case _:
            return VALUES.get(str(value), str(value))
