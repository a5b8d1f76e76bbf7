"""The forms of sign-in. They are allauth's; the words are ours, for its own are English or missing."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms

from khuyencong.organisations.queries import people_with_email

DIFFERENT = "Hai lần gõ chưa giống nhau."
REQUIRED = "Không được để trống."


class Worded(forms.Form):
    """A form whose labels and helps are given here; no field has a placeholder instead of a label."""

    words: ClassVar[dict[str, tuple[str, str]]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, help_text
            field.error_messages["required"] = REQUIRED
            field.widget.attrs.pop("placeholder", None)


class Twice(Worded):
    """A new password, typed twice."""

    def clean(self) -> dict[str, Any]:
        """The same both times; allauth says this in English."""
        given: dict[str, Any] = forms.Form.clean(self) or {}
        first, again = given.get("password1"), given.get("password2")
        if first and again and first != again:
            self.add_error("password2", DIFFERENT)
        return given


NEW = {
    "password1": ("Mật khẩu mới", "Từ 12 ký tự; một câu dài dễ nhớ tốt hơn ký tự lạ."),
    "password2": ("Gõ lại mật khẩu mới", ""),
}
CODE = {"code": ("Mã xác nhận", "Sáu chữ số trong ứng dụng mã, hoặc một mã khôi phục.")}


class LoginForm(Worded, account.LoginForm):
    """Name and password."""

    words: ClassVar = {"login": ("Tên đăng nhập", ""), "password": ("Mật khẩu", "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    """The password once more."""

    words: ClassVar = {"password": ("Mật khẩu", "")}


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    """To which address the letter goes."""

    words: ClassVar = {"email": ("Thư điện tử của tài khoản", "")}

    def clean_email(self) -> str:
        """Whose it is: User.email alone counts, so that an address that was replaced opens nothing."""
        email = str(self.cleaned_data["email"])
        self.users = people_with_email(email)
        return email


class ResetPasswordKeyForm(Twice, account.ResetPasswordKeyForm):
    """A new password, by the link of a letter."""

    words: ClassVar = NEW


class ChangePasswordForm(Twice, account.ChangePasswordForm):
    """A new password, by the old one."""

    words: ClassVar = {"oldpassword": ("Mật khẩu hiện nay", "")} | NEW


class SetPasswordForm(Twice, account.SetPasswordForm):
    """A first password, for who came in by single sign-on."""

    words: ClassVar = NEW


class AuthenticateForm(Worded, mfa.AuthenticateForm):
    """The second factor, after the password."""

    words: ClassVar = CODE


class ReauthenticateByCodeForm(Worded, mfa.ReauthenticateForm):
    """A code once more."""

    words: ClassVar = CODE


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):
    """The first code of an app that scanned the seed."""

    words: ClassVar = {"code": ("Mã ứng dụng vừa hiện", "Sáu chữ số.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric"}


class AddPasskeyForm(Worded, webauthn.AddWebAuthnForm):
    """A key by its name."""

    words: ClassVar = {
        "name": ("Tên khóa", "Để phân biệt khi có nhiều khóa, ví dụ “Điện thoại của tôi”."),
        "passwordless": (
            "Đăng nhập chỉ bằng khóa này, không cần mật khẩu",
            "Khi dùng, máy hỏi vân tay, khuôn mặt hoặc mã PIN.",
        ),
    }


class RenamePasskeyForm(Worded, webauthn.EditWebAuthnForm):
    """Another name for a key."""

    words: ClassVar = {"name": ("Tên khóa", "")}
