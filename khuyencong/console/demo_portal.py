"""Made news: a handful of articles of two agencies, each written by one person and let out by another."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import resvg_py
from django.core.files.base import ContentFile
from django.utils.timezone import localdate

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.queries import person_named, seated
from khuyencong.portal.actions.campaigns import Made, Said, begin, note_output, put_articles
from khuyencong.portal.actions.demonstration import Told, load_article, load_picture, load_readers
from khuyencong.portal.models import Article
from khuyencong.reporting.models import ReportNumber

SOURCE = "Bài và số liệu minh họa, do hệ thống tự viết để dùng thử."
FIGURE = "summed.20180731.all.rate"
"""The name of the figure that an article embeds: how far the region of the demonstration had come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One made article; `drawn` are the three colours of its picture, none for one without."""

    title: str
    section: str
    lead: str
    paragraphs: Sequence[tuple[str, str]]
    topics: Sequence[str]
    authors: Sequence[tuple[str, str]]
    days: int
    drawn: tuple[str, str, str] | None = None
    alt: str = ""


PIECES = (
    Piece(
        title="Máy sấy lúa về hợp tác xã ở Tháp Mười",
        section="guong-tot",
        lead="Một hợp tác xã minh họa có máy sấy mới nhờ khuyến công, bớt một nửa củi ngay vụ đầu.",
        paragraphs=(
            ("", "Trước vụ này, lúa của các hộ phơi trên đường làng; mưa trái mùa thì phải bán ướt."),
            (
                "Từ nhu cầu đến hồ sơ",
                "Cán bộ xã ghi nhu cầu, trung tâm khuyến công giúp lập đề án, Sở thẩm định.",
            ),
            (
                "Sau một vụ",
                "Hợp tác xã nói đỡ được một nửa củi. Con số này là của cơ sở, sẽ hỏi lại sau một năm.",
            ),
        ),
        topics=("Máy móc", "Lúa gạo"),
        authors=(("Nguyễn Minh Họa", "Trung tâm Khuyến công"), ("Trần Thị Ví Dụ", "Sở Công Thương")),
        days=3,
        drawn=("#cfe3d6", "#2f6f4f", "#e2b84a"),
        alt="Hình vẽ một nhà xưởng mái dốc bên cánh đồng, phía sau là mặt trời",
    ),
    Piece(
        title="Khuyến công hỗ trợ những gì, hỏi ở đâu",
        section="huong-dan",
        lead="Năm câu hỏi trên trang này cho biết cơ sở của bạn có thể được hỗ trợ gì, nhiều nhất bao nhiêu.",
        paragraphs=(
            (
                "",
                "Chủ cơ sở không cần tài khoản: chọn nơi làm, việc đang làm, việc muốn làm, số tiền.",
            ),
            ("Câu trả lời dựa vào đâu", "Vào đúng các định mức mà cán bộ dùng khi soạn và thẩm định đề án."),
        ),
        topics=("Chính sách", "Máy móc"),
        authors=(("Lê Văn Thử", "Cục"),),
        days=5,
    ),
    Piece(
        title="Bảy tháng, vùng phía Nam làm được bao nhiêu",
        section="hoat-dong",
        lead="Số của báo cáo hội nghị được nhúng thẳng vào bài, kèm ngày chốt và nguồn, nên không ai gõ lại.",
        paragraphs=(
            (
                "",
                "Con số và hình dưới đây lấy từ báo cáo; cán bộ đăng nhập mở được từng dòng làm nên chúng.",
            ),
        ),
        topics=("Hội nghị vùng",),
        authors=(("Lê Văn Thử", "Cục"),),
        days=0,
        drawn=("#d9e4f2", "#274c77", "#e07a5f"),
        alt="Hình vẽ ba cột cao dần bên một con đường",
    ),
    Piece(
        title="Khóm sấy dẻo chuẩn bị dự bình chọn sản phẩm tiêu biểu",
        section="san-pham",
        lead="Một cơ sở minh họa kể việc chuẩn bị hồ sơ bình chọn: nhãn, kiểm nghiệm, sản lượng, người mua.",
        paragraphs=(("", "Cơ sở nói khó nhất là ghi lại sản lượng từng tháng, vì trước đây không ghi."),),
        topics=("Nông sản chế biến",),
        authors=(("Trần Thị Ví Dụ", "Sở Công Thương"),),
        days=12,
    ),
    Piece(
        title="Cụm công nghiệp còn chỗ cho cơ sở nhỏ",
        section="cum-cong-nghiep",
        lead="Ở một cụm công nghiệp minh họa, lô nhỏ có sẵn đường, điện, nước để cơ sở trong làng dời ra.",
        paragraphs=(
            ("", "Điều các chủ cơ sở hỏi nhiều nhất: thuê bao lâu, ai lo nước thải, dời máy có được hỗ trợ."),
        ),
        topics=("Cụm công nghiệp",),
        authors=(("Nguyễn Minh Họa", "Trung tâm Khuyến công"),),
        days=20,
    ),
    Piece(
        title="Lò rèn ở làng nghề đổi sang búa máy, người thợ đỡ đau vai",
        section="guong-tot",
        lead="Một hộ rèn minh họa góp một nửa, khuyến công hỗ trợ một nửa tiền chiếc búa máy đầu tiên của xóm.",
        paragraphs=(
            ("", "Trước đây hai người quai búa cả buổi mới xong một mẻ dao; nay một người đứng máy."),
            ("Điều còn vướng", "Điện một pha yếu, giờ cao điểm máy chạy chậm; xã đang xin thêm trạm."),
        ),
        topics=("Máy móc", "Làng nghề"),
        authors=(("Nguyễn Minh Họa", "Trung tâm Khuyến công"),),
        days=6,
    ),
    Piece(
        title="Xưởng dừa thử dây chuyền mới trước khi nghiệm thu",
        section="guong-tot",
        lead="Cán bộ, chủ xưởng và người bán máy cùng chạy thử một ca, ghi từng con số rồi mới ký.",
        paragraphs=(("", "Sản lượng thử thấp hơn hợp đồng một chút; người bán hẹn chỉnh dao trong một tuần."),),
        topics=("Máy móc", "Nông sản chế biến"),
        authors=(("Trần Thị Ví Dụ", "Sở Công Thương"), ("Lê Văn Thử", "Cục")),
        days=10,
    ),
    Piece(
        title="Hỗ trợ máy tiên tiến: những giấy tờ hay thiếu nhất",
        section="huong-dan",
        lead="Ba giấy tờ mà hồ sơ minh họa hay thiếu, và cách có chúng trước khi nộp.",
        paragraphs=(
            (
                "",
                "Báo giá còn hạn, cam kết phần vốn của mình, giấy về mặt bằng là ba thứ bị hỏi lại nhiều nhất.",
            ),
        ),
        topics=("Chính sách", "Máy móc"),
        authors=(("Lê Văn Thử", "Cục"),),
        days=14,
    ),
    Piece(
        title="Cán bộ xã mới nhận việc: tuần đầu nên làm gì",
        section="huong-dan",
        lead="Nhận bàn giao, xem việc đang chờ, gọi ba cơ sở gần nhất: một tuần là quen.",
        paragraphs=(("", "Danh sách bàn giao cho biết hồ sơ nào đang ở bàn mình và hạn của từng việc."),),
        topics=("Chính sách",),
        authors=(("Nguyễn Minh Họa", "Trung tâm Khuyến công"),),
        days=16,
    ),
    Piece(
        title="Lớp học đan cói khai giảng ở nhà văn hóa thôn",
        section="hoat-dong",
        lead="Ba mươi học viên minh họa, hai tháng, có nơi nhận hàng ngay từ đầu lớp.",
        paragraphs=(("", "Người dạy là thợ của làng bên; nguyên liệu do cơ sở nhận hàng ứng trước."),),
        topics=("Đào tạo nghề", "Làng nghề"),
        authors=(("Trần Thị Ví Dụ", "Sở Công Thương"),),
        days=18,
    ),
    Piece(
        title="Đoàn kiểm tra xuống xưởng: hỏi gì, xem gì",
        section="hoat-dong",
        lead="Một buổi kiểm tra minh họa: máy có chạy, biển có treo, chứng từ có đủ.",
        paragraphs=(("", "Chủ xưởng được đọc biên bản trước khi ký và ghi ý kiến của mình vào đó."),),
        topics=("Kiểm tra",),
        authors=(("Lê Văn Thử", "Cục"),),
        days=22,
    ),
    Piece(
        title="Chiếu cói được công nhận tiêu biểu cấp tỉnh",
        section="san-pham",
        lead="Hội đồng minh họa chấm về doanh thu, kỹ thuật, văn hóa và những điểm khác, rồi công bố kết quả.",
        paragraphs=(("", "Giấy chứng nhận có mã; ai cũng tra được hôm nay giấy còn giá trị hay không."),),
        topics=("Làng nghề",),
        authors=(("Trần Thị Ví Dụ", "Sở Công Thương"),),
        days=25,
    ),
    Piece(
        title="Một cụm công nghiệp xong trạm xử lý nước thải",
        section="cum-cong-nghiep",
        lead="Trạm chạy thử rồi mới nhận thêm cơ sở dời vào: chuyện ở một cụm minh họa.",
        paragraphs=(("", "Chủ đầu tư báo công suất từng tháng; phòng ở xã đi xem cùng Sở."),),
        topics=("Cụm công nghiệp",),
        authors=(("Nguyễn Minh Họa", "Trung tâm Khuyến công"),),
        days=27,
    ),
    Piece(
        title="Nghị định về khuyến công đọc ở đâu, bản nào đang dùng",
        section="chinh-sach",
        lead="Trang Hướng dẫn nói từng điều đang dùng từ ngày nào, điều nào chưa đối chiếu bản gốc.",
        paragraphs=(("", "Mỗi câu trả lời kèm điều khoản; xem được như của một ngày đã qua."),),
        topics=("Chính sách",),
        authors=(("Lê Văn Thử", "Cục"),),
        days=30,
    ),
)


def load_portal(at: datetime) -> int:
    """How many articles were added; a second run adds none."""
    users = [
        person_named(name) for name in ("truyenthong", "lanhdao", "trungtamtayninh", "lanhdaotrungtamtayninh")
    ]
    if None in users or Article.objects.exists():
        return 0
    cuc, leader, centre, head = (seated(user, localdate(at)) for user in users if user is not None)
    made = [
        load_article(told(piece, at), writer=writer, second=second)
        for n, piece in enumerate(PIECES)
        for writer, second in [((centre, head) if n % 2 else (cuc, leader))]
    ]
    for n, article in enumerate(made):
        load_readers(article, channels=("", "zalo", "truyen-thanh"), most=40 - 6 * n, on=localdate(at))
    campaign_of(made, cuc, at)
    return len(made)


def told(piece: Piece, at: datetime) -> Told:
    """What a made article says."""
    body: list[tuple[str, object]] = []
    for heading, words in piece.paragraphs:
        body += [("heading", heading)] if heading else []
        body.append(("paragraph", f"<p>{words}</p>"))
    if "Hội nghị vùng" in piece.topics and (code := code_of_a_figure()):
        body.append(("figure", {"code": code, "lead": "Vùng phía Nam, bảy tháng năm 2018:"}))
        body += drawings_of(code)
    cover = load_picture(drawing(piece), title=piece.title, words=piece.alt) if piece.drawn else None
    return Told(
        title=piece.title,
        section=piece.section,
        lead=piece.lead,
        body=json.dumps([{"type": kind, "value": value} for kind, value in body]),
        topics=piece.topics,
        authors=piece.authors,
        source=SOURCE,
        cover=cover,
        alt=piece.alt,
        at=at - timedelta(days=piece.days),
    )


def code_of_a_figure() -> str:
    """The code of a figure of the issued report of the demonstration; "" where none was issued."""
    found = ReportNumber.objects.filter(name=FIGURE).values_list("code", flat=True).first()
    return found or ""


def drawings_of(code: str) -> list[tuple[str, object]]:
    """A chart and a map of the report that figure stands in."""
    report = str(ReportNumber.objects.filter(code=code).values_list("report", flat=True)[0])
    leads = {"tinh": "Mỗi địa phương một thanh:", "ban-do": "Cũng số ấy trên bản đồ ô:"}
    return [("drawing", {"report": report, "shows": shows, "lead": lead}) for shows, lead in leads.items()]


def drawing(piece: Piece) -> ContentFile[bytes]:
    """A picture drawn by us."""
    assert piece.drawn is not None
    sky, near, sun = piece.drawn
    svg = f"""<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="675" viewBox="0 0 1200 675">
<rect width="1200" height="675" fill="{sky}"/><circle cx="930" cy="190" r="90" fill="{sun}"/>
<path d="M0 470 Q300 400 620 460 T1200 430 V675 H0Z" fill="{near}" opacity=".45"/>
<path d="M170 560 V360 L320 270 L470 360 V560Z M520 560 V320 H620 V560Z" fill="{near}"/>
<path d="M660 560 V250 H760 V560Z" fill="{near}"/>
<path d="M0 560 H1200 V675 H0Z" fill="{near}" opacity=".8"/></svg>"""
    png = resvg_py.svg_to_bytes(svg_string=svg)
    return ContentFile(io.BytesIO(bytes(png)).getvalue(), name="minh-hoa.png")


def campaign_of(made: Sequence[Article], by: Actor, at: datetime) -> None:
    """A made campaign with what was printed and broadcast for it."""
    on = localdate(at)
    said = Said(
        name="Chủ cơ sở nào cũng biết khuyến công (minh họa)",
        purpose="Để chủ cơ sở ở xã biết có chương trình, hỏi ở đâu, được gì.",
        since=on - timedelta(days=25),
        until=on + timedelta(days=30),
    )
    campaign = begin(said, by=by, at=at, made_up=True)
    put_articles(campaign, [each.pk for each in made[:3]], by=by)
    for kind, title, count, where in (
        ("kq-17", "Tờ gấp “Tôi được hỗ trợ gì?” (minh họa)", 500, "Bảng tin của 20 xã"),
        ("kq-18", "Chuyên mục khuyến công trên loa xã (minh họa)", 4, "Đài truyền thanh xã"),
    ):
        note_output(campaign, Made(kind=kind, title=title, on=on, count=count, where=where), by=by)
