"""What the owner of a workshop is told of her project, in her words; as many SELECTs for all as for one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from khuyencong.organisations.models import Agency, Desk
from khuyencong.organisations.queries import names_on
from khuyencong.projects.models import GroupPlace, GroupPlan, Project
from khuyencong.workflow.models import Event, Task

Life = Project.State
NOW = {
    Life.SUBMITTED: "Sở Công Thương đang xem hồ sơ.",
    Life.RETURNED: "Hồ sơ cần bổ sung.",
    Life.APPRAISED: "Sở đã đồng ý, đang đưa vào đăng ký kế hoạch năm.",
    Life.REGISTERED: "Đã đăng ký, nơi lập kế hoạch đang xem.",
    Life.PASSED: "Hồ sơ đạt, đang chờ lựa chọn trong số tiền được giao.",
    Life.SELECTED: "Được chọn, đang chờ người có thẩm quyền ký quyết định.",
    Life.RESERVE: "Ở danh sách dự phòng: được làm khi có đề án khác dừng hoặc có thêm tiền.",
    Life.APPROVED: "Đã được phê duyệt.",
    Life.CONTRACTED: "Hợp đồng đã ký, đang thực hiện.",
    Life.HELD: "Đang tạm dừng theo quyết định.",
    Life.ACCEPTED: "Đã nghiệm thu, đang làm hồ sơ quyết toán.",
    Life.SETTLED: "Đã quyết toán xong.",
    Life.STOPPED: "Đã ngừng theo quyết định, đang tất toán phần đã nhận.",
    Life.CLOSED: "Đã ngừng theo quyết định.",
    Life.REFUSED: "Không được hỗ trợ lần này.",
    Life.WITHDRAWN: "Đơn vị lập đề án đã rút hồ sơ.",
}
NEXT = {
    Life.SUBMITTED: "Sở kết luận đạt hay trả lại để bổ sung. "
    "Lời khuyên, không phải quy định: nếu muốn mua máy trước khi có quyết định, hãy hỏi Sở trước.",
    Life.RETURNED: "Đơn vị lập đề án cùng bạn bổ sung rồi gửi lại.",
    Life.APPRAISED: "Sở gửi hồ sơ đăng ký cùng các đề án khác trong tỉnh.",
    Life.REGISTERED: "Nơi lập kế hoạch kết luận; có thể hỏi thêm.",
    Life.PASSED: "Danh sách được chọn được thông qua.",
    Life.SELECTED: "Khi có quyết định, đơn vị thực hiện ký hợp đồng với bạn.",
    Life.RESERVE: "Không cần làm gì; khi đến lượt sẽ có người báo.",
    Life.APPROVED: "Đơn vị thực hiện liên hệ để ký hợp đồng.",
    Life.CONTRACTED: "Làm theo hợp đồng, giữ đủ hóa đơn, chứng từ; xong thì báo đơn vị thực hiện.",
    Life.HELD: "Tạm thời không mua sắm thêm; nói với đơn vị thực hiện khi làm tiếp được.",
    Life.ACCEPTED: "Đưa đơn vị thực hiện hóa đơn, chứng từ còn thiếu, kể cả phần đối ứng.",
    Life.SETTLED: "Không cần làm gì; giữ máy và hồ sơ để khi kiểm tra còn xem được.",
    Life.STOPPED: "Đưa đơn vị thực hiện chứng từ phần đã làm; phần đã nhận mà chưa làm phải trả lại.",
    Life.CLOSED: "Không cần làm gì; có thể đăng ký lại khi đủ điều kiện.",
    Life.REFUSED: "Hỏi đơn vị lập đề án lý do và có thể đăng ký lại năm sau.",
    Life.WITHDRAWN: "Nếu vẫn cần, nói với cán bộ xã hoặc Trung tâm Khuyến công.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Where one project is: in words, at which desk of which agency since when, and what was asked of it."""

    project: Project
    now: str
    following: str
    desk: str
    agency: str
    since: datetime | None
    asked: str
    named: Sequence[GroupPlace] = ()


def told_to_owner(projects: Sequence[Project], owners: Collection[int], on: date) -> list[Told]:
    """The same for each of these projects, in their order; `owners` are the establishments of who asks."""
    keys = [str(each.pk) for each in projects]
    about = {"dossier_kind": "project", "dossier_key__in": keys}
    tasks = {each.dossier_key: each for each in Task.objects.filter(state=Task.State.OPEN, **about)}
    returned = ("project.return", "project.ask")
    asked = {
        each.dossier_key: each.reason
        for each in Event.objects.filter(name__in=returned, **about).order_by("sequence")
    }
    desks = {
        each.code: each.title for each in Desk.objects.filter(code__in={one.desk for one in tasks.values()})
    }
    agencies = list(Agency.objects.filter(code__in={one.agency for one in tasks.values()}))
    named = names_on(agencies, on)
    names = {each.code: named[each.pk] for each in agencies}
    places = _places_of(owners)
    return [
        replace(
            _told(each, tasks.get(str(each.pk)), desks, names, asked.get(str(each.pk), "")),
            named=[one for one in places if one.plan.project_id == each.pk],
        )
        for each in projects
    ]


def _places_of(owners: Collection[int]) -> list[GroupPlace]:
    """What approved plans of group projects give these establishments; one SELECT."""
    rows = GroupPlace.objects.filter(establishment__in=owners, plan__state=GroupPlan.State.APPROVED)
    return list(rows.select_related("plan").order_by("plan__year"))


def _told(
    project: Project, task: Task | None, desks: dict[str, str], agencies: dict[str, str], asked: str
) -> Told:
    state = Life(project.state)
    return Told(
        project=project,
        now=NOW.get(state, ""),
        following=NEXT.get(state, ""),
        desk=desks.get(task.desk, "") if task is not None else "",
        agency=agencies.get(task.agency, "") if task is not None else "",
        since=task.since if task is not None else None,
        asked=asked if state is Life.RETURNED else "",
    )
