"""`khuyencong demo`: the places, agencies and lists every installation needs, and data to try it with."""

from datetime import date, datetime
from typing import TextIO

from django.conf import settings
from django.utils.timezone import localtime

from khuyencong.console.base import load_base
from khuyencong.console.demo_changes import load_changes
from khuyencong.console.demo_closing import load_closing
from khuyencong.console.demo_clusters import load_clusters
from khuyencong.console.demo_commune import ACCOUNT, load_commune
from khuyencong.console.demo_commune import office as commune_office
from khuyencong.console.demo_conference import load_conference
from khuyencong.console.demo_days import Days
from khuyencong.console.demo_establishments import load_establishments
from khuyencong.console.demo_group_plans import load_group_plans
from khuyencong.console.demo_lists import load_lists
from khuyencong.console.demo_lived import load_lived
from khuyencong.console.demo_merit import load_merit
from khuyencong.console.demo_money import load_money
from khuyencong.console.demo_open_data import load_open_data
from khuyencong.console.demo_plans import load_plans
from khuyencong.console.demo_portal import load_portal
from khuyencong.console.demo_products import load_products
from khuyencong.console.demo_projects import load_projects
from khuyencong.console.demo_returns import load_returns
from khuyencong.console.demo_settled import load_settled
from khuyencong.console.demo_surveys import load_surveys
from khuyencong.console.demo_training import NEWCOMER, load_training
from khuyencong.console.demo_treasury import load_treasury
from khuyencong.console.demo_watching import load_watching
from khuyencong.organisations import actions as organisations
from khuyencong.organisations.actions.contacts import Ways, tell_contact
from khuyencong.organisations.models import Agency
from khuyencong.organisations.queries import department_of, ministry_department, operator, person_named, seated
from khuyencong.places.models import valid_on
from khuyencong.places.queries import find_province
from khuyencong.reporting.actions.demonstration import load_demonstration
from khuyencong.reporting.actions.published import load_claims, load_published

PASSWORD = "minh-hoa-2018"  # noqa: S105 - printed on purpose, see below
"""Of demonstration accounts only; `khuyencong demo` refuses to run in production."""


class ProductionError(RuntimeError):
    """Made figures do not belong into a system in use."""


def run(out: TextIO) -> int:
    """Load everything; a second run changes nothing."""
    if settings.PRODUCTION:
        raise ProductionError("không nạp số liệu minh họa khi KHUYENCONG_PRODUCTION=1")
    at = localtime()
    load_base(out)
    by, days = operator(), Days(at=at)
    print(f"Số liệu đã công bố: thêm {load_published(by=by, at=at)} số.", file=out)
    print(f"Bộ số liệu in để đối chiếu: thêm {load_claims(at=at)} bộ.", file=out)
    print(f"Số liệu minh họa: thêm {load_demonstration(by=by, at=at)} số.", file=out)
    accounts(at, out)
    print(f"Liên hệ minh họa: thêm cho {offices(at)} cơ quan.", file=out)
    print(f"Danh mục minh họa của tỉnh: thêm {load_lists(at)} dòng.", file=out)
    print(f"Cơ sở minh họa: thêm {load_establishments(at)} cơ sở.", file=out)
    print(f"Phiếu khảo sát minh họa: thêm {load_surveys(at)} phiếu.", file=out)
    print(f"Đề án minh họa: thêm {load_projects(days.within(60))} đề án.", file=out)
    print(f"Kế hoạch minh họa: thêm {load_plans(days.within(52))} đề án đã qua thẩm định.", file=out)
    print(f"Hợp đồng minh họa: thêm {load_money(days.within(37))} hợp đồng.", file=out)
    print(f"Điều chỉnh minh họa: thêm {load_changes(days.within(9))} đề nghị.", file=out)
    print(f"Theo dõi minh họa: thêm cho {load_watching(days.within(6))} đề án.", file=out)
    print(f"Đề án minh họa đã quyết toán: thêm {load_settled(days.within(15))} đề án.", file=out)
    print(f"Khóa sổ minh họa: thêm {load_closing(at)} năm.", file=out)
    print(f"Đối chiếu Kho bạc minh họa: thêm {load_treasury(days.within(15))} bảng.", file=out)
    print(f"Kế hoạch đề án nhóm minh họa: thêm {load_group_plans(days.within(25))} kế hoạch.", file=out)
    print(f"Một năm minh họa ở bốn tỉnh: thêm {load_lived(at)} đề án.", file=out)
    print(f"Báo cáo định kỳ minh họa: thêm {load_returns(at)} báo cáo.", file=out)
    print(f"Điểm năng lực, khen thưởng minh họa: thêm {load_merit(at)} đợt.", file=out)
    print(f"Báo cáo hội nghị minh họa: thêm {load_conference(at)} báo cáo đã phát hành.", file=out)
    print(f"Tin tức minh họa: thêm {load_portal(at)} bài.", file=out)
    print(f"Bình chọn sản phẩm minh họa: thêm {load_products(at)} sản phẩm.", file=out)
    print(f"Cụm công nghiệp minh họa: thêm cho {load_clusters(at)} cụm.", file=out)
    print(f"Dữ liệu mở minh họa: thêm {load_open_data(at)} bản phát hành.", file=out)
    print(f"Việc của một xã minh họa: thêm {load_commune(at)} hồ sơ.", file=out)
    print(f"Bài học minh họa: thêm {load_training(at, password=PASSWORD)} lượt đạt.", file=out)
    return 0


PEOPLE = (
    ("lanhdao", "Lãnh đạo Cục (minh họa)", "", "ministry_leader"),
    ("canbo", "Cán bộ Cục (minh họa)", "", "ministry_officer"),
    ("ketoan", "Kế toán Cục (minh họa)", "", "accountant"),
    ("truyenthong", "Cán bộ truyền thông của Cục (minh họa)", "", "communicator"),
    ("thanhtra", "Thanh tra (minh họa)", "", "inspector"),
    ("quantri", "Quản trị tài khoản (minh họa)", "", "administrator"),
    ("dongthap", "Cán bộ Sở Đồng Tháp (minh họa)", "Đồng Tháp", "department_officer"),
    ("dongthap2", "Cán bộ mới Sở Đồng Tháp (minh họa)", "Đồng Tháp", "department_officer"),
    ("lanhdaodongthap", "Lãnh đạo Sở Đồng Tháp (minh họa)", "Đồng Tháp", "department_leader"),
    ("tayninh", "Cán bộ Sở Tây Ninh (minh họa)", "Tây Ninh", "department_officer"),
    ("lanhdaotayninh", "Lãnh đạo Sở Tây Ninh (minh họa)", "Tây Ninh", "department_leader"),
    ("ketoantayninh", "Kế toán Sở Tây Ninh (minh họa)", "Tây Ninh", "accountant"),
    ("trungtamtayninh", "Cán bộ Trung tâm Tây Ninh (minh họa)", "Tây Ninh", "centre_officer"),
    ("lanhdaotrungtamtayninh", "Lãnh đạo Trung tâm Tây Ninh (minh họa)", "Tây Ninh", "centre_leader"),
    ("vinhlong", "Cán bộ Sở Vĩnh Long (minh họa)", "Vĩnh Long", "department_officer"),
    ("lanhdaovinhlong", "Lãnh đạo Sở Vĩnh Long (minh họa)", "Vĩnh Long", "department_leader"),
    ("trungtamvinhlong", "Cán bộ Trung tâm Vĩnh Long (minh họa)", "Vĩnh Long", "centre_officer"),
    ("lanhdaotrungtamvinhlong", "Lãnh đạo Trung tâm Vĩnh Long (minh họa)", "Vĩnh Long", "centre_leader"),
    ("camau", "Cán bộ Sở Cà Mau (minh họa)", "Cà Mau", "department_officer"),
    ("lanhdaocamau", "Lãnh đạo Sở Cà Mau (minh họa)", "Cà Mau", "department_leader"),
    ("trungtamcamau", "Cán bộ Trung tâm Cà Mau (minh họa)", "Cà Mau", "centre_officer"),
    (ACCOUNT, "Cán bộ một xã của Đồng Tháp (minh họa)", "Đồng Tháp", "commune_officer"),
)
"""Made people: (account, name, province of her agency or "" for the ministry, role)."""


def agency_for(province: str, role: str, on: date) -> Agency | None:
    """The department of the province that day, for some roles its centre or a commune; "" is the ministry."""
    if not province:
        return ministry_department()
    match = find_province(province, on)
    if match.place is None:
        return None
    if role == "commune_officer":
        return commune_office()
    department = department_of(match.place.id, on)
    if not role.startswith("centre"):
        return department
    return Agency.objects.filter(parent=department, kind=Agency.Kind.CENTRE).filter(valid_on(on)).first()


def accounts(at: datetime, out: TextIO) -> None:
    """One account per kind of reader, all with the same printed password, at their desks since last year."""
    since = Days(at=at).seated
    for username, full_name, province, role in PEOPLE:
        agency = agency_for(province, role, at.date())
        if agency is None:
            continue
        organisations.add_officer(
            username=username,
            full_name=full_name,
            agency=agency,
            role=role,
            since=since,
            password=PASSWORD,
            email=f"{username}@khuyencong.example",
        )
    names = (*(row[0] for row in PEOPLE), NEWCOMER)
    print(f"Tài khoản minh họa: {', '.join(names)}; mật khẩu {PASSWORD}.", file=out)


def offices(at: datetime) -> int:
    """How the public reaches the offices of the made accounts; letters only: any number may be somebody's."""
    administrator = person_named("quantri")
    if administrator is None:
        return 0
    by = seated(administrator, at.date())
    places = {(province, role) for _, _, province, role in PEOPLE if province}
    agencies = {each for province, role in places if (each := agency_for(province, role, at.date()))}
    told = [
        tell_contact(
            agency=each,
            ways=Ways(
                email=f"{each.code}@khuyencong.example",
                address="Địa chỉ minh họa",
                hours="7:30–11:30 và 13:30–17:00, thứ Hai đến thứ Sáu (minh họa)",
            ),
            by=by,
            at=at,
        )
        for each in sorted(agencies, key=lambda agency: agency.code)
    ]
    return sum(each is not None for each in told)
