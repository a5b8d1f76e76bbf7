"""For every reader and every screen: no serious axe finding, no sideways scrolling, in light and dark."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.conftest import DESK, PHONE, ROOT

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = [
    ("/", ""),
    ("/", "lanhdao"),
    ("/vung/vn/2018/2018-07-31/", ""),
    ("/vung/nam/2018/2018-07-31/?borders=now", ""),
    ("/vung/bac/2019/2019-06-30/", ""),
    ("/vung/?region=nam&cut=2018", ""),
    ("/so-lieu/", ""),
    ("/so-lieu/?region=nam&cut=31/07/2018&place=87", ""),
    ("/so-lieu/1/", ""),
    ("/nguon/{claims}/", ""),
    ("/tim/?q=dong", ""),
    ("/muc-tieu/?programme=ctkc-2021-2025", ""),
    ("/muc-tieu/", "dongthap"),
    ("/muc-tieu/1881-mo-hinh/", "canbo"),
    ("/bao-cao/nop/", "dongthap"),
    ("/api/", ""),
    ("/ban-lam-viec/khoa-api/", "quantri"),
    ("/ban-lam-viec/khoa-api/bao-tin/", "quantri"),
    ("/ban-lam-viec/khoa-api/bao-tin/them/", "dongthap"),
    ("/bao-cao/ky/", "dongthap"),
    ("/bao-cao/ky/", "canbo"),
    ("/bao-cao/ky/{owed}/", "tayninh"),
    ("/bao-cao/ky/{owed}/o/kq-10a/KCQG/", "tayninh"),
    ("/bao-cao/ky/{owed}/nhap/", "tayninh"),
    ("/bao-cao/ky/", "lanhdaotrungtamtayninh"),
    ("/bao-cao/da-phat-hanh/", "canbo"),
    ("/bao-cao/to-trinh/1/", "canbo"),
    ("/s/{code}/", "canbo"),
    ("/bao-cao/tinh-hinh/1/", "canbo"),
    ("/bao-cao/tong-hop/o/kq-01/all/", "canbo"),
    ("/tong-quan/", "canbo"),
    ("/tong-quan/", "trungtamtayninh"),
    ("/tong-quan/", "lanhdaotrungtamtayninh"),
    ("/dinh-muc/danh-muc/bieu-bao-cao/", "canbo"),
    ("/dinh-muc/danh-muc/chi-tieu/", "canbo"),
    ("/dinh-muc/danh-muc/kiem-tra-bao-cao/", "canbo"),
    ("/dinh-muc/danh-muc/ky-bao-cao/", "canbo"),
    ("/dinh-muc/danh-muc/muc-tieu/", ""),
    ("/bao-cao/tinh-hinh/", "canbo"),
    ("/bao-cao/tinh-hinh/", "dongthap"),
    ("/bao-cao/tong-hop/", "canbo"),
    ("/tong-quan/", "lanhdao"),
    ("/tong-quan/", "lanhdaodongthap"),
    ("/tong-quan/", "xadongthap"),
    ("/bao-cao/tong-hop/", "dongthap"),
    ("/vung/nam/2018/2018-07-31/trinh/", "lanhdao"),
    ("/vung/nam/2018/2018-07-31/hoi-nghi/", "canbo"),
    ("/vung/nam/2018/2018-07-31/hoi-nghi/so/summed.20180731.all.rate/", "canbo"),
    ("/vung/nam/2018/2018-07-31/hoi-nghi/trinh/", "canbo"),
    ("/vung/nam/2018/2018-07-31/hoi-nghi/doc-lai/", "lanhdao"),
    ("/dang-nhap/", ""),
    ("/tai-khoan/mat-khau/quen/", ""),
    ("/tai-khoan/bao-mat/", "lanhdao"),
    ("/tai-khoan/bao-mat/ung-dung-ma/bat/", "lanhdao"),
    ("/tai-khoan/bao-mat/khoa/them/", "lanhdao"),
    ("/tai-khoan/phien/", "lanhdao"),
    ("/tai-khoan/xac-nhan/", "lanhdao"),
    ("/toi-duoc-ho-tro-gi/", ""),
    ("/tra-cuu-de-an/", ""),
    ("/tra-cuu-de-an/?q=may&by=content", ""),
    ("/tra-cuu-de-an/{public}/", ""),
    ("/tra-cuu-de-an/ma/", ""),
    ("/du-lieu-mo/", ""),
    ("/du-lieu-mo/", "lanhdao"),
    ("/du-lieu-mo/ban-1/", ""),
    ("/du-lieu-mo/phat-hanh/", "lanhdao"),
    ("/toi-duoc-ho-tro-gi/?province=x&commune=&cost=0", ""),
    ("{entitled}", ""),
    ("/en/", ""),
    ("/huong-dan/bieu-mau/", ""),
    ("/hoc/", ""),
    ("/hoc/", "dongthap"),
    ("/hoc/bai/dinh-muc-doi-ung/", "dongthap2"),
    ("/hoc/co-quan/", "lanhdaodongthap"),
    ("/hoc/toan-quoc/", "canbo"),
    ("/tin-tuc/", ""),
    ("/tin-tuc/?q=may say", ""),
    ("/tin-tuc/cuc/may-say-lua-ve-hop-tac-xa-o-thap-muoi/", ""),
    ("/tin-tuc/cuc/bay-thang-vung-phia-nam-lam-duoc-bao-nhieu/", ""),
    ("/truyen-thong/", "truyenthong"),
    ("/truyen-thong/1/", "truyenthong"),
    ("/truyen-thong/moi/", "truyenthong"),
    ("/dinh-muc/", ""),
    ("/dinh-muc/kcqg-may-moc/?cost=680&on=01/03/2025", ""),
    ("/dinh-muc/danh-muc/tam-ung/", ""),
    ("/dinh-muc/kcqg-tu-van/de-xuat/?viec=doc", "canbo"),
    ("/van-ban/", ""),
    ("/de-an/", "dongthap"),
    ("/de-an/moi/", "dongthap"),
    ("/de-an/moi/?muon=mua-may", "dongthap"),
    ("/de-an/1/", "dongthap"),
    ("/de-an/1/soan/co-so/?q=sao", "dongthap"),
    ("/de-an/1/soan/du-toan/", "dongthap"),
    ("/de-an/1/soan/thuyet-minh/", "dongthap"),
    ("/de-an/2/soan/giay-to/", "dongthap"),
    ("/tham-dinh/", "dongthap2"),
    ("/ke-hoach/dang-ky/", "dongthap"),
    ("/ke-hoach/dang-ky/1/", "canbo"),
    ("/ke-hoach/dang-ky/3/", "dongthap"),
    ("/ke-hoach/lua-chon/", "dongthap"),
    ("/ke-hoach/lua-chon/2/?voi=1", "canbo"),
    ("/ke-hoach/lua-chon/3/", "lanhdaodongthap"),
    ("/quyet-dinh/", "canbo"),
    ("/quyet-dinh/1/", "canbo"),
    ("/de-an/dieu-chinh/", "canbo"),
    ("/de-an/dieu-chinh/1/", "lanhdao"),
    ("/de-an/dieu-chinh/2/", "dongthap2"),
    ("/de-an/4/dieu-chinh/moi/", "dongthap"),
    ("/de-an/ke-hoach-nhom/", "canbo"),
    ("/de-an/ke-hoach-nhom/1/", "dongthap"),
    ("/de-an/ke-hoach-nhom/2/", "dongthap2"),
    ("/de-an/4/dong-thoi-gian/", "dongthap"),
    ("/tien/", "canbo"),
    ("/tien/dong-ho/", "canbo"),
    ("/tien/nguy-co-dung/", "canbo"),
    ("/tien/?ngay=31/12/2027", "canbo"),
    ("/ket-qua/", "canbo"),
    ("/nang-luc/", "canbo"),
    ("/nang-luc/1/", "tayninh"),
    ("/nang-luc/2/", "canbo"),
    ("/nang-luc/2/", "trungtamvinhlong"),
    ("/nang-luc/diem/1/", "trungtamtayninh"),
    ("/nang-luc/dong/1/", "trungtamtayninh"),
    ("/khen-thuong/", "dongthap"),
    ("/khen-thuong/1/", "tayninh"),
    ("/khen-thuong/2/", "canbo"),
    ("/khen-thuong/de-nghi/1/", "canbo"),
    ("/khen-thuong/de-nghi/2/", "dongthap"),
    ("/ket-qua/hua/4/", "dongthap"),
    ("/tra-loi/khong-co/", ""),
    ("/tien/de-an/4/", "dongthap"),
    ("/de-an/4/mua-sam/", "dongthap"),
    ("/kiem-tra/", "canbo"),
    ("/kiem-tra/1/", "dongthap"),
    ("/kiem-tra/2/", "canbo"),
    ("/kiem-tra/khac-phuc/1/", "dongthap"),
    ("/de-an/4/kiem-tra/", "canbo"),
    ("/tien/giay-to/", "canbo"),
    ("/vuong-mac/", "canbo"),
    ("/vuong-mac/1/", "dongthap2"),
    ("/vuong-mac/2/", "dongthap"),
    ("/de-an/4/vuong-mac/", "dongthap"),
    ("/tien/de-an/9/hop-dong/", "canbo"),
    ("/hop-dong/3/", "canbo"),
    ("/hop-dong/1/phu-luc/", "canbo"),
    ("/hop-dong/1/tam-ung/", "dongthap"),
    ("/hop-dong/1/chi/thanh-toan/", "dongthap"),
    ("/hop-dong/2/nghiem-thu/", "dongthap"),
    ("/nghiem-thu/1/", "dongthap2"),
    ("/tien/doi-chieu/", "ketoan"),
    ("/tien/doi-chieu/1/", "ketoan"),
    ("/tien/doi-chieu/1/con-lai/", "ketoan"),
    ("/tien/doi-chieu/1/da-ghep/", "ketoan"),
    ("/tien/doi-chieu/1/dong/so/", "dongthap"),
    ("/tien/doi-chieu/1/dong/sao-ke/", "canbo"),
    ("/mo-nam/", "canbo"),
    ("/khoa-so/", "canbo"),
    (f"/khoa-so/xem-thu/?purse=KCQG&year={datetime.now(ZoneInfo('Asia/Ho_Chi_Minh')).year}", "ketoan"),
    ("/khoa-so/1/", "lanhdaodongthap"),
    ("/khoa-so/1/viec/unsettled/", "dongthap"),
    ("/de-an/tien-do/1/", "dongthap2"),
    ("/de-an/tien-do/2/", "dongthap"),
    ("/tam-ung/1/", "ketoan"),
    ("/tam-ung/2/", "dongthap"),
    ("/thanh-ly/1/", "canbo"),
    ("/thanh-ly/2/", "canbo"),
    ("/thanh-ly/3/", "lanhdao"),
    ("/thanh-ly/4/", "tayninh"),
    ("/tien/bo-sao-ke/1/", "ketoan"),
    ("/tien/bo-sao-ke/2/", "lanhdao"),
    ("/tien/bo-sao-ke/2/", "ketoan"),
    ("/tien/doi-chieu/1/sao-ke/1/bo/", "ketoan"),
    ("/muc-tam-ung/1/", "lanhdao"),
    ("/hop-dong/1/muc-tam-ung/", "canbo"),
    ("/tam-ung/5/chung-tu/", "dongthap"),
    ("/dinh-chinh-but-toan/1/", "lanhdao"),
    ("/hoan-tra/1/", "ketoan"),
    ("/hoan-tra/2/", "lanhdao"),
    ("/hop-dong/1/thanh-ly/", "canbo"),
    ("/co-so/danh-sach/", "dongthap"),
    ("/co-so/danh-sach/?q=banh+trang", "canbo"),
    ("/co-so/1/", "dongthap"),
    ("/co-so/1/lien-ket/", "dongthap"),
    ("/co-so/cum/", "dongthap"),
    ("/co-so/cum/1/", "dongthap"),
    ("/co-so/cum/them/", "dongthap"),
    ("/co-so/cum/1/ghi/cho-thue/", "dongthap"),
    ("/co-so/cum/1/ghi/quyet-dinh/1/", "dongthap"),
    ("/co-so/cum/1/chuoi/", "dongthap"),
    ("/co-so/cum/1/ho-tro/", "dongthap"),
    ("/co-so/cum/cong-khai/2/", "lanhdaodongthap"),
    ("/cum-cong-nghiep/", ""),
    ("/cum-cong-nghiep/?q=khong+co", ""),
    ("/cum-cong-nghiep/1/", ""),
    ("/dinh-muc/danh-muc/dieu-kien-cum/", ""),
    ("/co-so/1/gop/?voi=61", "dongthap"),
    ("/co-so/de-xuat-gop/1/", "dongthap"),
    ("/co-so/them/", "dongthap"),
    ("/binh-chon/", "canbo"),
    ("/binh-chon/", "dongthap"),
    ("/binh-chon/1/", "dongthap"),
    ("/binh-chon/2/", "tayninh"),
    ("/binh-chon/2/", "ketoantayninh"),
    ("/binh-chon/san-pham/1/", "dongthap"),
    ("/binh-chon/san-pham/8/", "ketoantayninh"),
    ("/binh-chon/san-pham/10/", "tayninh"),
    ("/binh-chon/giay-chung-nhan/5/", "lanhdaodongthap"),
    ("/binh-chon/giay-chung-nhan/1/", "dongthap"),
    ("/binh-chon/khieu-nai/1/", "dongthap"),
    ("/san-pham-tieu-bieu/", ""),
    ("/san-pham-tieu-bieu/?q=khong+co", ""),
    ("/san-pham-tieu-bieu/xac-minh/", ""),
    ("/san-pham-tieu-bieu/AAAAAAAAAA/", ""),
    ("/huong-dan/", ""),
    ("/huong-dan/?q=mua+may", "dongthap"),
    ("/huong-dan/mua-may-bao-nhieu/", ""),
    ("/huong-dan/binh-chon-cap-huyen/", ""),
    ("/dinh-muc/danh-muc/cap-binh-chon/", ""),
    ("/dinh-muc/danh-muc/tieu-chi-binh-chon/", "canbo"),
    ("/co-so/nhap/", "dongthap"),
    ("/khao-sat/", "dongthap"),
    ("/khao-sat/them/", "dongthap"),
    ("/khao-sat/1/", "dongthap"),
    ("/khao-sat/1/chi-tieu/?q=an", "dongthap"),
    ("/khao-sat/phieu/?dot=1", "dongthap"),
    ("/khao-sat/phieu/2/", "dongthap"),
    ("/khao-sat/phieu/3/?tim=banh", "dongthap"),
    ("/khao-sat/hai-ban/1/", "dongthap"),
    ("/khao-sat/nhu-cau/", "canbo"),
    ("/tro-giup/", ""),
    ("/khong-co/", ""),
    ("/bao-cao/da-phat-hanh/", "dongthap"),
]


def source_with_claims(page) -> str:
    """The address of the text whose claims are reconciled, as the first page links to it."""
    return (
        page.get_by_role("link", name="Mở nguồn của số này")
        .first.get_attribute("href")
        .strip("/")
        .split("/")[-1]
    )


def draft_return(page) -> str:
    """The key of a periodic return that is being prepared, as the list links to it."""
    return page.locator("tbody th a").first.get_attribute("href").strip("/").split("/")[-1]


def issued_code(page) -> str:
    """The code of a figure of an issued report, as the page of the report links to it."""
    page.get_by_text("mỗi số một mã tra cứu").click()
    return page.locator("a[href^='/s/']").first.get_attribute("href").strip("/").split("/")[-1]


def grave(page) -> list[str]:
    """What axe finds serious or critical, as short lines."""
    page.add_script_tag(path=Path(AXE))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"][:3]
    ]


def answered(page):
    """Where the answer to the five questions stands."""
    page.get_by_label("Tỉnh, thành phố").select_option(label="Tỉnh Đồng Tháp")
    page.get_by_label("Xã, phường, đặc khu nơi làm ra sản phẩm").fill("xa my tho")
    page.locator("input[name=owner][value=tht]").check()
    page.get_by_label("3. Bạn làm ra gì?").select_option(value="che-bien")
    page.locator("input[name=wish][value=mua-may]").check()
    page.get_by_label("5. Dự định chi bao nhiêu đồng?").fill("680.000.000")
    page.get_by_role("button", name="Xem câu trả lời").click()
    page.get_by_role("heading", name="Làm gì tiếp?").wait_for()
    return page.url


def published_code(page):
    """The code of a project in the latest release."""
    return page.locator("th a[href^='/tra-cuu-de-an/DA-']").first.get_attribute("href").split("/")[2]


@pytest.mark.parametrize(
    ("size", "dark"),
    [(DESK, False), (DESK, True), (PHONE, False), (PHONE, True)],
    ids=["desk", "desk-dark", "phone", "phone-dark"],
)
def test_every_page_is_for_everybody(open_page, size, dark):
    claims = source_with_claims(open_page("/"))
    owed = draft_return(open_page("/bao-cao/ky/?buoc=draft", user="tayninh"))
    code = issued_code(open_page("/bao-cao/to-trinh/1/", user="canbo"))
    entitled = answered(open_page("/toi-duoc-ho-tro-gi/"))
    public = published_code(open_page("/tra-cuu-de-an/"))
    wrong = {}
    for user in dict.fromkeys(who for _, who in PAGES):
        page = open_page("/", size=size, user=user, dark=dark, bare=True)
        for address, who in PAGES:
            if who != user:
                continue
            page.goto(address.format(claims=claims, owed=owed, code=code, entitled=entitled, public=public))
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            wide = page.evaluate("document.documentElement.scrollWidth") - size["width"]
            if found := [*grave(page), *([f"{wide} px too wide"] if wide > 0 else [])]:
                wrong[address, user] = found
    assert wrong == {}
