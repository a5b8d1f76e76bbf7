"""The columns of a workbook of establishments, as the form names them and as people write them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its key, heading, other headings it is known by, the longest text, and help for the form."""

    key: str
    heading: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    longest: int = 300
    help: str = ""
    example: str = ""


COLUMNS = (
    Column(
        key="name",
        heading="Tên cơ sở",
        aliases=("tên", "tên doanh nghiệp", "tên cơ sở cnnt", "tên cơ sở công nghiệp nông thôn", "cơ sở"),
        required=True,
        longest=200,
        help="Như trên giấy đăng ký.",
        example="Cơ sở mộc Phú Lộc",
    ),
    Column(
        key="legal_form",
        heading="Loại hình",
        aliases=("loại hình doanh nghiệp", "hình thức pháp lý"),
        required=True,
        longest=100,
        help="Một loại hình trong tờ “Danh mục”.",
        example="Hộ kinh doanh",
    ),
    Column(
        key="tax_code",
        heading="Mã số thuế",
        aliases=("mst", "mã số doanh nghiệp"),
        longest=20,
        help="10 chữ số, chi nhánh 13; định dạng cột là Văn bản để giữ số 0 đầu. Chưa có thì để trống.",
        example="",
    ),
    Column(
        key="registration_number",
        heading="Số đăng ký kinh doanh",
        aliases=("số đkkd", "giấy đăng ký kinh doanh"),
        longest=40,
        help="Có thể để trống.",
        example="87A8001234",
    ),
    Column(
        key="representative",
        heading="Người đại diện",
        aliases=("chủ cơ sở", "người đại diện pháp luật", "họ tên người đại diện"),
        longest=150,
        help="Họ và tên. Có thể để trống.",
        example="Người Minh Họa",
    ),
    Column(
        key="phone",
        heading="Điện thoại",
        aliases=("số điện thoại", "sđt"),
        longest=20,
        help="Định dạng cột là Văn bản để giữ số 0 đầu.",
        example="0900 000 001",
    ),
    Column(
        key="email",
        heading="Thư điện tử",
        aliases=("email", "e-mail"),
        longest=254,
        help="Có thể để trống.",
        example="coso@khuyencong.example",
    ),
    Column(
        key="since",
        heading="Thành lập ngày",
        aliases=("ngày thành lập",),
        longest=20,
        help="ngày/tháng/năm. Có thể để trống.",
        example="15/03/2016",
    ),
    Column(
        key="province",
        heading="Tỉnh, thành phố",
        aliases=("tỉnh", "tỉnh thành", "tỉnh/thành phố"),
        required=True,
        longest=80,
        help="Tên hiện nay, của nơi đặt xưởng.",
        example="Đồng Tháp",
    ),
    Column(
        key="commune",
        heading="Xã, phường",
        aliases=("xã", "xã phường", "phường xã", "xã/phường", "xã, phường, thị trấn"),
        longest=80,
        help="Tên hiện nay, của nơi đặt xưởng. Chưa rõ thì để trống; xét hỗ trợ phải có.",
        example="Xã Tân Hồng",
    ),
    Column(
        key="address",
        heading="Địa chỉ",
        aliases=("địa chỉ sản xuất", "nơi sản xuất", "số nhà"),
        longest=250,
        help="Số nhà, ấp, thôn, đường.",
        example="Ấp 3",
    ),
    Column(
        key="sector",
        heading="Ngành, nghề",
        aliases=("ngành nghề", "lĩnh vực"),
        longest=300,
        help="Một dòng trong tờ “Danh mục”. Chưa rõ thì để trống.",
        example="",
    ),
    Column(
        key="vsic",
        heading="Mã ngành VSIC",
        aliases=("vsic", "mã ngành"),
        longest=5,
        help="2 đến 5 chữ số. Có thể để trống.",
        example="1629",
    ),
    Column(
        key="products",
        heading="Sản phẩm",
        aliases=("sản phẩm chính", "các sản phẩm"),
        longest=1000,
        help="Nhiều sản phẩm thì cách nhau bằng dấu chấm phẩy.",
        example="Bàn ghế; tủ thờ",
    ),
    Column(
        key="year",
        heading="Năm số liệu",
        aliases=("năm",),
        longest=10,
        help="Năm của lao động, nguồn vốn, doanh thu ghi ở ba cột sau.",
        example="2025",
    ),
    Column(
        key="labour",
        heading="Lao động (người)",
        aliases=("lao động", "số lao động"),
        longest=20,
        help="Bình quân năm.",
        example="12",
    ),
    Column(
        key="capital",
        heading="Nguồn vốn (triệu đồng)",
        aliases=("tổng nguồn vốn (triệu đồng)",),
        longest=30,
        help="Triệu đồng, ví dụ 1.500 hoặc 2,5.",
        example="1.500",
    ),
    Column(
        key="revenue",
        heading="Doanh thu (triệu đồng)",
        aliases=("doanh thu năm (triệu đồng)",),
        longest=30,
        help="Triệu đồng, ví dụ 2.400.",
        example="2.400",
    ),
    Column(
        key="source",
        heading="Nguồn",
        aliases=("nguồn thông tin", "nguồn số liệu"),
        longest=300,
        help="Biết từ đâu. Để trống: tên tệp này.",
        example="Khảo sát tháng 11/2026",
    ),
)
