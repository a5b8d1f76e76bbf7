"""What allauth says, in Vietnamese: errors, messages after something was done, letters."""

from django.conf import settings

ERRORS = {
    "account_inactive": "Tài khoản này đang bị khóa. Hỏi người quản trị tài khoản của cơ quan.",
    "enter_current_password": "Mật khẩu hiện nay chưa đúng.",
    "incorrect_code": "Mã chưa đúng hoặc đã hết hạn. Đợi mã mới rồi thử lại; kiểm tra giờ trên điện thoại.",
    "incorrect_password": "Mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi thử lại.",
    "invalid_or_expired_key": "Đường dẫn không đúng hoặc đã hết hạn.",
    "invalid_login": "Chưa đăng nhập được.",
    "invalid_password_reset": "Đường dẫn đặt lại mật khẩu không đúng, đã dùng hoặc đã hết hạn.",
    "rate_limited": "Thử quá nhiều lần. Chờ vài phút rồi làm lại.",
    "too_many_login_attempts": (
        f"Đã sai quá {settings.FAILED_SIGN_INS} lần. Chờ {settings.FAILED_MINUTES} phút rồi thử lại; "
        "trong lúc chờ, mật khẩu đúng cũng chưa vào được."
    ),
    "username_password_mismatch": (
        "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi thử lại."
    ),
}

SECOND_FACTOR_ERRORS = {
    "cannot_delete_authenticator": "Bàn này phải đăng nhập hai lớp: thêm lớp khác trước khi bỏ lớp này.",
    "cannot_generate_recovery_codes": "Bật ứng dụng mã hoặc thêm khóa trước, rồi mới lập mã khôi phục.",
    "incorrect_code": ERRORS["incorrect_code"],
}

SINGLE_SIGN_ON_ERRORS = {
    "invalid_token": "Lời xác nhận của nơi đăng nhập không đúng. Thử đăng nhập lại.",
    "no_password": "Tài khoản chưa có mật khẩu: đặt mật khẩu trước khi bỏ liên kết.",
    "connected_other": "Tài khoản định danh này đã gắn với một người khác.",
}

MESSAGES = {
    "account/messages/logged_out.txt": "Đã đăng xuất.",
    "account/messages/password_changed.txt": "Đã đổi mật khẩu. Các nơi khác đang đăng nhập phải đăng nhập lại.",
    "account/messages/password_set.txt": "Đã đặt mật khẩu.",
    "mfa/messages/totp_activated.txt": "Đã bật ứng dụng mã.",
    "mfa/messages/totp_deactivated.txt": "Đã tắt ứng dụng mã.",
    "mfa/messages/webauthn_added.txt": "Đã thêm khóa.",
    "mfa/messages/webauthn_removed.txt": "Đã bỏ khóa.",
    "mfa/messages/recovery_codes_generated.txt": "Đã lập mã khôi phục mới; mã cũ không dùng được nữa.",
    "usersessions/messages/sessions_logged_out.txt": "Đã đăng xuất các nơi khác.",
}
"""Template of allauth → our sentence; what is not here is not said."""

REMINDER = (
    "Bàn này quyết định hoặc chi tiền: nên bật đăng nhập hai lớp ở “Bàn của tôi”, “Bảo mật tài khoản”. "
    "Khi vận hành thật thì bắt buộc."
)

RESET = """Chào {name},

Có người vừa xin đặt lại mật khẩu của tài khoản {username}. Nếu là anh/chị, mở đường dẫn sau trong hai giờ:

{url}

Nếu không phải, bỏ qua thư này: mật khẩu chưa đổi gì.
"""

NOTICE = """Chào {name},

{what} cho tài khoản {username}, lúc {at}, từ địa chỉ {origin}.

Nếu không phải anh/chị, đổi mật khẩu ngay tại {site} và báo người quản trị tài khoản của cơ quan.
"""

NOTICES = {
    "account/email/password_changed": "Mật khẩu vừa được đổi",
    "account/email/password_reset": "Mật khẩu vừa được đặt lại bằng thư",
    "account/email/password_set": "Mật khẩu vừa được đặt",
    "mfa/email/totp_activated": "Ứng dụng mã vừa được bật",
    "mfa/email/totp_deactivated": "Ứng dụng mã vừa được tắt",
    "mfa/email/webauthn_added": "Một khóa đăng nhập vừa được thêm",
    "mfa/email/webauthn_removed": "Một khóa đăng nhập vừa được bỏ",
    "mfa/email/recovery_codes_generated": "Mã khôi phục mới vừa được lập",
    "socialaccount/email/account_connected": "Tài khoản định danh vừa được gắn vào",
}
"""Letter of allauth → what happened; what is not here is not told by letter."""
