"""Made establishments to try the register with: three provinces, a likely double, support from both purses.

Every name is made up and says so; nobody's tax code, telephone or name stands in them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from khuyencong.industry.actions import Place, add_holding, change_holding, register, save_cluster
from khuyencong.industry.lifecycle import propose_merge
from khuyencong.industry.models import (
    Certificate,
    Establishment,
    Machine,
    Product,
    SupplyLink,
    Support,
    YearFigures,
)
from khuyencong.norms.models import Sector
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import person_named, seated
from khuyencong.places.models import Unit
from khuyencong.workflow.lifecycle import Act

SOURCE = "số liệu minh họa"
M = 1_000_000
WHERE = (("Đồng Tháp", "dongthap"), ("Tây Ninh", "tayninh"), ("Vĩnh Long", "canbo"))
"""Province and the demonstration account that writes there."""
TRADES = (
    ("Bánh tráng", "Bánh tráng sữa", "tht", "1079"),
    ("Mộc", "Bàn ghế gỗ", "ho", "3100"),
    ("Đan lát", "Giỏ lục bình", "htx", "1629"),
    ("Khô cá", "Khô cá lóc", "ho", "1020"),
    ("Rèn", "Dao, cuốc", "ho", "2599"),
    ("Sấy trái cây", "Mít sấy", "tnhh", "1030"),
    ("Gạch không nung", "Gạch xi măng", "tnhh", "2395"),
    ("May", "Áo bà ba", "dntn", "1410"),
    ("Nước mắm", "Nước mắm cá linh", "ho", "1020"),
    ("Cơ khí", "Máy tuốt lúa", "tnhh", "2821"),
)
NAMES = ("Ánh Sao", "Bình Minh", "Cầu Vồng", "Đất Lành", "Én Nhỏ", "Gió Mới")
FORMS = {
    "ho": "Hộ kinh doanh",
    "htx": "Hợp tác xã",
    "tht": "Tổ hợp tác",
    "tnhh": "Công ty TNHH",
    "dntn": "Doanh nghiệp tư nhân",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One establishment to be made: its number, words, and where."""

    number: int
    trade: str
    product: str
    form: str
    vsic: str
    name: str
    province: str
    account: str


def made() -> Iterator[Made]:
    """Sixty of them."""
    for number, (name, (trade, product, form, vsic)) in enumerate(
        (name, trade) for name in NAMES for trade in TRADES
    ):
        province, account = WHERE[number % len(WHERE)]
        yield Made(
            number=number,
            trade=trade,
            product=product,
            form=form,
            vsic=vsic,
            name=f"{FORMS[form]} {trade} {name} (minh họa)",
            province=province,
            account=account,
        )


def load_establishments(at: datetime) -> int:
    """How many establishments were added; a second run adds none."""
    if Establishment.objects.filter(made_up=True, vsic="3100").exists():
        return 0
    actors = {account: seated(user, at.date()) for _, account in WHERE if (user := person_named(account))}
    communes = {province: communes_of(province) for province, _ in WHERE}
    sector = Sector.objects.on(at.date()).order_by("position").first()
    rows = []
    for each in made():
        if each.account in actors and communes[each.province]:
            commune = communes[each.province][each.number % len(communes[each.province])]
            rows.append(entered(each, commune, sector, by=actors[each.account], at=at))
    if "dongthap" in actors and len(rows) > 9:
        chained(rows[::3][:4], communes[WHERE[0][0]][0], by=actors["dongthap"], at=at)
        double_of(rows[0], communes[WHERE[0][0]][0], by=actors["dongthap"], at=at)
    return len(rows)


def communes_of(province: str) -> list[Unit]:
    """A few communes of the province of today."""
    found = Unit.objects.filter(parent__name=province, parent__until__isnull=True, until__isnull=True)
    return list(found.filter(level=Unit.Level.COMMUNE).order_by("code")[:12])


def entered(each: Made, commune: Unit, sector: object, *, by: Actor, at: datetime) -> Establishment:
    """The establishment with what belongs to it."""
    said = {
        "name": each.name,
        "legal_form": each.form,
        "representative": f"Người minh họa {each.number + 1}",
        "phone": f"0000 000 {each.number:03}",
        "vsic": each.vsic,
        "sector": sector if each.number % 2 else None,
        "source": SOURCE,
    }
    place = Place(unit=commune, address=f"Ấp {each.number % 9 + 1}")
    row = register(said, place, by=by, at=at, other=True, made_up=True)
    add_holding(Product, row, {"name": each.product}, by=by, at=at)
    size = 2 + each.number * 7 % 60
    year = {"year": at.date().year - 1, "labour": size, "revenue": size * 180 * M, "source": SOURCE}
    add_holding(YearFigures, row, year, by=by, at=at)
    if each.number % 3 == 0:
        supported(row, each, by=by, at=at)
    return row


def supported(row: Establishment, each: Made, *, by: Actor, at: datetime) -> None:
    """A machine, the support it was bought with, and for some a certificate."""
    year = at.date().year - 2
    machine = {"name": "Máy sấy", "serial": f"MH-{each.number:03}", "year": year, "value": 300 * M}
    add_holding(Machine, row, machine, by=by, at=at)
    purse, amount = (("KCQG", 120), ("KCDP", 60))[each.number % 2]
    said = {"year": year, "purse": purse, "content": "Ứng dụng máy móc vào sản xuất", "source": SOURCE}
    add_holding(Support, row, said | {"amount": amount * M}, by=by, at=at)
    if each.number % 2:
        given = {"product": each.product, "level": Certificate.Level.PROVINCE, "year": year}
        add_holding(Certificate, row, given, by=by, at=at)


def chained(rows: Sequence[Establishment], commune: Unit, *, by: Actor, at: datetime) -> None:
    """A cluster with sites of two of them, and who supplies and works for whom."""
    said = {"name": "Cụm công nghiệp Ánh Sao (minh họa)", "source": SOURCE}
    cluster = save_cluster(said, commune, by=by, at=at, made_up=True)
    for row in rows[:2]:
        site = row.sites.get()
        change_holding(site, {"cluster": cluster}, by=by, at=at)
    for one, other, kind, product in (
        (rows[0], rows[1], SupplyLink.Kind.SUPPLIES, "Bánh tráng mộc"),
        (rows[2], rows[3], SupplyLink.Kind.PROCESSES, "Đan vành giỏ"),
    ):
        link = {"partner": other, "kind": kind, "product": product, "source": SOURCE}
        add_holding(SupplyLink, one, link, by=by, at=at)


def double_of(row: Establishment, commune: Unit, *, by: Actor, at: datetime) -> None:
    """The same one written a second time, and a proposal to merge them."""
    said = {"name": row.name.upper(), "legal_form": row.legal_form, "phone": row.phone, "source": SOURCE}
    again = register(said, Place(unit=commune), by=by, at=at, other=True, made_up=True)
    propose_merge(gone=again, kept=row, act=Act(by=by, at=at, reason="Cùng số điện thoại, cùng tên (minh họa)"))
