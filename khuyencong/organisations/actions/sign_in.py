"""Telling the trail what happened to an account. Never a password, a code or a seed."""

from collections.abc import Mapping
from datetime import datetime

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import User
from khuyencong.workflow.actions import Dossier, record

TITLES = {
    "account.signed_in": "Đăng nhập",
    "account.locked_out": "Tạm ngừng nhận đăng nhập vì sai quá nhiều lần",
    "account.factor_failed": "Đúng mật khẩu nhưng sai lớp thứ hai",
    "account.password_changed": "Đổi mật khẩu",
    "account.password_reset": "Đặt lại mật khẩu bằng thư",
    "account.factor_added": "Thêm lớp đăng nhập thứ hai",
    "account.factor_removed": "Bỏ lớp đăng nhập thứ hai",
    "account.factor_reset": "Lập mã khôi phục mới",
    "account.session_ended": "Đăng xuất từ xa một nơi đang đăng nhập",
    "account.joined": "Gắn tài khoản định danh",
}


def tell(name: str, user: User, *, by: Actor, at: datetime, after: Mapping[str, object] | None = None) -> None:
    """Append that this happened to her account."""
    about = Dossier(kind="account", key=str(user.pk), agency=by.agency_code)
    record(name, f"{TITLES[name]}: {user.username}", about=about, by=by, at=at, after=after)
