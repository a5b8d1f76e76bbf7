"""Which addresses a program may be told at: as they are written, and what their names lead to."""

import pytest

from khuyencong.rules.hooks import address_findings, is_public


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("https://phanmem.vn/nhan-tin?a=1", []),
        ("https://phanmem.vn:443", []),
        ("http://phanmem.vn/", ["not_https"]),
        ("ftp://phanmem.vn/", ["not_https"]),
        ("https://phanmem.vn:8443/", ["not_https"]),
        ("https://phanmem.vn:99999/", ["address"]),
        ("https://ai:bi-mat@phanmem.vn/", ["address"]),
        ("https://phanmem.vn/#a", ["address"]),
        ("https://phanmem.vn/a b", ["address"]),
        ("https://phanmem.vn\\@10.0.0.1/", ["address"]),
        ("https://phần-mềm.vn/", ["name"]),
        ("https://xn--phn-mm-5l8b.vn/", []),
        ("https://a..b/", ["name"]),
        ("https://-a.vn/", ["name"]),
        (f"https://{'a' * 64}.vn/", ["name"]),
        ("https://phanmem.vn/" + "a" * 500, ["address"]),
        ("https://[::1", ["address"]),
        ("https://localhost/", ["no_name"]),
        ("https://127.0.0.1/", ["no_name"]),
        ("https://127.1/", ["no_name"]),
        ("https://a.0x7f/", ["no_name"]),
        ("https://[::1]/", ["no_name"]),
        ("https:///nhan-tin", ["no_name"]),
        ("", ["not_https"]),
    ],
)
def test_an_address_as_it_is_written(address, codes):
    assert [each.code for each in address_findings(address, on_trial=False)] == codes


def test_on_trial_this_machine_may_be_told_and_no_other_without_tls():
    told = (
        "http://localhost:9000/a",
        "http://127.0.0.1:9000/",
        "https://localhost:9000/",
        "http://10.0.0.1:9000/",
    )
    assert [len(address_findings(each, on_trial=True)) for each in told] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("::10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001:0:a00:1::", False),
        ("ff02::1", False),
        ("phanmem.vn", False),
    ],
)
def test_only_what_the_whole_internet_reaches(number, public):
    assert is_public(number) is public
