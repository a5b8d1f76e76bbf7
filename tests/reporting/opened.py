"""A household with everything about a person that must not be read anywhere, and releases."""

from datetime import date

from khuyencong.industry.actions import Place, register
from khuyencong.industry.models import Establishment
from khuyencong.paperwork.open_data.release import Terms, build, publish
from khuyencong.reporting.models import OpenRelease
from tests.projects.conftest import commune_of

TERMS = Terms(publisher="Cục Thử", site="https://khuyencong.example")
PERSON = {
    "name": "Hộ kinh doanh Đặng Thị Lính Canh",
    "representative": "Đặng Thị Lính Canh",
    "phone": "0912345678",
    "email": "linh.canh@nha-rieng.example",
    "tax_code": "",
    "registration_number": "51A8012345",
}
TITLE = "Máy sấy cho hộ DANG THI LINH CANH (0912 345 678, linh.canh@nha-rieng.example)"
TRACES = (
    *("lính canh", "linh canh", "linh.canh", "0912345678", "0912 345 678", "345 678"),
    *("nha-rieng", "51a8012345", "ngõ riêng", "ngo rieng"),
)
"""Whatever of it could be recognised, in lower case."""


def household(by, at) -> Establishment:
    """A household business whose name is a person's."""
    said = {**PERSON, "legal_form": "ho", "source": "thử"}
    place = Place(unit=commune_of("Đồng Tháp", "Phú Lợi"), address="Số 7 Ngõ Riêng")
    return register(said, place, by=by, at=at, other=True)


def built(by, at, cut: date | None = None):
    return build(by, TERMS, cut=cut or at.date(), at=at)


def released(by, at, cut: date | None = None) -> OpenRelease:
    """A release of today."""
    return publish(built(by, at, cut), by=by, at=at)
