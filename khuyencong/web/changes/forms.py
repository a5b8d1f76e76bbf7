"""Forms of a change: how the project is to be afterwards, what was found at the site, what was signed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from khuyencong.industry.models import Site
from khuyencong.projects.models import ChangeRequest, Project
from khuyencong.projects.queries.changes import Spare
from khuyencong.rules.acceptances import plain
from khuyencong.rules.change_terms import Cost, Course, Holder, Terms
from khuyencong.rules.changes import LADDERS, Level
from khuyencong.rules.money import dong, number
from khuyencong.web.forms import AskForm
from khuyencong.web.norms.forms import FigureField
from khuyencong.web.projects.forms import MoneyField
from khuyencong.web.reporting.forms import DayField, UncutField, why_field

KEEP, HOLD, RESUME, STOP, VIOLATION = "keep", "hold", "resume", "stop", "violation"
ACTS = {
    KEEP: "Vẫn thực hiện, chỉ điều chỉnh",
    HOLD: "Tạm dừng",
    RESUME: "Cho tiếp tục sau tạm dừng",
    STOP: "Ngừng đề án",
    VIOLATION: "Ngừng vì sai phạm hoặc không đáp ứng yêu cầu",
}


def acts_for(project: Project, *, unit: bool) -> list[tuple[str, str]]:
    """What may be asked of it now; who makes the plan only puts a stop forward."""
    if not unit:
        return [(each, ACTS[each]) for each in (STOP, VIOLATION)]
    if project.state == Project.State.HELD:
        return [
            (KEEP, "Vẫn tạm dừng, chỉ điều chỉnh"),
            *((each, ACTS[each]) for each in (RESUME, STOP)),
        ]
    return [(each, ACTS[each]) for each in (KEEP, HOLD, STOP)]


def words_of(site: Site) -> str:
    """A site as a choice: whose, where."""
    place = f"{site}, {site.commune.full_name}" if site.commune is not None else str(site)
    return f"{site.establishment.name}: {place}"


def spare_words(spare: Spare) -> str:
    """A project of the reserve as a choice: its place there, what it is, what it asks."""
    place = f"{spare.number}. " if spare.number is not None else ""
    return f"{place}{spare.project.title}: {dong(spare.support)}"


class ChangeForm(AskForm):
    """The project as it is to be; every field begins as it is, and what differs is the change."""

    act = forms.ChoiceField(label="Muốn làm gì với đề án?", widget=forms.RadioSelect)
    held_until = DayField(
        label="Tạm dừng đến ngày", required=False, help_text="Chỉ ghi khi tạm dừng; chưa biết thì để trống."
    )
    last_year = forms.IntegerField(
        label="Năm kết thúc đề án", min_value=2005, max_value=2100, help_text="Sang năm sau là gia hạn."
    )
    ends_on = DayField(label="Kết thúc hợp đồng", required=False, help_text="Trong năm: đổi thời gian.")
    partner = UncutField(
        label="Đơn vị phối hợp",
        max_length=200,
        strip=True,
        required=False,
        help_text="Ví dụ: Trường Trung cấp nghề; không có thì để trống.",
    )
    title = UncutField(label="Tên đề án", max_length=300, strip=True)
    q = UncutField(
        label="Tìm cơ sở khác trong sổ",
        max_length=100,
        strip=True,
        required=False,
        help_text="Tên, mã số thuế hay số điện thoại; bấm “Tìm” rồi chọn ở ô trên.",
    )
    substitutes = forms.MultipleChoiceField(
        label="Đề án dự phòng vào thay", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = UncutField(
        label="Lý do",
        max_length=2000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Được: “Cơ sở chưa có điện ba pha, điện lực hẹn tháng 6/2027”. Không được: “Do khách quan”.",
    )

    def __init__(
        self,
        *args: Any,
        before: Terms,
        project: Project,
        unit: bool,
        sites: Sequence[Site],
        reserve: Sequence[Spare],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.before, self.reserve = before, list(reserve)
        self.sites = {each.pk: each for each in sites}
        act, spare = self.fields["act"], self.fields["substitutes"]
        assert isinstance(act, forms.ChoiceField)
        assert isinstance(spare, forms.MultipleChoiceField)
        act.choices = acts_for(project, unit=unit)
        spare.choices = [(str(each.project.pk), spare_words(each)) for each in reserve]
        if before.ends_on is None:
            del self.fields["ends_on"]
        for each in before.holders:
            self.fields[f"holder_{each.key}"] = self.holder_field(each)
        for cost in before.costs:
            self.fields |= cost_fields(cost)
        self.items = [(each.item.code, str(each.item)) for each in project.items.select_related("item")]
        years = range(project.year, before.last_year + LATER + 1)
        self.slots = range(1, added_in(self.data if self.is_bound else self.initial) + 1)
        for slot in self.slots:
            self.fields |= new_fields(slot, self.items, years)
        if self.data.get("do") == "line":
            # The page begins anew; who asked for another line goes on in it.
            self.fields[f"new_name_{self.slots[-1]}"].widget.attrs["autofocus"] = True

    def holder_field(self, holder: Holder) -> forms.TypedChoiceField:
        """At which site of whom: her own sites, and those found in the register."""
        own = [each for each in self.sites.values() if each.establishment_id == holder.establishment]
        others = [each for each in self.sites.values() if each.establishment_id != holder.establishment]
        choices = [(str(each.pk), words_of(each)) for each in (*own, *others)]
        return forms.TypedChoiceField(label=f"Cơ sở thay cho {holder.name}", choices=choices, coerce=int)

    @classmethod
    def initial_of(cls, terms: Terms, *, reason: str = "", substitutes: Sequence[int] = ()) -> dict[str, Any]:
        """What the fields say for these terms."""
        act = {Course.RUNNING: KEEP, Course.HELD: KEEP, Course.STOPPED: VIOLATION if terms.violation else STOP}
        found: dict[str, Any] = {
            "act": act[terms.course],
            "held_until": day(terms.held_until),
            "last_year": terms.last_year,
            "ends_on": day(terms.ends_on),
            "partner": terms.partner,
            "title": terms.title,
            "reason": reason,
            "substitutes": [str(each) for each in substitutes],
        }
        for each in terms.holders:
            found[f"holder_{each.key}"] = each.site
        for cost in terms.costs:
            found[f"name_{cost.key}"] = cost.name
            found[f"quantity_{cost.key}"] = plain(cost.quantity)
            found[f"price_{cost.key}"] = number(cost.unit_price)
            found[f"support_{cost.key}"] = number(cost.support)
        return found

    @classmethod
    def initial_of_lines(cls, before: Terms, shown: Terms) -> dict[str, Any]:
        """What the fields say of lines that a request takes out or adds."""
        found = cls.initial_of(before) | {f"drop_{each.key}": True for each in before.without(shown)}
        added = shown.without(before)
        for slot, each in enumerate(added, start=1):
            found |= {
                f"new_item_{slot}": each.item,
                f"new_name_{slot}": each.name,
                f"new_unit_{slot}": each.unit,
                f"new_quantity_{slot}": plain(each.quantity),
                f"new_price_{slot}": number(each.unit_price),
                f"new_year_{slot}": each.year,
                f"new_support_{slot}": number(each.support),
            }
        return found | {"added": len(added)}

    @property
    def time_fields(self) -> list[Any]:
        """When it ends."""
        return [self[name] for name in ("last_year", "ends_on") if name in self.fields]

    @property
    def holder_fields(self) -> list[Any]:
        """Who benefits where."""
        return [self[f"holder_{each.key}"] for each in self.before.holders]

    @property
    def is_adding(self) -> bool:
        """Whether the request it begins from adds a line."""
        return bool(self.initial.get("added"))

    @property
    def may_add_more(self) -> bool:
        """Whether another line may be added by the same request."""
        return len(self.slots) < MOST_ADDED

    @property
    def new_rows(self) -> list[tuple[int, list[Any]]]:
        """Each line that may be added, with its fields."""
        return [(slot, [self[f"new_{part}_{slot}"] for part in NEW_PARTS]) for slot in self.slots]

    def clean(self) -> dict[str, Any]:
        """A line that is begun is whole; of one that is taken out nobody minds what else is typed."""
        data = super().clean() or self.cleaned_data
        for cost in self.before.costs:
            if data.get(f"drop_{cost.key}"):
                for part in PARTS:
                    self.errors.pop(f"{part}_{cost.key}", None)
        for slot in self.slots:
            if not self.is_used(slot):
                continue
            for part in NEEDED:
                name = f"new_{part}_{slot}"
                if name not in self.errors and data.get(name) in (None, ""):
                    self.add_error(name, f"Dòng thêm {slot} còn thiếu ô này; không thêm nữa thì xóa hết các ô.")
        return data

    def is_used(self, slot: int) -> bool:
        """Whether anything was typed into a line to be added."""
        typed = (self.data.get(self.add_prefix(f"new_{part}_{slot}"), "") for part in TYPED)
        return any(each.strip() for each in typed)

    def new_cost(self, slot: int) -> Cost:
        """A line to be added as typed."""
        data = self.cleaned_data
        return Cost(
            key=-slot,
            name=" ".join(data[f"new_name_{slot}"].split()),
            item=data[f"new_item_{slot}"],
            unit=" ".join(data[f"new_unit_{slot}"].split()),
            quantity=data[f"new_quantity_{slot}"].normalize() + 0,
            unit_price=data[f"new_price_{slot}"],
            year=data[f"new_year_{slot}"],
            support=data[f"new_support_{slot}"] or 0,
        )

    @property
    def lines(self) -> tuple[Cost, ...]:
        """The estimate as typed: what stays, then what is added."""
        stays = [each for each in self.before.costs if not self.cleaned_data.get(f"drop_{each.key}")]
        added = [self.new_cost(slot) for slot in self.slots if self.is_used(slot)]
        return (*(self.cost(each) for each in stays), *added)

    @property
    def cost_rows(self) -> list[tuple[Cost, list[Any], Any]]:
        """Each line of the estimate with its fields, and the box that takes it out."""
        return [
            (each, [self[f"{part}_{each.key}"] for part in PARTS], self[f"drop_{each.key}"])
            for each in self.before.costs
        ]

    @property
    def after(self) -> Terms:
        """The terms as typed, once valid."""
        data, before = self.cleaned_data, self.before
        course = {HOLD: Course.HELD, RESUME: Course.RUNNING, STOP: Course.STOPPED, VIOLATION: Course.STOPPED}
        return replace(
            before,
            course=course.get(data["act"], before.course),
            held_until=None if data["act"] in (RESUME, STOP, VIOLATION) else data["held_until"],
            violation=data["act"] == VIOLATION,
            last_year=data["last_year"],
            ends_on=data.get("ends_on") if before.ends_on is not None else None,
            partner=data["partner"],
            title=" ".join(data["title"].split()),
            holders=tuple(self.held(each) for each in before.holders),
            costs=self.lines,
        )

    def held(self, holder: Holder) -> Holder:
        """Who benefits instead of her, or she herself at the site that was chosen."""
        site = self.sites[self.cleaned_data[f"holder_{holder.key}"]]
        if site.pk == holder.site:
            return holder
        place = f"{site}, {site.commune.full_name}" if site.commune is not None else str(site)
        owner = site.establishment
        return replace(holder, establishment=owner.pk, site=site.pk, name=owner.name, place=place)

    def cost(self, cost: Cost) -> Cost:
        """The line as typed."""
        data = self.cleaned_data
        return replace(
            cost,
            name=" ".join(data[f"name_{cost.key}"].split()),
            quantity=data[f"quantity_{cost.key}"].normalize() + 0,
            unit_price=data[f"price_{cost.key}"],
            support=data[f"support_{cost.key}"],
        )

    @property
    def chosen(self) -> list[Project]:
        """The substitutes in the order of the reserve list."""
        keys = set(self.cleaned_data["substitutes"])
        return [each.project for each in self.reserve if str(each.project.pk) in keys]


def cost_fields(cost: Cost) -> dict[str, forms.Field]:
    """The fields of one line of the estimate."""
    found: dict[str, forms.Field] = {
        f"name_{cost.key}": UncutField(label="Nội dung chi", max_length=300, strip=True),
        f"quantity_{cost.key}": FigureField(label=f"Số lượng ({cost.unit})" if cost.unit else "Số lượng"),
        f"price_{cost.key}": MoneyField(label="Đơn giá (đồng)"),
        f"support_{cost.key}": MoneyField(label="Hỗ trợ (đồng)"),
    }
    for each in found.values():
        each.required = True
    label = "Bỏ dòng này khỏi dự toán"
    return found | {f"drop_{cost.key}": forms.BooleanField(label=label, required=False)}


PARTS = ("name", "quantity", "price", "support")
"""What a change may say otherwise of a line that stays."""
NEW_PARTS = ("name", "item", "unit", "quantity", "price", "year", "support")
TYPED = ("name", "unit", "quantity", "price", "support")
"""What shows that a line is to be added; item and year have a choice before anybody types."""
NEEDED = ("name", "quantity", "price", "year")
MOST_ADDED = 20
"""How many lines one request adds: a longer list is another project."""
LATER = 2
"""How many years after its last one a project may be offered: who extends it adds lines of those."""


def new_fields(slot: int, items: Sequence[tuple[str, str]], years: Iterable[int]) -> dict[str, forms.Field]:
    """The fields of a line to be added; left empty it is none."""
    choices = [("", "Không xin hỗ trợ: đối ứng trả hết"), *items]
    found: dict[str, forms.Field] = {
        f"new_name_{slot}": UncutField(label="Nội dung chi", max_length=300, strip=True),
        f"new_item_{slot}": forms.ChoiceField(
            label="Thuộc khoản hỗ trợ", choices=choices, help_text="Chỉ các khoản của đề án đã duyệt."
        ),
        f"new_unit_{slot}": UncutField(label="Đơn vị tính", max_length=40, strip=True),
        f"new_quantity_{slot}": FigureField(label="Số lượng"),
        f"new_price_{slot}": MoneyField(label="Đơn giá (đồng)"),
        f"new_year_{slot}": forms.TypedChoiceField(
            label="Năm", choices=[(each, str(each)) for each in years], coerce=int, empty_value=None
        ),
        f"new_support_{slot}": MoneyField(label="Hỗ trợ (đồng)"),
    }
    for each in found.values():
        each.required = False
    return found


def added_in(data: Mapping[str, Any]) -> int:
    """How many lines to be added a form shows: as it said, one more where that was asked, at least one."""
    try:
        shown = int(data.get("added", 0) or 0)
    except (TypeError, ValueError):
        shown = 0
    return min(max(shown, 0) + (data.get("do") == "line"), MOST_ADDED) or 1


def day(on: date | None) -> str:
    """A day as it is typed."""
    return f"{on:%d/%m/%Y}" if on is not None else ""


class SubstitutesForm(AskForm):
    """Which projects of the reserve come in its place."""

    substitutes = forms.MultipleChoiceField(
        label="Đề án dự phòng vào thay", required=False, widget=forms.CheckboxSelectMultiple
    )
    order_reason = UncutField(
        label="Vì sao không theo thứ tự",
        max_length=1000,
        strip=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Chỉ ghi khi bỏ qua một đề án đứng trước trong danh sách; lý do được in trong quyết định.",
    )

    def __init__(self, *args: Any, reserve: Sequence[Spare], **options: Any) -> None:
        super().__init__(*args, **options)
        self.reserve, field = list(reserve), self.fields["substitutes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(each.project.pk), spare_words(each)) for each in reserve]

    @property
    def chosen(self) -> list[Project]:
        """Those, in the order of the reserve list."""
        keys = set(self.cleaned_data["substitutes"])
        return [each.project for each in self.reserve if str(each.project.pk) in keys]


class CheckedForm(AskForm):
    """What the department found at the site."""

    on = DayField(label="Ngày kiểm tra tại cơ sở")
    found = UncutField(
        label="Kết quả kiểm tra",
        max_length=2000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Hồ sơ, lý do, thực tế tại cơ sở.",
    )


class SignedChangeForm(AskForm):
    """What was signed, and by whom."""

    by = forms.TypedChoiceField(label="Ai ký", coerce=Level)
    number = UncutField(label="Số", max_length=60, strip=True, help_text="Như trên văn bản, ví dụ 77/QĐ-BCT.")
    signed_on = DayField(label="Ngày ký")

    def __init__(self, *args: Any, found: ChangeRequest, **options: Any) -> None:
        super().__init__(*args, initial={"by": found.level}, **options)
        field = self.fields["by"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(each.value, each.label) for each in LADDERS[found.project.purse]]


class WhyChangeForm(AskForm):
    """Why it goes back, is refused or dropped."""

    note = why_field("Đơn vị đề nghị đọc lý do này để biết phải làm gì tiếp.")


class ChangesForm(AskForm):
    """Which requests."""

    state = forms.ChoiceField(
        label="Bước", choices=[("", "Tất cả"), *ChangeRequest.State.choices], required=False
    )
