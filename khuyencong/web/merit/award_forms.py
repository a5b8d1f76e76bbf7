"""Forms about awards: the round, who is proposed and on what, the council, its minutes, the decision."""

from collections.abc import Sequence
from typing import Any

from django import forms

from khuyencong.norms.models import AwardForm
from khuyencong.organisations.models import Agency, User
from khuyencong.reporting.actions.awards import BegunAward, Proposed, Setting, Shown
from khuyencong.reporting.lifecycle import Meeting, Signed
from khuyencong.reporting.models import AwardMember, AwardProposal, AwardVote, CapabilityScore
from khuyencong.web.forms import AskForm
from khuyencong.web.projects.forms import PAPER_BYTES, PAPERS
from khuyencong.web.reporting.forms import DayField, UncutField
from khuyencong.web.uploads import OneFileField

NO_UNIT = ("", "Không phải đơn vị trong sổ")


def long_text(label: str, most: int = 4000, rows: int = 4, **options: Any) -> UncutField:
    """A field of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return UncutField(label=label, max_length=most, strip=True, widget=widget, **options)


class BeginAwardForm(AskForm):
    """The year, the form of award, until when proposals are taken."""

    year = forms.IntegerField(label="Năm", min_value=2013, max_value=2100)
    form = forms.ChoiceField(label="Hình thức")
    until = DayField(label="Nhận đề nghị đến hết ngày")

    def __init__(self, *args: Any, given: Sequence[AwardForm], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["form"].choices = [(each.code, each.name) for each in given]  # type: ignore[attr-defined]

    @property
    def begun(self) -> BegunAward:
        """What was typed, once it is valid."""
        return BegunAward(**self.cleaned_data)


class ProposeForm(AskForm):
    """Who is proposed, and what for."""

    kind = forms.ChoiceField(label="Đề nghị cho", choices=AwardProposal.Kind.choices)
    nominee = forms.ChoiceField(label="Đơn vị", required=False)
    name = UncutField(
        label="Tên tập thể, cá nhân",
        max_length=200,
        strip=True,
        required=False,
        help_text="Đề nghị cho đơn vị trong sổ thì để trống: tên lấy từ sổ cơ quan.",
    )
    achievements = long_text(
        "Thành tích", help_text="In trên bằng khen: một hai câu, có số, không ghi điều không có căn cứ."
    )

    def __init__(self, *args: Any, units: Sequence[tuple[Agency, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = {str(each.pk): each for each, _ in units}
        choices = [NO_UNIT, *((str(each.pk), name) for each, name in units)]
        self.fields["nominee"].choices = choices  # type: ignore[attr-defined]

    @property
    def proposed(self) -> Proposed:
        """What was typed, once it is valid."""
        said = self.cleaned_data
        return Proposed(
            kind=said["kind"],
            nominee=self.units.get(said["nominee"]),
            name=said["name"],
            achievements=said["achievements"],
        )


class AchievementsForm(AskForm):
    """The achievements, said anew, and how somebody who is no unit of the register is called."""

    name = UncutField(
        label="Tên tập thể, cá nhân",
        max_length=200,
        strip=True,
        required=False,
        help_text="Trùng tên với người khác thì ghi thêm nơi làm việc.",
    )
    achievements = long_text("Thành tích")


class FigureForm(AskForm):
    """A figure, and where it is from."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "figure_%s"} | options)

    words = UncutField(
        label="Số liệu", max_length=300, strip=True, help_text="Ví dụ: 12 đề án nghiệm thu đúng hạn."
    )
    source = UncutField(
        label="Nguồn", max_length=300, strip=True, help_text="Báo cáo, trang, địa chỉ xem được."
    )

    @property
    def shown(self) -> Shown:
        """What was typed, once it is valid."""
        return Shown(**self.cleaned_data)


class EvidenceFileForm(AskForm):
    """A file, and what it shows."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "evidence_%s"} | options)

    words = UncutField(label="Tệp cho thấy gì", max_length=300, strip=True)
    file = OneFileField(label="Tệp", kinds=PAPERS, most=PAPER_BYTES)

    @property
    def shown(self) -> Shown:
        """What was handed in, once it is valid."""
        file = self.cleaned_data["file"]
        return Shown(
            words=self.cleaned_data["words"],
            name=file.name,
            media_type=file.content_type or "application/octet-stream",
            content=file.read(),
        )


class ScoreForm(AskForm):
    """Which published score."""

    score = forms.ChoiceField(label="Điểm năng lực đã công bố")

    def __init__(self, *args: Any, scores: Sequence[CapabilityScore], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {str(each.pk): each for each in scores}
        choices = [(key, f"{each.edition.round}: {each.words}") for key, each in self.known.items()]
        self.fields["score"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> CapabilityScore:
        """The score, once it is valid."""
        return self.known[self.cleaned_data["score"]]


class CouncilForm(AskForm):
    """By which decision the council was set up."""

    number = UncutField(label="Số quyết định lập hội đồng", max_length=60, strip=True)
    on = DayField(label="Ngày quyết định")
    quorum = forms.IntegerField(label="Số người tối thiểu bỏ phiếu", min_value=2, max_value=50)

    @property
    def setting(self) -> Setting:
        """What was typed, once it is valid."""
        return Setting(**self.cleaned_data)


class MemberForm(AskForm):
    """Who sits on it, as what."""

    user = forms.ChoiceField(label="Thành viên")
    role = forms.ChoiceField(label="Vai trò", choices=AwardMember.Role.choices)

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(each.pk): each for each in people}
        self.fields["user"].choices = [(key, str(each)) for key, each in self.people.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[User, str]:
        """The person and her role, once it is valid."""
        return self.people[self.cleaned_data["user"]], self.cleaned_data["role"]


class MeetingForm(AskForm):
    """The council's meeting."""

    held_on = DayField(label="Họp ngày")
    place = UncutField(label="Nơi họp", max_length=200, strip=True)
    words = long_text("Nội dung họp, ý kiến")

    @property
    def meeting(self) -> Meeting:
        """What was typed, once it is valid."""
        return Meeting(**self.cleaned_data)


class DecisionForm(AskForm):
    """The decision as it was signed."""

    number = UncutField(label="Số quyết định", max_length=60, strip=True)
    on = DayField(label="Ngày ký")
    signer = UncutField(
        label="Người ký",
        max_length=200,
        strip=True,
        help_text="Chức vụ, dấu phẩy, họ tên, ví dụ: Bộ trưởng, Nguyễn Văn A.",
    )

    @property
    def signed(self) -> Signed:
        """What was typed, once it is valid."""
        return Signed(**self.cleaned_data)


class DeclareForm(AskForm):
    """Whether a member is concerned."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "declare_%s"} | options)

    conflicted = forms.ChoiceField(
        label="Anh/chị có liên quan không",
        choices=[("no", "Không liên quan"), ("yes", "Có liên quan, không bỏ phiếu")],
    )
    words = UncutField(label="Liên quan thế nào", max_length=1000, strip=True, required=False)


class VoteForm(AskForm):
    """How she votes."""

    vote = forms.ChoiceField(label="Phiếu", choices=AwardVote.Vote.choices, widget=forms.RadioSelect)
