"""Questions and answers about the law, by date: the figures of an answer are those of other rows."""

from django.db import models
from django.db.models import Q

from khuyencong.norms.models.lists import LawRow
from khuyencong.rules.guidance import Line, lines_of


class Question(LawRow):
    """A question in `name`, and its answer from a day on. A code is one question over time.

    `answer` names rows of the law in braces (rules.guidance). `looked` is the day when somebody last held it
    against the law; `instead` the code of the question that takes its place once it has ended.
    """

    class Topic(models.TextChoices):
        """What it is about, in the order in which an owner asks."""

        WHO = "who", "Ai được hỗ trợ"
        WHAT = "what", "Việc gì, ngành nghề nào"
        HOW_MUCH = "how_much", "Được bao nhiêu"
        PAPERS = "papers", "Hồ sơ, gửi ở đâu, khi nào, ai duyệt"
        MONEY = "money", "Tạm ứng, chi tiếp"
        CLOSING = "closing", "Nghiệm thu, quyết toán"
        CHANGE = "change", "Điều chỉnh, ngừng"
        REPORTS = "reports", "Báo cáo, khen thưởng"
        PRODUCTS = "products", "Sản phẩm tiêu biểu"
        CLUSTERS = "clusters", "Cụm công nghiệp"
        DATA = "data", "Dữ liệu cá nhân"

    topic = models.CharField("chủ đề", max_length=10, choices=Topic.choices)
    answer = models.TextField("trả lời")
    also = models.TextField("chữ người dân hay dùng", blank=True)
    looked = models.DateField("ngày xem lại gần nhất")
    instead = models.SlugField("mã câu hỏi thay cho câu này", max_length=60, blank=True)

    class Meta(LawRow.Meta):
        verbose_name = "hỏi – đáp"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(answer="") & ~Q(source=""),
                name="%(class)s_has_an_answer_and_a_source",
                violation_error_message="Phải ghi câu trả lời và nơi đã đọc.",
            ),
            models.CheckConstraint(
                condition=Q(instead="") | Q(until__isnull=False),
                name="%(class)s_is_replaced_once_it_ends",
                violation_error_message="Câu chưa hết hiệu lực thì chưa có câu thay.",
            ),
        ]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The answer as its lines."""
        return lines_of(self.answer)

    @property
    def specifics(self) -> str:
        """The row in one line, for the page of the list."""
        return f"{self.get_topic_display()}; xem lại {self.looked:%d/%m/%Y}"
