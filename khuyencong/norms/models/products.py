"""By what outstanding products are chosen (bình chọn sản phẩm): levels, groups, criteria, marks by date."""

from django.db import models
from django.db.models import Q

from khuyencong.norms.models.lists import LawRow


class ProductLevel(LawRow):
    """A level at which products are chosen, what it asks of a council, how often, and on which papers.

    `authority` is the code of the row of authorities that says who decides; `below` the level whose certificate
    is asked first, "" where none is.
    """

    class Level(models.TextChoices):
        """Districts until July 2025, communes since."""

        DISTRICT = "district", "Cấp huyện"
        COMMUNE = "commune", "Cấp xã"
        PROVINCE = "province", "Cấp tỉnh"
        REGION = "region", "Cấp khu vực"
        NATION = "nation", "Cấp quốc gia"

    class Years(models.TextChoices):
        """In which years a round is usual."""

        ODD = "odd", "thường vào năm lẻ"
        EVEN = "even", "thường vào năm chẵn"
        AFTER = "after", "ngay năm sau vòng của cấp dưới"
        ANY = "any", "cơ quan có thẩm quyền định năm"

    level = models.CharField("cấp", max_length=8, choices=Level.choices)
    below = models.CharField(
        "cấp dưới liền kề", max_length=8, blank=True, choices=[("", "Không hỏi cấp dưới"), *Level.choices]
    )
    authority = models.SlugField("mã thẩm quyền", max_length=60)
    sizes = models.CharField("số thành viên hội đồng", max_length=40)
    every = models.PositiveSmallIntegerField("mấy năm một lần")
    years = models.CharField("năm tổ chức", max_length=5, choices=Years.choices)
    papers = models.TextField("hồ sơ đăng ký")

    class Meta(LawRow.Meta):
        verbose_name = "cấp bình chọn sản phẩm"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(every__gte=1) & ~Q(sizes="") & ~Q(level=models.F("below")),
                name="%(class)s_says_how_many_and_how_often",
                violation_error_message="Phải ghi số thành viên hội đồng, chu kỳ; cấp dưới là cấp khác.",
            ),
        ]

    @property
    def council_sizes(self) -> tuple[int, ...]:
        """How many members a council may have."""
        return tuple(int(each) for each in self.sizes.split() if each.isdecimal())

    @property
    def specifics(self) -> str:
        """The rule in one line, for the page of the list."""
        sizes = " hoặc ".join(str(each) for each in self.council_sizes)
        below = f"; cần giấy chứng nhận {self.get_below_display().lower()}" if self.below else ""
        return f"Hội đồng {sizes} người; {self.every} năm một lần, {self.get_years_display()}{below}"


class ProductMark(LawRow):
    """A group of products, a criterion with its points, or a number that the choice goes by."""

    class Kind(models.TextChoices):
        """What the row says."""

        GROUP = "group", "Nhóm sản phẩm"
        CRITERION = "criterion", "Tiêu chí (điểm tối đa)"
        THRESHOLD = "threshold", "Điểm bình quân tối thiểu"
        PHOTOS = "photos", "Số ảnh ở các góc độ khác nhau"

    kind = models.CharField("loại", max_length=9, choices=Kind.choices)
    value = models.PositiveSmallIntegerField("số", null=True, blank=True)

    class Meta(LawRow.Meta):
        verbose_name = "nhóm, tiêu chí, mốc bình chọn sản phẩm"
        constraints = [
            *LawRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="group", value__isnull=True) | (~Q(kind="group") & Q(value__gte=1)),
                name="%(class)s_has_a_number_unless_it_is_a_group",
                violation_error_message="Nhóm sản phẩm thì không ghi số; các loại khác ghi số từ 1.",
            ),
        ]

    @property
    def specifics(self) -> str:
        """The rule in one line, for the page of the list."""
        return self.get_kind_display() + (f": {self.value}" if self.value is not None else "")
