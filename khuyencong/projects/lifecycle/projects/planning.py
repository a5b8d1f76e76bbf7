"""The steps into the plan or out of it."""

from khuyencong.projects import permissions
from khuyencong.projects.models import Project
from khuyencong.workflow.lifecycle import Transition

Life = Project.State

PLANNING = (
    Transition(
        name="project.select",
        title="Chọn vào kế hoạch",
        sources=frozenset({Life.PASSED, Life.RESERVE}),
        target=Life.SELECTED,
        who=permissions.selects,
        by="Nơi lập kế hoạch, khi danh sách được thông qua",
    ),
    Transition(
        name="project.reserve",
        title="Để dự phòng",
        sources=frozenset({Life.PASSED}),
        target=Life.RESERVE,
        who=permissions.selects,
        by="Nơi lập kế hoạch, khi danh sách được thông qua",
    ),
    Transition(
        name="project.leave_out",
        title="Thôi dự phòng, không chọn",
        sources=frozenset({Life.PASSED, Life.RESERVE}),
        target=Life.REFUSED,
        who=permissions.approves,
        by="Lãnh đạo nơi lập kế hoạch, khi không còn tiền của năm cho đề án",
        needs_reason=True,
        decision=True,
    ),
    Transition(
        name="project.approve",
        title="Ghi quyết định phê duyệt",
        sources=frozenset({Life.SELECTED}),
        target=Life.APPROVED,
        who=permissions.approves,
        by="Lãnh đạo nơi lập kế hoạch, theo quyết định",
        decision=True,
    ),
)
