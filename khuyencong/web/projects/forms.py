"""Forms of drafting: what the project is about, a line of the estimate, a paper, narrowing the list."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate

from khuyencong.norms.models import PriorityArea, PriorityTrade, Sector, SupportItem
from khuyencong.norms.queries import cited, rows_on
from khuyencong.places.models import Unit
from khuyencong.projects.actions import Basics, Cost
from khuyencong.projects.models import Line, ProgressReport, Project
from khuyencong.rules.money import NotWholeDongError, number, to_dong
from khuyencong.rules.money import Unit as MoneyUnit
from khuyencong.rules.printed import spelled_out
from khuyencong.rules.progress import Said
from khuyencong.web.forms import AskForm
from khuyencong.web.norms.forms import FigureField
from khuyencong.web.reporting.forms import UncutField, why_field
from khuyencong.web.uploads import OneFileField

ANY = ("", "Tất cả")
PAPERS = ("pdf", "jpg", "jpeg", "png", "docx", "xlsx")
PAPER_BYTES = 10 * 2**20
MOST_MONEY, MOST_THINGS = 10**13, 10**5
"""đồng, and things on one line: beyond any project, and within what the database can hold when multiplied."""


class MoneyField(FigureField):
    """Whole đồng as officers write it ("300.000.000"); nothing is 0 where it is not required."""

    fix = "ghi số đồng chẵn, ví dụ 300.000.000; không có thì ghi 0"

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        """The amount; a sentence when it is none or no whole đồng."""
        read = super().clean(value)
        if read is None:
            return None
        if read > MOST_MONEY:
            raise forms.ValidationError("Số tiền lớn quá 10.000 tỷ đồng; xem lại có thừa số 0 không.")
        try:
            return to_dong(read, MoneyUnit.DONG)
        except NotWholeDongError as error:
            raise forms.ValidationError("Ghi số đồng chẵn, ví dụ 300.000.000.") from error

    def unreadable(self, text: str) -> str:
        """The amount written out, where words say it; else an example of an amount."""
        meant = spelled_out(text)
        example = "ví dụ 300.000.000" if meant is None else f"ở đây là {number(meant)}"
        return f"“{text}” không phải số tiền ghi đủ: ghi đủ số đồng, {example}."


class ListForm(AskForm):
    """Which projects."""

    q = forms.CharField(label="Tên đề án, cơ sở", max_length=100, required=False)
    year = forms.TypedChoiceField(label="Năm kế hoạch", coerce=int, empty_value=None, required=False)
    purse = forms.ChoiceField(label="Nguồn", choices=[ANY, *Project.Purse.choices], required=False)
    state = forms.ChoiceField(label="Bước", choices=[ANY, *Project.State.choices], required=False)

    def __init__(self, *args: Any, years: Sequence[int] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *((year, str(year)) for year in years)]


class BasicsForm(AskForm):
    """What the project is about; the items come from the wish, each with for how many."""

    title = UncutField(
        label="Tên đề án",
        max_length=300,
        strip=True,
        help_text="Nói việc gì, cho ai, ở đâu. Được: “Hỗ trợ máy sấy bơm nhiệt cho hợp tác xã Sao Mai, "
        "xã Phú Lợi”. Không được: “Đề án khuyến công năm 2027”.",
    )
    purse = forms.ChoiceField(
        label="Xin nguồn nào", choices=Project.Purse.choices, widget=forms.RadioSelect, initial="KCQG"
    )
    kind = forms.ChoiceField(
        label="Loại đề án",
        choices=Project.Kind.choices,
        widget=forms.RadioSelect,
        initial="named",
        help_text="Có địa chỉ: đã biết cơ sở nào. Nhóm: khi duyệt kế hoạch chưa cần nêu tên. "
        "Điểm: từ hai nội dung, hơn một năm, quy mô lớn",
    )
    year = forms.IntegerField(label="Năm kế hoạch", min_value=2005, max_value=2100)
    last_year = forms.IntegerField(
        label="Năm kết thúc", min_value=2005, max_value=2100, help_text="Cùng năm nếu làm xong trong một năm."
    )
    sector = forms.ModelChoiceField(
        label="Ngành, nghề",
        queryset=Sector.objects.none(),
        required=False,
        empty_label="Chọn ngành, nghề",
        help_text="Chỉ các ngành trong danh mục được hỗ trợ",
    )
    area = forms.ModelChoiceField(
        label="Địa bàn ưu tiên",
        queryset=PriorityArea.objects.none(),
        required=False,
        empty_label="Không thuộc địa bàn ưu tiên",
    )
    trade = forms.ModelChoiceField(
        label="Ngành nghề ưu tiên",
        queryset=PriorityTrade.objects.none(),
        required=False,
        empty_label="Không thuộc ngành nghề ưu tiên",
    )
    priority_basis = UncutField(
        label="Căn cứ được ưu tiên",
        max_length=300,
        strip=True,
        required=False,
        help_text="Số quyết định công nhận, giấy chứng nhận, hợp đồng xuất khẩu… "
        "Không có căn cứ thì không được nhân hệ số.",
    )
    province = forms.ModelChoiceField(
        label="Tỉnh thực hiện", queryset=Unit.objects.none(), required=False, empty_label="Chọn tỉnh"
    )
    provinces = forms.ModelMultipleChoiceField(
        label="Các tỉnh khác cùng thực hiện",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        items: Sequence[SupportItem],
        ask_province: bool = False,
        home: Unit | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.items, on = list(items), localdate()
        for name, code in (("kind", "loai-de-an"), ("sector", "danh-muc-nganh")):
            self.fields[name].help_text = f"{self.fields[name].help_text}{cited(code, on)}."
        for name, model in (("sector", Sector), ("area", PriorityArea), ("trade", PriorityTrade)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows_on(model, on)
        self.place_fields(on, ask_province=ask_province, home=home)
        for item in self.items:
            self.fields[f"item_{item.code}"] = forms.BooleanField(label=item.name, required=False)
            self.fields[f"count_{item.code}"] = forms.IntegerField(
                label=f"Số suất của “{item.name}”", min_value=1, max_value=10_000, required=False
            )

    def place_fields(self, on: date, *, ask_province: bool, home: Unit | None) -> None:
        """The provinces of the day: her own is asked of an agency without one, others may join."""
        every = Unit.objects.on(on).filter(level=Unit.Level.PROVINCE).order_by("sort_key")
        province, others = self.fields["province"], self.fields["provinces"]
        assert isinstance(province, forms.ModelChoiceField)
        assert isinstance(others, forms.ModelMultipleChoiceField)
        others.queryset = every.exclude(pk=home.pk) if home is not None else every
        if ask_province:
            province.queryset = every
            province.required = True
        else:
            del self.fields["province"]

    def clean(self) -> dict[str, Any]:
        """At least one item, and years in their order."""
        given = super().clean() or self.cleaned_data
        if self.items and not any(given.get(f"item_{each.code}") for each in self.items):
            self.add_error(None, "Chọn ít nhất một khoản hỗ trợ.")
        first, last = given.get("year"), given.get("last_year")
        if first is not None and last is not None and last < first:
            self.add_error("last_year", "Năm kết thúc không sớm hơn năm kế hoạch.")
        return given

    @property
    def item_rows(self) -> list[tuple[SupportItem, Any, Any]]:
        """(item, its box, its count) for the page."""
        return [(each, self[f"item_{each.code}"], self[f"count_{each.code}"]) for each in self.items]

    @property
    def plain_fields(self) -> list[Any]:
        """The fields that the page draws one below the other."""
        apart = ("item_", "count_", "provinces")
        return [self[name] for name in self.fields if not name.startswith(apart)]

    def said(self, wish: str, kept: Project | None = None) -> Basics:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        asked = {
            each: given.get(f"count_{each.code}") or 1 for each in self.items if given.get(f"item_{each.code}")
        }
        plain = ("title", "purse", "kind", "year", "last_year", "sector", "area", "trade", "priority_basis")
        return Basics(
            **{name: given[name] for name in plain},
            items=asked,
            wish=wish,
            provinces=[each for each in given["provinces"] if each != given.get("province")],
            full_counterpart=kept.full_counterpart if kept is not None else False,
            no_double_support=kept.no_double_support if kept is not None else False,
        )

    @classmethod
    def showing(cls, project: Project, items: Sequence[SupportItem]) -> "BasicsForm":
        """The form as the project stands."""
        plain = ("title", "purse", "kind", "year", "last_year", "sector", "area", "trade", "priority_basis")
        initial: dict[str, Any] = {name: getattr(project, name) for name in plain}
        initial["provinces"] = list(project.provinces.values_list("pk", flat=True))
        for each in project.items.select_related("item"):
            initial |= {f"item_{each.item.code}": True, f"count_{each.item.code}": each.count}
        return cls(initial=initial, items=items, home=project.province)


class PromisesForm(AskForm):
    """The two promises of every beneficiary."""

    full_counterpart = forms.BooleanField(label="Cơ sở đã cam kết đủ vốn đối ứng", required=False)
    no_double_support = forms.BooleanField(
        label="Cơ sở đã cam kết chưa được Nhà nước hỗ trợ cho cùng nội dung chi", required=False
    )


class LineForm(AskForm):
    """One line of the estimate; the beneficiary pays what is left."""

    item = forms.ModelChoiceField(
        label="Thuộc khoản hỗ trợ",
        queryset=SupportItem.objects.none(),
        required=False,
        empty_label="Chi khác, không xin hỗ trợ",
    )
    name = UncutField(label="Nội dung chi", max_length=300, strip=True)
    unit = forms.CharField(label="Đơn vị tính", max_length=40, required=False)
    quantity = FigureField(label="Số lượng")
    unit_price = MoneyField(label="Đơn giá (đồng)")
    support = MoneyField(label="Đề nghị hỗ trợ (đồng)")
    other = MoneyField(label="Nguồn khác (đồng)")
    year = forms.TypedChoiceField(label="Năm", coerce=int)

    def __init__(self, *args: Any, project: Project, **options: Any) -> None:
        super().__init__(*args, **options)
        item, year = self.fields["item"], self.fields["year"]
        assert isinstance(item, forms.ModelChoiceField)
        assert isinstance(year, forms.ChoiceField)
        item.queryset = SupportItem.objects.filter(pk__in=project.items.values("item"))
        year.choices = [(each, str(each)) for each in project.years]
        self.fields["quantity"].required = self.fields["unit_price"].required = True

    def clean_quantity(self) -> Decimal | None:
        """A quantity that a line can hold."""
        quantity: Decimal | None = self.cleaned_data["quantity"]
        if quantity is None:
            return None
        if quantity > MOST_THINGS or quantity != quantity.quantize(Decimal("0.001")):
            raise forms.ValidationError("Ghi số lượng không quá 100.000, nhiều nhất ba số lẻ, ví dụ 1,5.")
        return quantity

    def said(self) -> Cost:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        return Cost(
            name=given["name"],
            item=given["item"],
            unit=given["unit"],
            quantity=given["quantity"],
            unit_price=given["unit_price"],
            year=given["year"],
            support=given["support"] or 0,
            other=given["other"] or 0,
        )

    @classmethod
    def showing(cls, line: Line, project: Project) -> "LineForm":
        """The form as the line stands, amounts grouped as they are read."""
        quantity = f"{line.quantity.normalize():f}".replace(".", ",")
        support = line.national if project.purse == Project.Purse.NATIONAL else line.local
        initial = {
            "item": line.item_id,
            "name": line.name,
            "unit": line.unit,
            "quantity": quantity,
            "unit_price": grouped(line.unit_price),
            "support": grouped(support),
            "other": grouped(line.other),
            "year": line.year,
        }
        return cls(initial=initial, project=project)


class PaperForm(AskForm):
    """One file for one paper."""

    kind = forms.SlugField(widget=forms.HiddenInput)
    file = OneFileField(label="Tệp (PDF, ảnh chụp, Word, Excel; tối đa 10 MB)", kinds=PAPERS, most=PAPER_BYTES)


class FindForm(AskForm):
    """Which establishment."""

    q = forms.CharField(label="Tên, mã số thuế hay số điện thoại của cơ sở", max_length=100, required=False)


class WithdrawForm(AskForm):
    """Why a project is withdrawn."""

    note = why_field("Ví dụ: cơ sở không còn đủ vốn đối ứng.", label="Lý do rút")


def grouped(amount: int) -> str:
    """An amount as it is typed: "300.000.000"; "" for nothing."""
    return f"{amount:,}".replace(",", ".") if amount else ""


class ProgressForm(AskForm):
    """A month's report: work and money since the beginning."""

    done = forms.IntegerField(
        label="Khối lượng đã làm (%)",
        min_value=0,
        max_value=100,
        help_text="Cộng dồn từ đầu. Tạm ứng và chi tiếp căn cứ vào số này.",
    )
    support = MoneyField(label="Kinh phí hỗ trợ đã chi (đồng)", help_text="Cộng dồn; chưa chi thì ghi 0.")
    counterpart = MoneyField(label="Đối ứng đã chi (đồng)", help_text="Cộng dồn; chưa chi thì ghi 0.")
    told = UncutField(
        label="Đã làm",
        max_length=4000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Được: “Máy về xưởng ngày 12/3, đang lắp”. Không được: “Đang triển khai”.",
    )
    ahead = UncutField(
        label="Sẽ làm, vướng mắc",
        max_length=4000,
        strip=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Vướng gì, ai gỡ được, cần trước ngày nào.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["support"].required = self.fields["counterpart"].required = True

    @classmethod
    def showing(cls, report: ProgressReport, last: Said | None) -> "ProgressForm":
        """With what it says, or begun from the figures of the report before."""
        said = report.said
        if not said.told and last is not None:
            said = Said(done=last.done, support=last.support, counterpart=last.counterpart, told="")
        return cls(
            initial={
                "done": said.done,
                "support": number(said.support),
                "counterpart": number(said.counterpart),
                "told": said.told,
                "ahead": said.ahead,
            }
        )

    def said(self) -> Said:
        """What was typed, once it is valid."""
        return Said(**self.cleaned_data)


class ProgressPhotoForm(AskForm):
    """One photograph of what was done."""

    file = OneFileField(label="Ảnh (JPEG, PNG; tối đa 10 MB)", kinds=("jpg", "jpeg", "png"), most=PAPER_BYTES)
    words = UncutField(
        label="Ảnh gì",
        max_length=200,
        strip=True,
        required=False,
        help_text="Ví dụ: máy sấy đã lắp, nhãn số máy. Nơi và lúc chụp lấy từ ảnh.",
    )


class WhyProgressForm(AskForm):
    """Why it goes back, or why none is wanted."""

    note = why_field()
