"""The letters that bring somebody in: an invitation to a desk, the confirmation of a registration."""

from datetime import date, datetime

from khuyencong.rules.letters import Letter


def invitation(
    *, name: str, desk: str, agency: str, inviter: str, since: date, address: str, until: datetime
) -> Letter:
    """To somebody who is asked to take a desk."""
    return Letter(
        subject=f"Mời giữ bàn “{desk}” tại {agency}",
        text=(
            f"Kính gửi {name},\n\n"
            f"{inviter} mời anh/chị giữ bàn “{desk}” tại {agency} trong hệ thống khuyến công, từ ngày "
            f"{since:%d/%m/%Y}.\n\n"
            f"Mở đường dẫn sau để nhận lời và đặt mật khẩu:\n{address}\n\n"
            f"Đường dẫn dùng được một lần, đến {until:%H:%M} ngày {until:%d/%m/%Y}. Đừng chuyển thư này cho "
            "người khác: ai mở đường dẫn trước sẽ giữ bàn. Không phải việc của anh/chị thì bỏ qua thư này.\n"
        ),
    )


def confirmation(*, name: str, establishment: str, address: str, until: datetime) -> Letter:
    """To an establishment that has just registered."""
    return Letter(
        subject="Xác nhận đăng ký tài khoản cơ sở",
        text=(
            f"Kính gửi {name},\n\n"
            f"Có người vừa đăng ký tài khoản khuyến công cho “{establishment}” bằng địa chỉ thư này. "
            f"Nếu đúng, mở đường dẫn sau để xác nhận và đặt mật khẩu:\n{address}\n\n"
            f"Đường dẫn dùng được đến {until:%H:%M} ngày {until:%d/%m/%Y}. Nếu không phải anh/chị đăng ký "
            "thì bỏ qua thư này: chưa có tài khoản nào được lập.\n"
        ),
    )


def known_already(*, sign_in: str) -> Letter:
    """To an address that has an account: somebody tried to register it again."""
    return Letter(
        subject="Địa chỉ thư này đã có tài khoản",
        text=(
            "Kính gửi anh/chị,\n\n"
            "Có người vừa đăng ký tài khoản cơ sở bằng địa chỉ thư này, nhưng địa chỉ đã có tài khoản. "
            f"Không có gì thay đổi.\n\nNếu là anh/chị, đăng nhập tại {sign_in}; quên mật khẩu thì "
            "chọn “Quên mật khẩu” ở đó. Nếu không phải, bỏ qua thư này.\n"
        ),
    )
