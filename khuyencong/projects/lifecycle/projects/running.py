"""The steps from the contract to the end: accepted, settled, held, stopped, closed."""

from khuyencong.projects import permissions
from khuyencong.projects.lifecycle.projects.effects import forget_acceptance_day, keep_acceptance_day
from khuyencong.projects.models import Project
from khuyencong.workflow.lifecycle import Transition

Life = Project.State

RUNNING_STEPS = (
    Transition(
        name="project.contract",
        title="Ký hợp đồng thực hiện",
        sources=frozenset({Life.APPROVED}),
        target=Life.CONTRACTED,
        who=permissions.approves,
        by="Lãnh đạo nơi lập kế hoạch, khi ghi hợp đồng đã ký",
        decision=True,
    ),
    Transition(
        name="project.accept",
        title="Nghiệm thu lần cuối",
        sources=frozenset({Life.CONTRACTED}),
        target=Life.ACCEPTED,
        who=permissions.ends_it,
        by="Lãnh đạo Sở, khi ghi nhận lần nghiệm thu cuối; kế toán, khi quyết toán phần còn sau khóa sổ; nơi "
        "ghi quyết định điều chỉnh hoặc máy chủ khóa sổ, khi không còn năm nào phải làm",
        effect=keep_acceptance_day,
        decision=True,
    ),
    Transition(
        name="project.settle",
        title="Quyết toán",
        sources=frozenset({Life.ACCEPTED}),
        target=Life.SETTLED,
        who=permissions.ends_it,
        by="Kế toán nơi cấp kinh phí, khi ghi quyết toán; nơi ghi quyết định điều chỉnh hoặc máy chủ khóa sổ, "
        "khi phần đã làm quyết toán rồi và không còn gì khác",
        decision=True,
    ),
    Transition(
        name="project.accept_undo",
        title="Trở lại đang thực hiện",
        sources=frozenset({Life.ACCEPTED}),
        target=Life.CONTRACTED,
        who=permissions.approves,
        by="Lãnh đạo nơi cấp kinh phí, khi quyết định đính chính lần nghiệm thu cuối",
        effect=forget_acceptance_day,
        needs_reason=True,
        decision=True,
    ),
    Transition(
        name="project.settle_undo",
        title="Trở lại chờ quyết toán",
        sources=frozenset({Life.SETTLED}),
        target=Life.ACCEPTED,
        who=permissions.approves,
        by="Lãnh đạo nơi cấp kinh phí, khi quyết định đính chính quyết toán hoặc hoàn trả",
        needs_reason=True,
        decision=True,
    ),
    Transition(
        name="project.hold",
        title="Tạm dừng",
        sources=frozenset({Life.APPROVED, Life.CONTRACTED}),
        target=Life.HELD,
        who=permissions.approves,
        by="Lãnh đạo nơi lập kế hoạch, theo quyết định",
        decision=True,
    ),
    Transition(
        name="project.resume",
        title="Tiếp tục thực hiện",
        sources=frozenset({Life.HELD}),
        target=Life.CONTRACTED,
        who=permissions.approves,
        by="Lãnh đạo nơi lập kế hoạch, theo quyết định",
        decision=True,
    ),
    Transition(
        name="project.await_contract",
        title="Tiếp tục, chờ hợp đồng",
        sources=frozenset({Life.HELD}),
        target=Life.APPROVED,
        who=permissions.approves,
        by="Lãnh đạo nơi lập kế hoạch, theo quyết định",
        decision=True,
    ),
    Transition(
        name="project.stop",
        title="Ngừng đề án",
        sources=frozenset({Life.APPROVED, Life.CONTRACTED, Life.HELD}),
        target=Life.STOPPED,
        who=permissions.approves,
        by="Lãnh đạo nơi lập kế hoạch, theo quyết định",
        decision=True,
    ),
    Transition(
        name="project.close",
        title="Tất toán đề án đã ngừng",
        sources=frozenset({Life.STOPPED}),
        target=Life.CLOSED,
        who=permissions.winds_up,
        by="Khi không còn đồng nào phải trả, quyết toán hay hoàn trả",
    ),
    Transition(
        name="project.close_undo",
        title="Trở lại chờ tất toán",
        sources=frozenset({Life.CLOSED}),
        target=Life.STOPPED,
        who=permissions.approves,
        by="Lãnh đạo nơi cấp kinh phí, khi quyết định đính chính bút toán",
        needs_reason=True,
        decision=True,
    ),
)
