"""Forms of plan requests: which one, its report, a priority of the locality, why it goes back."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate

from khuyencong.norms.models import Sector
from khuyencong.norms.queries import rows_on
from khuyencong.projects.models import LocalPriority, Project
from khuyencong.projects.queries.dossiers import PARTS
from khuyencong.web.decisions.forms import PlanForm
from khuyencong.web.forms import AskForm
from khuyencong.web.projects.forms import MoneyField
from khuyencong.web.reporting.forms import UncutField, why_field

HELP = {
    "results": "Được: “Giao 8 đề án 2.450 triệu đồng, xong 7, dừng 1 do cơ sở thiếu vốn”. "
    "Không được: “Đạt kết quả tốt”.",
    "progress": "Được: “Đến 31/5 đã ký 5 hợp đồng, nghiệm thu 2”. Không được: “Đang triển khai”.",
    "targets": "Được: “Tập trung bột gạo và trái cây sấy ở ba xã ven sông, 6 đề án”. "
    "Không được: “Phát triển công nghiệp”.",
}


class RequestForm(AskForm):
    """Which request."""

    purse = forms.ChoiceField(label="Nguồn kinh phí", choices=Project.Purse.choices)
    year = forms.IntegerField(label="Năm kế hoạch", min_value=2005, max_value=2100)


class ListForm(PlanForm):
    """Under which ceiling; `purses` are those she plans."""

    ceiling = MoneyField(label="Mức kinh phí cả năm (đồng)")
    set_aside = MoneyField(label="Dành riêng cho sản xuất sạch hơn (đồng)")


class ReportForm(AskForm):
    """The three written parts."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for part, name in PARTS.items():
            self.fields[part] = UncutField(
                label=name,
                max_length=20_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=HELP[part],
            )


class PriorityForm(AskForm):
    """A trade or product on which the locality concentrates."""

    kind = forms.ChoiceField(label="Loại", choices=LocalPriority.Kind.choices)
    name = UncutField(label="Tên ngành, nghề hoặc sản phẩm", max_length=200, strip=True)
    sector = forms.ModelChoiceField(label="Thuộc ngành", queryset=Sector.objects.none(), required=False)
    reason = UncutField(label="Căn cứ", max_length=300, strip=True, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["sector"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows_on(Sector, localdate())


class AddForm(AskForm):
    """Which project is put into the request by hand."""

    project = forms.ModelChoiceField(
        label="Đề án đã đạt thẩm định cấp cơ sở, chưa ở hồ sơ nào", queryset=Project.objects.none()
    )

    def __init__(self, *args: Any, offered: QuerySet[Project], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["project"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = offered


class WhyForm(AskForm):
    """Why it goes back."""

    note = why_field("Sở đọc lý do này để biết phải bổ sung gì.", label="Lý do trả lại")
