"""Opening a round by the law of the day, and putting its council and jury together."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from khuyencong.industry.models import ProductMember, ProductRound
from khuyencong.industry.models.holdings import FIRST_YEAR, LAST_YEAR
from khuyencong.industry.permissions import products as may
from khuyencong.industry.queries.products.judging import left_for
from khuyencong.industry.queries.products.law import authority_of, levels_on, marks_on
from khuyencong.industry.queries.products.rounds import last_round
from khuyencong.norms.models import ProductLevel
from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Seat, User
from khuyencong.places.models import Region
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.products import Usual, year_findings
from khuyencong.workflow.actions import Dossier, Waits, close_task, open_task, record

Life = ProductRound.State


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunRound:
    """What a round is opened with."""

    year: int
    level: str
    until: date
    plan: str
    region: Region | None = None
    made_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilSaid:
    """By which decision the council was set up."""

    number: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberSaid:
    """Who sits, as what; who judges names her account."""

    user: User | None
    name: str
    post: str
    role: str
    jury: str


def about_round(found: ProductRound) -> Dossier:
    """The round, as the trail names it."""
    return Dossier(kind="product_round", key=str(found.pk), agency=found.agency.code)


def about_ballot(member: ProductMember) -> Dossier:
    """What waits for one judge: to declare and to score."""
    return Dossier(kind="product_ballot", key=str(member.pk), agency=member.round.agency.code)


def levels_offered(by: Actor, on: date) -> list[ProductLevel]:
    """The levels at which her agency holds rounds on that day."""
    return levels_on(on, may.levels_of(by))


def unusual(said: BegunRound, row: ProductLevel, by: Actor, *, but: int = 0) -> list[Finding]:
    """What is unusual about the year beside the rounds before, as warnings; `but` is the round itself."""
    usual = Usual(every=row.every, years=row.years, law=row.told)
    region = said.region.pk if said.region is not None else None
    agency = by.agency.pk if by.agency is not None else None
    last = last_round(row.level, agency=agency, region=region, but=but)
    below = last_round(row.below) if row.below else None
    return year_findings(said.year, usual, last=last, last_below=below)


@transaction.atomic
def begin_round(said: BegunRound, *, by: Actor, at: datetime) -> ProductRound:
    """A round of her agency by the rows in force today. PermissionDenied or BlockedError."""
    if by.desk is None or by.agency is None or not may.may_open(by):
        raise PermissionDenied
    on = localdate(at)
    if not FIRST_YEAR <= said.year <= LAST_YEAR or said.until < on:
        message = "Năm không hợp lệ hoặc hạn đăng ký đã qua."
        raise BlockedError(error("wrong_days", message, "Ghi hạn từ hôm nay trở đi.", "Ô “Nhận đăng ký đến”"))
    if not said.plan.strip():
        message = "Chưa ghi kế hoạch bình chọn đã được duyệt."
        raise BlockedError(error("no_plan", message, "Ghi số, ngày văn bản.", "Ô “Kế hoạch”"))
    row = next((each for each in levels_offered(by, on) if each.level == said.level), None)
    if row is None:
        message = f"Ngày {on:%d/%m/%Y} cơ quan này không tổ chức bình chọn ở cấp ấy."
        raise BlockedError(error("no_level", message, "Chọn cấp trong danh mục.", "Ô “Cấp”"))
    if (row.level == ProductLevel.Level.REGION) != (said.region is not None):
        message = "Chọn vùng khi bình chọn cấp khu vực, và chỉ khi ấy."
        raise BlockedError(error("no_region", message, "Chọn lại.", "Ô “Vùng”"))
    law, marks = authority_of(row, on), marks_on(on)
    try:
        with transaction.atomic():
            return ProductRound.objects.create(
                year=said.year,
                level=row.level,
                below=row.below,
                region=said.region,
                plan=said.plan.strip(),
                until=said.until,
                decided_by=law.decided_by,
                law=row.told[:300],
                authority_law=law.told[:300],
                sizes=" ".join(str(each) for each in row.council_sizes),
                papers=row.papers,
                groups=marks.groups,
                criteria=[asdict(each) for each in marks.criteria],
                threshold=marks.threshold,
                threshold_law=marks.threshold_law[:300],
                photos=marks.photos,
                photos_law=marks.photos_law[:300],
                made_up=said.made_up,
                agency=by.agency,
                desk=by.desk,
                author=by.account,
                created_at=at,
            )
    except IntegrityError as wrong:
        message = f"Năm {said.year} đã có đợt của cấp này."
        raise BlockedError(error("already_begun", message, "Mở đợt ấy trong danh sách.")) from wrong


def open_round(found: ProductRound, by: Actor) -> ProductRound:
    """The round, locked, while its council is put together. PermissionDenied or BlockedError."""
    ProductRound.objects.select_for_update().get(pk=found.pk)
    row = ProductRound.objects.select_related("agency").get(pk=found.pk)
    if not may.runs(by, row):
        raise PermissionDenied
    if row.state != Life.OPEN:
        message = "Ban Giám khảo đã chấm, không đổi hội đồng được."
        raise BlockedError(error("begun", message, "Trả đợt về bước nhận đăng ký."))
    return row


@transaction.atomic
def set_up_council(found: ProductRound, said: CouncilSaid, *, by: Actor, at: datetime) -> ProductRound:
    """Write the council's decision down, before it begins. PermissionDenied or BlockedError."""
    row = open_round(found, by)
    if not said.number.strip() or said.on > localdate(at):
        message = "Hội đồng phải có số quyết định và ngày đã đến."
        raise BlockedError(error("no_decision", message, "Ghi như trên quyết định.", "Hội đồng"))
    row.council_number, row.council_on = said.number.strip(), said.on
    row.save(update_fields=["council_number", "council_on"])
    told = {"number": row.council_number, "signed_on": said.on}
    record("product_round.council", "Lập hội đồng bình chọn", about=about_round(row), by=by, at=at, after=told)
    return row


@transaction.atomic
def seat_member(found: ProductRound, said: MemberSaid, *, by: Actor, at: datetime) -> ProductMember:
    """Let somebody sit on the council or the jury. PermissionDenied or BlockedError."""
    row = open_round(found, by)
    name = str(said.user) if said.user is not None else " ".join(said.name.split())
    judges = said.jury != ProductMember.Jury.NONE
    if not name or (said.role == ProductMember.Role.NONE and not judges):
        message = "Chưa ghi tên, hoặc chưa ghi ở Hội đồng hay Ban Giám khảo."
        raise BlockedError(error("no_name", message, "Ghi như trên quyết định.", "Hội đồng"))
    if judges and said.user is None:
        message = "Giám khảo tự nộp phiếu của mình nên phải có tài khoản."
        fix = "Mời giữ bàn “Thành viên hội đồng”, rồi chọn tài khoản ấy."
        raise BlockedError(error("no_account", message, fix, "Ô “Tài khoản”"))
    if said.user is not None and not Seat.objects.on(localdate(at)).filter(user=said.user).exists():
        message = "Người này không giữ bàn nào."
        raise BlockedError(
            error("no_desk", message, "Mời giữ bàn “Thành viên hội đồng” trước.", "Ô “Tài khoản”")
        )
    try:
        with transaction.atomic():
            made = ProductMember.objects.create(
                round=row,
                user=said.user,
                name=name[:150],
                post=said.post.strip(),
                role=said.role,
                jury=said.jury,
            )
    except IntegrityError as wrong:
        message = "Người này đã có trong danh sách, hoặc đã có Chủ tịch, Trưởng ban."
        raise BlockedError(error("seated", message, "Chọn người hoặc vai trò khác.", "Hội đồng")) from wrong
    told = {"member": made.pk, "role": said.role, "jury": said.jury}
    record("product_round.seat", "Thêm thành viên hội đồng", about=about_round(row), by=by, at=at, after=told)
    return made


@transaction.atomic
def unseat_member(member: ProductMember, *, by: Actor, at: datetime) -> None:
    """Take somebody off before the jury begins. PermissionDenied or BlockedError."""
    row = open_round(member.round, by)
    told = {"member": member.pk, "role": member.role, "jury": member.jury}
    member.delete()
    record(
        "product_round.unseat", "Thôi thành viên hội đồng", about=about_round(row), by=by, at=at, before=told
    )


def call_jury(found: ProductRound, *, at: datetime) -> int:
    """Let what she has to score wait at each judge's oldest desk; how many were called."""
    members = [
        each for each in found.members.select_related("user", "round__agency") if each.judges and each.user_id
    ]
    seats = Seat.objects.on(localdate(at)).filter(user__in=[each.user_id for each in members])
    desks: dict[int, Seat] = {}
    for seat in seats.select_related("desk__agency").order_by("since", "pk"):
        desks.setdefault(seat.user_id, seat)
    called = [each for each in members if each.user_id in desks and left_for(each, localdate(at))]
    for each in called:
        desk = desks[each.user_id].desk
        title = f"Khai liên quan, chấm điểm: {found}"
        open_task(about_ballot(each), Waits(desk=desk.code, agency=desk.agency.code, title=title), at=at)
    return len(called)


def let_jury_go(found: ProductRound, *, by: Actor, at: datetime) -> None:
    """Nothing waits for its judges any more."""
    for each in found.members.select_related("round__agency"):
        close_task(about_ballot(each), by=by, at=at)
