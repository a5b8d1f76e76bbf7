"""Forms of outstanding products: the round, papers, council, sheet, minutes, decision, complaint."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from khuyencong.industry.actions.photos import PHOTO_BYTES
from khuyencong.industry.actions.products.certificates import Complained, Signed
from khuyencong.industry.actions.products.entries import ConsentSaid, EntrySaid
from khuyencong.industry.actions.products.rounds import BegunRound, CouncilSaid, MemberSaid
from khuyencong.industry.lifecycle.products import Answered, Concluded
from khuyencong.industry.models import (
    Certificate,
    ProductComplaint,
    ProductEntry,
    ProductMember,
    ProductPhoto,
    ProductRound,
)
from khuyencong.norms.models import ProductLevel
from khuyencong.organisations.models import User
from khuyencong.places.models import Region
from khuyencong.rules.products import TENTHS, Criterion
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import DayField, UncutField, why_field
from khuyencong.web.uploads import OneFileField

NOBODY = ("", "Không có tài khoản (chỉ ở Hội đồng)")


def long_text(label: str, most: int = 4000, rows: int = 4, **options: Any) -> UncutField:
    """A field of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return UncutField(label=label, max_length=most, strip=True, widget=widget, **options)


class BeginRoundForm(AskForm):
    """Level, year, region, until when, by which plan."""

    level = forms.ChoiceField(label="Cấp")
    year = forms.IntegerField(label="Năm", min_value=2014, max_value=2100)
    region = forms.ChoiceField(label="Vùng", required=False, help_text="Chỉ chọn khi bình chọn cấp khu vực.")
    plan = UncutField(label="Kế hoạch đã duyệt", max_length=200, strip=True, help_text="Số, ngày văn bản.")
    until = DayField(label="Nhận đăng ký đến hết ngày")

    def __init__(
        self, *args: Any, levels: Sequence[ProductLevel], regions: Sequence[Region], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.regions = {str(each.pk): each for each in regions}
        self.fields["level"].choices = [(each.level, each.name) for each in levels]  # type: ignore[attr-defined]
        with_regions = any(each.level == ProductLevel.Level.REGION for each in levels)
        if not with_regions:
            del self.fields["region"]
            return
        choices = [("", "Không theo vùng"), *((key, each.name) for key, each in self.regions.items())]
        self.fields["region"].choices = choices  # type: ignore[attr-defined]

    @property
    def begun(self) -> BegunRound:
        """What was typed, once it is valid."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "region"}
        return BegunRound(**said, region=self.regions.get(self.cleaned_data.get("region", "")))


class OwnerForm(AskForm):
    """Whose product it is: words of the register."""

    q = UncutField(label="Tên cơ sở, mã số thuế", max_length=80, strip=True, required=False)


class EntryForm(AskForm):
    """The papers of a product; the owner's own words and declarations."""

    name = UncutField(label="Tên sản phẩm", max_length=200, strip=True)
    group = forms.ChoiceField(label="Nhóm sản phẩm")
    set_case = forms.ChoiceField(
        label="Một sản phẩm hay bộ sản phẩm", required=False, choices=ProductEntry.SetCase.choices
    )
    description = long_text(
        "Thuyết minh sản phẩm",
        required=False,
        help_text="Nguyên liệu, cách làm, thị trường, lao động, môi trường, nét văn hóa.",
    )
    standard = UncutField(label="Tiêu chuẩn chất lượng cam kết", max_length=300, strip=True, required=False)
    own = forms.BooleanField(label="Do chính cơ sở sản xuất", required=False)
    original = forms.BooleanField(label="Không sao chép, không vi phạm sở hữu trí tuệ", required=False)
    serial_made = forms.BooleanField(label="Sản xuất được hàng loạt, không phải độc bản", required=False)
    lower = forms.ChoiceField(label="Giấy chứng nhận cấp dưới còn giá trị", required=False)
    no_round_below = forms.BooleanField(label="Cấp dưới không tổ chức bình chọn", required=False)
    letter_number = UncutField(label="Số văn bản đề nghị", max_length=60, strip=True, required=False)
    letter_on = DayField(label="Ngày văn bản đề nghị", required=False)

    def __init__(
        self, *args: Any, found: ProductRound, lowers: Sequence[Certificate] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.lowers = {str(each.pk): each for each in lowers}
        self.fields["group"].choices = found.group_choices  # type: ignore[attr-defined]
        if not found.below:
            for name in ("lower", "no_round_below", "letter_number", "letter_on"):
                del self.fields[name]
            return
        if found.level != ProductLevel.Level.PROVINCE:
            del self.fields["no_round_below"]
        named = [
            (key, f"{each.product}, {each.get_level_display()}, năm {each.year}")
            for key, each in self.lowers.items()
        ]
        self.fields["lower"].choices = [("", "Chưa có trong sổ cơ sở"), *named]  # type: ignore[attr-defined]

    @property
    def said(self) -> EntrySaid:
        """What was typed, once it is valid."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "lower"}
        return EntrySaid(**said, lower=self.lowers.get(self.cleaned_data.get("lower", "")))


class PhotoForm(AskForm):
    """One photograph, from where, and words in its place."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "photo_%s"} | options)

    file = OneFileField(label="Ảnh (JPEG, PNG; tối đa 3 MB)", kinds=("jpg", "jpeg", "png"), most=PHOTO_BYTES)
    angle = forms.ChoiceField(label="Góc độ", choices=ProductPhoto.Angle.choices)
    alt = UncutField(
        label="Chữ thay ảnh",
        max_length=200,
        strip=True,
        help_text="Ai không nhìn thấy ảnh thì nghe câu này: ảnh cho thấy gì.",
    )


class ConsentForm(AskForm):
    """What the maker said about publishing how to reach her."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "consent_%s"} | options)

    agreed = forms.ChoiceField(
        label="Chủ cơ sở nói",
        choices=[("yes", "Đồng ý đăng điện thoại, thư điện tử"), ("no", "Thôi đồng ý, gỡ xuống")],
    )
    said_by = UncutField(label="Ai nói", max_length=150, strip=True)
    how = UncutField(
        label="Bằng cách nào", max_length=300, strip=True, help_text="Ví dụ: phiếu có chữ ký, gọi điện, thư."
    )
    on = DayField(label="Ngày")

    @property
    def said(self) -> ConsentSaid:
        """What was typed, once it is valid."""
        said = self.cleaned_data
        return ConsentSaid(
            agreed=said["agreed"] == "yes", said_by=said["said_by"], how=said["how"], on=said["on"]
        )


class CouncilForm(AskForm):
    """By which decision the council was set up."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "council_%s"} | options)

    number = UncutField(label="Số quyết định lập Hội đồng", max_length=60, strip=True)
    on = DayField(label="Ngày quyết định")

    @property
    def setting(self) -> CouncilSaid:
        """What was typed, once it is valid."""
        return CouncilSaid(**self.cleaned_data)


class MemberForm(AskForm):
    """Who sits, as what."""

    user = forms.ChoiceField(label="Tài khoản", required=False)
    name = UncutField(
        label="Họ tên", max_length=150, strip=True, required=False, help_text="Có tài khoản thì để trống."
    )
    post = UncutField(label="Chức vụ, nơi công tác", max_length=200, strip=True, required=False)
    role = forms.ChoiceField(label="Trong Hội đồng", choices=ProductMember.Role.choices, initial="member")
    jury = forms.ChoiceField(label="Trong Ban Giám khảo", choices=ProductMember.Jury.choices)

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "member_%s"} | options)
        self.people = {str(each.pk): each for each in people}
        self.fields["user"].choices = [NOBODY, *((key, str(each)) for key, each in self.people.items())]  # type: ignore[attr-defined]

    @property
    def said(self) -> MemberSaid:
        """What was typed, once it is valid."""
        said = self.cleaned_data
        return MemberSaid(**said | {"user": self.people.get(said["user"])})


class DeclareForm(AskForm):
    """Whether a judge is concerned."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "declare_%s"} | options)

    conflicted = forms.ChoiceField(
        label="Anh/chị có liên quan đến cơ sở không",
        choices=[("no", "Không liên quan"), ("yes", "Có liên quan, không chấm")],
    )
    words = UncutField(label="Liên quan thế nào", max_length=1000, strip=True, required=False)


class SheetForm(AskForm):
    """A judge's points, criterion by criterion; a comma or a point marks the decimal."""

    remarks = long_text("Nhận xét", most=1000, rows=2, required=False)

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "sheet_%s"} | options)
        remarks = self.fields.pop("remarks")
        self.criteria = criteria
        for each in criteria:
            self.fields[each.code] = forms.DecimalField(
                label=f"{each.name} (tối đa {each.most})",
                max_digits=5,
                decimal_places=1,
                min_value=0,
                max_value=each.most,
                localize=True,
                help_text=each.told,
                error_messages={
                    "max_value": f"Tiêu chí này tối đa {each.most} điểm.",
                    "min_value": "Điểm từ 0 trở lên.",
                    "invalid": "Ghi điểm bằng số, ví dụ 35 hay 35,5.",
                    "max_decimal_places": "Ghi nhiều nhất một chữ số sau dấu phẩy.",
                },
            )
        self.fields["remarks"] = remarks

    @property
    def tenths(self) -> dict[str, int | None]:
        """What was typed, once it is valid."""
        given: dict[str, Decimal] = {each.code: self.cleaned_data[each.code] for each in self.criteria}
        return {code: int(value * TENTHS) for code, value in given.items()}


class MeetingForm(AskForm):
    """The jury's minutes, and which products the council proposes."""

    def __init__(self, *args: Any, reaching: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "meeting_%s"} | options)
        self.fields["chosen"].choices = reaching  # type: ignore[attr-defined]
        self.fields["chosen"].initial = [key for key, _ in reaching]

    held_on = DayField(label="Họp ngày")
    place = UncutField(label="Nơi họp", max_length=200, strip=True)
    words = long_text("Nội dung biên bản tổng hợp")
    chosen = forms.MultipleChoiceField(
        label="Trình công nhận", required=False, widget=forms.CheckboxSelectMultiple
    )

    @property
    def meeting(self) -> Concluded:
        """What was typed, once it is valid."""
        said = self.cleaned_data
        chosen = frozenset(int(each) for each in said["chosen"])
        return Concluded(held_on=said["held_on"], place=said["place"], words=said["words"], chosen=chosen)


class DecisionForm(AskForm):
    """A decision as it was signed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "decision_%s"} | options)

    number = UncutField(label="Số quyết định", max_length=60, strip=True)
    on = DayField(label="Ngày ký")
    signer = UncutField(
        label="Người ký",
        max_length=200,
        strip=True,
        help_text="Chức vụ, dấu phẩy, họ tên, ví dụ: Chủ tịch, Nguyễn Văn A.",
    )

    @property
    def signed(self) -> Signed:
        """What was typed, once it is valid."""
        said = self.cleaned_data
        return Signed(number=said["number"], on=said["on"], signer=said["signer"])


class WithdrawForm(DecisionForm):
    """The decision that withdraws a certificate, and why in words everybody reads."""

    note = long_text("Lý do thu hồi (đăng công khai)", most=1000, rows=3)


class NoticeForm(AskForm):
    """When the makers were told."""

    on = DayField(label="Thông báo ngày")


class ComplainForm(AskForm):
    """A complaint as it came in."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "complain_%s"} | options)

    on = DayField(label="Nhận đơn ngày")
    words = long_text("Nội dung khiếu nại")

    @property
    def complained(self) -> Complained:
        """What was typed, once it is valid."""
        return Complained(**self.cleaned_data)


class AnswerForm(AskForm):
    """How the council settled it."""

    outcome = forms.ChoiceField(label="Kết luận", choices=ProductComplaint.Outcome.choices)
    words = long_text("Trả lời")
    on = DayField(label="Trả lời ngày")

    @property
    def answered(self) -> Answered:
        """What was typed, once it is valid."""
        return Answered(**self.cleaned_data)


class WhyForm(AskForm):
    """Why a step is taken."""

    note = why_field()


class LookForm(AskForm):
    """What the catalogue is narrowed by."""

    q = UncutField(label="Tên sản phẩm, cơ sở, nơi", max_length=80, strip=True, required=False)
    province = forms.ChoiceField(label="Tỉnh", required=False)
    group = forms.ChoiceField(label="Nhóm", required=False)
    level = forms.ChoiceField(label="Cấp", required=False)
    year = forms.ChoiceField(label="Năm cấp", required=False)
    standing = forms.ChoiceField(
        label="Giá trị",
        required=False,
        choices=[
            ("", "Mọi giấy chứng nhận"),
            ("valid", "Còn giá trị"),
            ("expired", "Đã hết giá trị"),
            ("withdrawn", "Đã thu hồi"),
        ],
    )

    def __init__(self, *args: Any, known: dict[str, list[tuple[str, str]]], **options: Any) -> None:
        super().__init__(*args, **options)
        anything = {"province": "Mọi tỉnh", "group": "Mọi nhóm", "level": "Mọi cấp", "year": "Mọi năm"}
        for name, words in anything.items():
            self.fields[name].choices = [("", words), *known[name]]  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        """The question, once it is valid; what cannot be read narrows nothing."""
        said = self.cleaned_data if self.is_valid() else {}
        return {
            "words": said.get("q", ""),
            "province": int(said["province"]) if said.get("province") else None,
            "group": said.get("group", ""),
            "level": said.get("level", ""),
            "year": int(said["year"]) if said.get("year") else None,
            "standing": said.get("standing", ""),
        }


class VerifyForm(AskForm):
    """A code as it stands on the paper."""

    code = UncutField(label="Mã xác minh trên giấy chứng nhận", max_length=20, strip=True)
