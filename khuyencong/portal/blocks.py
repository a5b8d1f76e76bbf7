"""What the body of an article is made of. No block takes HTML, a script or a frame from elsewhere."""

from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.utils.timezone import localtime
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from khuyencong.reporting.models import IssuedReport, ReportNumber
from khuyencong.rules.conference.codes import as_typed

PLAIN = ("bold", "italic", "ol", "ul", "link")
"""What a paragraph may hold; pictures and headings are blocks of their own, so that each has its place."""
NO_SUCH_CODE = (
    "Mã này không có trong báo cáo nào đã phát hành: chép lại đủ mười ký tự ghi cạnh số trong báo cáo hội nghị."
)
NOT_READ = "Thân bài gửi lên không trọn."
ALT_HELP = "Nói điều thấy trong ảnh cho người không nhìn được ảnh; không bắt đầu bằng “Ảnh…”."


class PictureBlock(blocks.StructBlock):
    """A picture; what it shows is said in words, always."""

    image = ImageChooserBlock(label="Ảnh")
    alt = blocks.CharBlock(label="Lời thay ảnh (bắt buộc)", max_length=250, help_text=ALT_HELP)
    caption = blocks.CharBlock(label="Chú thích dưới ảnh", max_length=300)

    class Meta:
        icon = "image"
        label = "Ảnh có chú thích"


class QuoteBlock(blocks.StructBlock):
    """Words of somebody, and whose."""

    text = blocks.TextBlock(label="Lời nói", max_length=1000)
    who = blocks.CharBlock(label="Của ai", max_length=150)

    class Meta:
        icon = "openquote"
        label = "Trích lời"


class LinkBlock(blocks.StructBlock):
    """One thing to open: a page elsewhere, or a document of ours."""

    label = blocks.CharBlock(label="Tên hiện ra", max_length=200)
    url = blocks.URLBlock(label="Địa chỉ", required=False)
    document = DocumentChooserBlock(label="Tài liệu của ta", required=False)

    class Meta:
        icon = "link"
        label = "Đường dẫn, tài liệu"

    def clean(self, value: Any) -> Any:
        """Exactly one of the two."""
        cleaned = super().clean(value)
        if bool(cleaned["url"]) == bool(cleaned["document"]):
            words = "Chọn đúng một: địa chỉ, hoặc tài liệu đã tải lên."
            raise blocks.StructBlockValidationError(block_errors={"url": ValidationError(words)})
        return cleaned


class LiveFigureBlock(blocks.StructBlock):
    """A figure of an issued report, by its code: shown with cut and source, never typed."""

    code = blocks.CharBlock(
        label="Mã tra cứu của số",
        max_length=20,
        help_text="Mười ký tự, ghi cạnh số trong báo cáo hội nghị đã phát hành.",
    )
    lead = blocks.CharBlock(label="Câu dẫn", max_length=200, required=False)

    class Meta:
        icon = "table"
        label = "Số liệu sống"

    def clean(self, value: Any) -> Any:
        """A code of an issued report; a draft may still lack it."""
        cleaned = super().clean(value)
        code = cleaned["code"]
        if code and not ReportNumber.objects.filter(code=as_typed(code)).exists():
            raise blocks.StructBlockValidationError(block_errors={"code": ValidationError(NO_SUCH_CODE)})
        return cleaned


DRAWINGS = [
    ("nam", "Biểu đồ: kế hoạch và thực hiện qua các năm"),
    ("tinh", "Biểu đồ: từng địa phương đã làm được bao nhiêu"),
    ("ban-do", "Bản đồ: tỷ lệ thực hiện từng địa phương"),
]


def issued_reports() -> list[tuple[str, str]]:
    """The reports an article may draw from, the last one issued first: their keys and their names."""
    rows = IssuedReport.objects.select_related("region").defer("xlsx", "docx")
    return [(str(each.pk), f"{each}, phát hành {localtime(each.issued_at):%d/%m/%Y}") for each in rows]


class DrawingBlock(blocks.StructBlock):
    """A chart or a map of an issued report, drawn from its figures at each reading, never a picture of them."""

    report = blocks.ChoiceBlock(choices=issued_reports, label="Báo cáo đã phát hành")
    shows = blocks.ChoiceBlock(choices=DRAWINGS, label="Vẽ gì")
    lead = blocks.CharBlock(label="Câu dẫn", max_length=200, required=False)

    class Meta:
        icon = "view"
        label = "Biểu đồ, bản đồ của báo cáo"


class ArticleBody(blocks.StreamBlock):
    """The blocks of a body, in any order."""

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """BadRequest (400) for what no form of ours sends; Wagtail's own reading fails on it."""
        try:
            return super().value_from_datadict(data, files, prefix)
        except (ValueError, TypeError, LookupError, AttributeError) as broken:
            raise BadRequest(NOT_READ) from broken

    paragraph = blocks.RichTextBlock(label="Đoạn văn", features=PLAIN)
    heading = blocks.CharBlock(label="Đề mục", max_length=150, icon="title")
    picture = PictureBlock()
    quote = QuoteBlock()
    link = LinkBlock()
    figure = LiveFigureBlock()
    drawing = DrawingBlock()
