"""The states of a project, who owns it there and where it waits."""

from khuyencong.projects.lifecycle.projects.desks import (
    at_its_desk,
    at_the_department,
    at_the_planner,
    at_the_unit,
    to_go_on,
    to_settle,
    to_supplement,
)
from khuyencong.projects.models import Project
from khuyencong.workflow.lifecycle import State

Life = Project.State

STATES = (
    State(code=Life.DRAFT, label="Đang soạn", owner="Đơn vị lập đề án", waits=at_its_desk),
    State(
        code=Life.SUBMITTED,
        label="Chờ thẩm định cấp cơ sở",
        owner="Cán bộ Sở",
        waits=at_the_department("Thẩm định đề án"),
    ),
    State(code=Life.RETURNED, label="Trả lại để bổ sung", owner="Đơn vị lập đề án", waits=to_supplement),
    State(
        code=Life.APPRAISED,
        label="Đạt thẩm định cấp cơ sở",
        owner="Cán bộ Sở",
        waits=at_the_department("Đưa vào hồ sơ đăng ký kế hoạch đề án"),
    ),
    State(
        code=Life.REGISTERED,
        label="Đã đăng ký kế hoạch",
        owner="Nơi lập kế hoạch của nguồn kinh phí",
        waits=at_the_planner("Thẩm định đề án đã đăng ký"),
    ),
    State(
        code=Life.PASSED,
        label="Đạt thẩm định, chờ lựa chọn",
        owner="Nơi lập kế hoạch của nguồn kinh phí",
        waits=at_the_planner("Lựa chọn đề án"),
    ),
    State(
        code=Life.SELECTED,
        label="Đề nghị phê duyệt",
        owner="Nơi lập kế hoạch của nguồn kinh phí",
        waits=at_the_planner("Trình phê duyệt đề án"),
    ),
    State(
        code=Life.RESERVE,
        label="Dự phòng",
        owner="Nơi lập kế hoạch của nguồn kinh phí",
        waits=at_the_planner("Xem lại đề án dự phòng"),
    ),
    State(
        code=Life.APPROVED,
        label="Đã phê duyệt, chờ hợp đồng",
        owner="Cán bộ nơi lập kế hoạch",
        waits=at_the_planner("Ký hợp đồng thực hiện đề án"),
    ),
    State(
        code=Life.CONTRACTED,
        label="Đã ký hợp đồng, đang thực hiện",
        owner="Đơn vị thực hiện",
        waits=at_the_unit("Thực hiện đề án"),
    ),
    State(code=Life.HELD, label="Tạm dừng", owner="Đơn vị thực hiện", waits=to_go_on),
    State(
        code=Life.ACCEPTED,
        label="Đã nghiệm thu, chờ quyết toán",
        owner="Đơn vị thực hiện",
        waits=to_settle,
    ),
    State(code=Life.SETTLED, label="Đã quyết toán", reopens=True),
    State(
        code=Life.STOPPED,
        label="Đã ngừng, chờ tất toán",
        owner="Đơn vị thực hiện",
        waits=at_the_unit("Hoàn trả, quyết toán phần đã nhận của đề án đã ngừng"),
    ),
    State(code=Life.CLOSED, label="Đã ngừng", reopens=True),
    State(code=Life.REFUSED, label="Không đạt hoặc không được chọn"),
    State(code=Life.WITHDRAWN, label="Đã rút"),
)
