"""The questions of a survey as an XLSForm names them: written from here and read back by the same names.

The names are part of files that are out in the provinces: never rename one, add another.
"""

from dataclasses import dataclass

NOT_LISTED = "chua_co_trong_so"
"""The choice of an establishment that the register does not hold; its name is then asked."""
ROUND, START, END, PHOTO = "ma_dot", "bat_dau", "ket_thuc", "anh"
MOST_MILLIONS = 10_000_000
MOST_PEOPLE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: its name, type, label and the rule in one line; XPath where the tool itself checks."""

    name: str
    kind: str
    label: str
    hint: str
    required: str = ""
    relevant: str = ""
    constraint: str = ""
    told: str = ""
    appearance: str = ""
    choice_filter: str = ""
    parameters: str = ""
    longest: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions that are asked together."""

    name: str
    label: str
    questions: tuple[Question, ...]


def form_key(survey: int) -> str:
    """What the form of a round is known by, in its id and in its hidden field."""
    return f"khaosat-{survey}"


def up_to(most: int) -> str:
    """As XPath: from 0 up to so many."""
    return f". >= 0 and . <= {most}"


def no_longer(than: int) -> str:
    """As XPath: no more characters than so many."""
    return f"string-length(.) <= {than}"


GROUPS = (
    Group(
        name="noi_hoi",
        label="Nơi hỏi",
        questions=(
            Question(
                name="xa",
                kind="select_one xa",
                label="Xã, phường",
                hint="Nơi đặt xưởng, không phải nơi ở của chủ.",
                required="Chọn xã, phường nơi đặt xưởng.",
                appearance="minimal autocomplete",
            ),
            Question(
                name="vi_tri",
                kind="geopoint",
                label="Vị trí xưởng",
                hint="Đứng tại xưởng rồi bấm; không bắt được thì bỏ qua.",
            ),
        ),
    ),
    Group(
        name="co_so",
        label="Cơ sở",
        questions=(
            Question(
                name="co_so_trong_so",
                kind="select_one co_so",
                label="Cơ sở trong sổ",
                hint="Gõ vài chữ của tên để tìm; không thấy thì chọn “Chưa có trong sổ”.",
                required="Chọn một cơ sở, hoặc “Chưa có trong sổ”.",
                appearance="minimal autocomplete",
                choice_filter=f"noi = ${{xa}} or name = '{NOT_LISTED}'",
            ),
            Question(
                name="ten_co_so",
                kind="text",
                label="Tên cơ sở",
                hint="Như trên giấy đăng ký; chưa đăng ký thì ghi tên thường gọi của xưởng.",
                required="Ghi tên cơ sở.",
                relevant=f"${{co_so_trong_so}} = '{NOT_LISTED}'",
                constraint=no_longer(200),
                told="Tên dài nhất 200 chữ.",
                longest=200,
            ),
            Question(
                name="lao_dong",
                kind="integer",
                label="Số lao động",
                hint="Người làm thường xuyên, cả chủ. Ví dụ: 8.",
                constraint=up_to(MOST_PEOPLE),
                told="Ghi một số nguyên, không âm.",
            ),
        ),
    ),
    Group(
        name="nhu_cau",
        label="Nhu cầu",
        questions=(
            Question(
                name="muon_lam",
                kind="text",
                label="Muốn làm gì?",
                hint="Một hai câu, bằng lời của chủ cơ sở. Ví dụ: “Mua máy cưa đứng để tự xẻ gỗ”.",
                required="Ghi điều cơ sở muốn làm.",
                constraint=no_longer(2000),
                told="Ghi ngắn lại: nhiều nhất 2000 chữ.",
                appearance="multiline",
                longest=2000,
            ),
            Question(
                name="noi_dung",
                kind="select_one noi_dung",
                label="Thuộc nội dung khuyến công nào?",
                hint="Chưa rõ thì bỏ qua; cơ quan mở đợt sẽ xếp sau.",
                appearance="minimal autocomplete",
            ),
            Question(
                name="may_moc",
                kind="text",
                label="Máy móc mong muốn",
                hint="Tên máy, công suất nếu biết.",
                constraint=no_longer(300),
                told="Ghi ngắn lại: nhiều nhất 300 chữ.",
                longest=300,
            ),
            Question(
                name="chi_phi_trieu",
                kind="integer",
                label="Chi phí dự kiến (triệu đồng)",
                hint="Số nguyên triệu đồng, cả phần cơ sở tự bỏ. Ví dụ: 150 là một trăm năm mươi triệu.",
                constraint=up_to(MOST_MILLIONS),
                told="Ghi số nguyên triệu đồng, không âm.",
            ),
            Question(
                name="von_tu_co_trieu",
                kind="integer",
                label="Vốn tự có sẵn sàng (triệu đồng)",
                hint="Số nguyên triệu đồng cơ sở đã có để bỏ vào việc này.",
                constraint=up_to(MOST_MILLIONS),
                told="Ghi số nguyên triệu đồng, không âm.",
            ),
            Question(
                name="dau_ra",
                kind="select_one dau_ra",
                label="Sản phẩm làm ra bán cho ai?",
                hint="Không hỏi đến thì bỏ qua.",
            ),
            Question(
                name="thang_bat_dau",
                kind="integer",
                label="Muốn bắt đầu từ tháng nào?",
                hint="Tháng của năm kế hoạch, từ 1 đến 12.",
                constraint=". >= 1 and . <= 12",
                told="Ghi một tháng, từ 1 đến 12.",
            ),
            Question(
                name="y_kien",
                kind="text",
                label="Ý kiến khác",
                hint="Không ghi họ tên, số điện thoại của ai.",
                constraint=no_longer(2000),
                told="Ghi ngắn lại: nhiều nhất 2000 chữ.",
                appearance="multiline",
                longest=2000,
            ),
            Question(
                name=PHOTO,
                kind="image",
                label="Ảnh xưởng, máy",
                hint="Không chụp người, giấy tờ tùy thân. Khi nhập về chỉ giữ tên tệp ảnh.",
                parameters="max-pixels=1600",
            ),
        ),
    ),
)
QUESTIONS = {each.name: each for group in GROUPS for each in group.questions}
