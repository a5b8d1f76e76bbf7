"""Forms about desks, seats and accounts."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import phonenumbers
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.validators import RegexValidator
from django.db.models import QuerySet

from khuyencong.organisations.actions.contacts import Ways
from khuyencong.organisations.actions.invitations import Newcomer
from khuyencong.organisations.models import Agency, User
from khuyencong.organisations.queries import names_on
from khuyencong.places.queries import communes_named, provinces_on
from khuyencong.rules.text import fold
from khuyencong.web.forms import OFFERED, AskForm, the_one
from khuyencong.web.reporting.forms import DAY_HELP, DayField, UncutField

MOST_ANSWERED = 600
"""Characters of the five answers that come along from "what could I be given?"."""

TAX_CODE = RegexValidator(
    r"^\d{10}(-?\d{3})?$|^\d{12}$",
    "Ghi 10 hoặc 13 chữ số (mã số thuế), hoặc 12 chữ số (số định danh), không dấu cách.",
)


class SearchForm(AskForm):
    """Words to look for, and which page."""

    q = forms.CharField(label="Tìm", max_length=100, required=False)
    page = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)


class DeskForm(AskForm):
    """A new desk: at which agency, of which role."""

    agency = forms.CharField(
        label="Cơ quan",
        max_length=200,
        help_text="Tên hoặc mã, gõ không dấu cũng được, ví dụ: so cong thuong dong thap.",
    )
    role = forms.ChoiceField(label="Vai trò")
    title = UncutField(label="Tên bàn", max_length=120, help_text="Ví dụ: Chuyên viên khuyến công.")
    since = DayField(label="Từ ngày", help_text=DAY_HELP)

    def __init__(
        self,
        *args: Any,
        agencies: QuerySet[Agency],
        roles: Sequence[tuple[str, str]],
        on: date,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["role"] = forms.ChoiceField(label="Vai trò", choices=roles)
        self.agencies, self.on = agencies, on

    def clean_agency(self) -> Agency:
        """The one agency of hers that is meant; names are offered where several are."""
        said = self.cleaned_data["agency"].strip()
        if (exact := self.agencies.filter(code=said).first()) is not None:
            return exact
        agencies = {agency.pk: agency for agency in self.agencies}
        named = names_on(agencies.values(), self.on)
        wanted = fold(said)
        found = {pk: name for pk, name in named.items() if set(wanted.split()) <= set(fold(name).split())}
        same = [pk for pk, name in found.items() if fold(name) == wanted] or list(found)
        if len(same) == 1:
            return agencies[same[0]]
        if not same:
            raise forms.ValidationError("Không có cơ quan nào mang tên hay mã ấy trong phạm vi của anh/chị.")
        offered = "; ".join(f"{named[pk]} ({agencies[pk].code})" for pk in same[:OFFERED])
        raise forms.ValidationError(f"{len(same)} cơ quan khớp, ghi rõ hơn hoặc ghi mã: {offered}.")


class SeatForm(AskForm):
    """Who sits here from when: somebody who has an account."""

    person = forms.CharField(
        label="Tên đăng nhập của người giữ bàn",
        max_length=150,
        help_text="Người đã có tài khoản trong phạm vi của anh/chị; người mới thì gửi thư mời.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    since = DayField(label="Từ ngày", help_text=DAY_HELP)

    def __init__(self, *args: Any, people: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "seat_%s"} | options)
        self.people = people

    def clean_person(self) -> User:
        """The account of that name."""
        found = self.people.filter(username__iexact=self.cleaned_data["person"]).first()
        if found is None:
            raise forms.ValidationError(
                "Không có tài khoản ấy trong phạm vi của anh/chị; người ở nơi khác thì gửi thư mời."
            )
        return found


class EndForm(AskForm):
    """From which day nobody sits here any more."""

    until = DayField(label="Thôi giữ bàn từ ngày", help_text=DAY_HELP)
    though_waiting = forms.BooleanField(label="Vẫn cho thôi dù còn việc đang chờ", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "end_%s"} | options)


class InviteForm(AskForm):
    """Whom to invite to this desk, from when."""

    full_name = UncutField(label="Họ và tên", max_length=150)
    email = forms.EmailField(
        label="Thư điện tử", widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none"})
    )
    since = DayField(label="Giữ bàn từ ngày", help_text=DAY_HELP)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "invite_%s"} | options)


class PhoneField(forms.CharField):
    """A telephone number as Vietnam dials it; kept as it is written nationally: "0277 3851 101"."""

    def clean(self, value: Any) -> str:
        """A number that can exist; ValidationError with the fix for one that cannot."""
        said = str(super().clean(value) or "").strip()
        if not said:
            return ""
        try:
            number = phonenumbers.parse(said, "VN")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise forms.ValidationError(
                "Không có số điện thoại như vậy. Ghi cả mã vùng, ví dụ 0277 3851 101, hoặc tổng đài 1900, 1800."
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


class ContactForm(AskForm):
    """How the public reaches an office."""

    phone = PhoneField(
        label="Điện thoại của cơ quan",
        max_length=30,
        required=False,
        help_text="Số máy bàn hoặc tổng đài; không ghi số riêng của cán bộ. Ví dụ: 0277 3851 101.",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="Thư điện tử của cơ quan",
        required=False,
        help_text="Hộp thư chung, không phải của một người.",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    address = UncutField(label="Địa chỉ", max_length=300, required=False)
    hours = UncutField(
        label="Giờ tiếp",
        max_length=120,
        required=False,
        help_text="Ví dụ: 7:30–11:30 và 13:30–17:00, thứ Hai đến thứ Sáu.",
    )

    @staticmethod
    def of(ways: Ways) -> dict[str, str]:
        """The form filled with what stands."""
        return asdict(ways)

    @property
    def ways(self) -> Ways:
        """What was told."""
        return Ways(**self.cleaned_data)


class AccountForm(AskForm):
    """A new account: its name, and a password typed twice."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=150,
        help_text="Chữ, số và các dấu @ . + - _, viết thường; ví dụ nguyenvanan.",
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label="Mật khẩu",
        max_length=200,
        strip=False,
        help_text="Từ 12 ký tự; một câu dài dễ nhớ tốt hơn ký tự lạ.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Gõ lại mật khẩu",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str = "", full_name: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.email, self.full_name = email, full_name

    def clean_username(self) -> str:
        """In small letters, and nobody's yet."""
        username = str(self.cleaned_data["username"]).lower()
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError("Tên đăng nhập này đã có người dùng; thêm số ở cuối.")
        return username

    def clean(self) -> dict[str, Any]:
        """The same password twice, and a good one for this person."""
        given = super().clean() or {}
        password, again = given.get("password"), given.get("again")
        if password and again and password != again:
            self.add_error("again", "Hai lần gõ chưa giống nhau.")
        if password:
            herself = User(username=given.get("username", ""), last_name=self.full_name, email=self.email)
            try:
                validate_password(password, herself)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given

    @property
    def newcomer(self) -> Newcomer:
        """The account she chose."""
        return Newcomer(username=self.cleaned_data["username"], password=self.cleaned_data["password"])


class RegistrationForm(AskForm):
    """An establishment that wants an account."""

    establishment = UncutField(label="Tên cơ sở", max_length=200)
    representative = UncutField(label="Họ và tên người đại diện", max_length=150)
    email = forms.EmailField(
        label="Thư điện tử",
        help_text="Thư xác nhận gửi tới địa chỉ này.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )
    tax_code = forms.CharField(
        label="Mã số thuế hoặc số đăng ký (nếu có)",
        max_length=20,
        required=False,
        validators=[TAX_CODE],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    province = forms.ChoiceField(label="Tỉnh, thành phố")
    commune = forms.CharField(
        label="Xã, phường, đặc khu (nếu biết)",
        max_length=80,
        required=False,
        help_text="Tên hiện nay, gõ không dấu cũng được.",
    )
    answers = forms.CharField(max_length=MOST_ANSWERED, required=False, widget=forms.HiddenInput)
    consent = forms.BooleanField(
        label="Tôi đồng ý",
        error_messages={"required": "Không có sự đồng ý thì hệ thống không được giữ các dữ liệu này."},
    )

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on = on
        provinces = [("", "Chọn…"), *((str(each.id), each.full_name) for each in provinces_on(on))]
        self.fields["province"] = forms.ChoiceField(label="Tỉnh, thành phố", choices=provinces)

    def clean(self) -> dict[str, Any]:
        """The key of the unit: the commune where it was given and is there, else the province."""
        given = super().clean() or {}
        # What came along unread must not keep anybody from an account.
        given["answers"] = given.get("answers", "")
        self.errors.pop("answers", None)
        if "province" not in given or "commune" not in given:
            return given
        province = int(given["province"])
        given["unit"] = province
        if not given["commune"]:
            return given
        found = communes_named(given["commune"], province, self.on)
        none = "Tỉnh này hiện không có xã, phường mang tên ấy; để trống cũng được."
        if (commune := the_one(self, "commune", found, none=none)) is not None:
            given["unit"] = commune.pk
        return given
