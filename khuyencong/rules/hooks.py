"""Where a program may be told of something: an https address of a public server, or this machine on trial."""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from khuyencong.rules.findings import Finding, error

PLACE = "Địa chỉ nhận"
LONGEST = 500
"""Characters of an address."""
LABELS = re.compile(r"(?:(?!-)[a-z0-9_-]{1,63}(?<!-)\.)*(?!-)[a-z0-9_-]{1,63}(?<!-)|[0-9a-f:.]*:[0-9a-f:.]*|")
"""A name as the net takes it; numbers with colons and no name at all are told of by their own sentences."""
GLOBAL_UNICAST = IPv6Network("2000::/3")
"""What of IPv6 is given to servers; outside lie IPv4 in other clothes and everything private."""
THIS_MACHINE = ("localhost", "127.0.0.1")


def parts_of(address: str) -> SplitResult | None:
    """An address taken apart; None for one that cannot be read."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - read only when asked for, and wrong only then
    except ValueError:
        return None
    return parts


def host_of(address: str) -> str:
    """The name of the server in an address, "" for none that can be read."""
    parts = parts_of(address)
    return (parts.hostname or "").rstrip(".").lower() if parts is not None else ""


def address_findings(address: str, *, on_trial: bool) -> list[Finding]:
    """What is wrong with an address as it is written; `on_trial` allows a server of this machine."""
    parts, host = parts_of(address), host_of(address)
    plain = all("!" <= sign <= "~" for sign in address) and "\\" not in address
    if parts is not None and not host.isascii():
        message = "Tên miền của máy nhận có chữ có dấu."
        return [error("name", message, "Ghi dạng xn--… của tên miền ấy.", PLACE)]
    if parts is None or not plain or len(address) > LONGEST or "@" in parts.netloc or parts.fragment:
        message = f"Địa chỉ dài nhất {LONGEST} ký tự không dấu, không kèm tên người dùng, không có dấu #."
        return [error("address", message, "Ví dụ: https://phanmem.vn/nhan-tin", PLACE)]
    if on_trial and host in THIS_MACHINE and parts.scheme in ("http", "https"):
        return []
    if parts.scheme != "https" or parts.port not in (None, 443):
        message = "Chỉ báo tin qua https, cổng 443."
        return [error("not_https", message, "Ghi địa chỉ bắt đầu bằng https://, không kèm số cổng.", PLACE)]
    if not LABELS.fullmatch(host):
        message = "Tên miền của máy nhận viết sai: mỗi phần có 1–63 chữ không dấu, chữ số, gạch nối."
        return [error("name", message, "Tên miền có dấu thì ghi dạng xn--… của nó.", PLACE)]
    if "." not in host or is_number(host):
        message = "Máy nhận phải có tên miền, không phải địa chỉ số hay tên máy trong mạng."
        return [error("no_name", message, "Ghi tên miền của máy nhận.", PLACE)]
    return []


def is_number(host: str) -> bool:
    """Whether it is an address of a machine and no name; in shortened spellings, too ("127.1", "0x7f.1")."""
    last = host.rpartition(".")[2]
    return ":" in host or last.isdigit() or last.startswith("0x")


def is_public(number: str) -> bool:
    """Whether anybody on the internet can reach it: nothing private, of this machine or translated."""
    try:
        found: IPv4Address | IPv6Address = ip_address(number)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and (
        found not in GLOBAL_UNICAST or found.sixtofour is not None or found.teredo is not None
    ):
        return False
    return found.is_global and not found.is_multicast
