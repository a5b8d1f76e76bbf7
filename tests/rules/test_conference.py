"""The sentences of a conference report: what an official would write, every figure in it one that can be so."""

import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings

from khuyencong.rules.conference import Late, Year, code_of, say
from khuyencong.rules.conference.claims import judged, with_operands
from khuyencong.rules.conference.codes import ALPHABET, as_typed, is_code, where_to_open
from khuyencong.rules.conference.contents import by_content
from khuyencong.rules.conference.facts import period
from khuyencong.rules.conference.indicators import Indicator, Stretch, covering
from khuyencong.rules.conference.judgement import causes, limits, strengths
from khuyencong.rules.conference.layout import NO_LIMIT, NO_STRENGTH, NO_TASK, chapters
from khuyencong.rules.conference.position import general, last_year, purses
from khuyencong.rules.conference.provinces import comparison, place_table
from khuyencong.rules.conference.tasks import tasks
from khuyencong.rules.conference.told import amount, growth, share
from khuyencong.rules.consolidation import BOTH, KCDP, KCQG, Cell, with_both
from tests.rules.conference_ground import CUT, article, cells, ground, grounds, line, marks

TRIEU = 10**6


def texts(said):
    return [each.text for each in said]


def points(found):
    return {each.code: each.said.text for each in found}


def everything(found, indicators=()):
    """The figures of all chapters, by name."""
    told = {}
    for chapter in chapters(found, say("Phạm vi."), indicators):
        for section in chapter.sections:
            for each in section.told:
                told.setdefault(each.name, each)
    return told


def test_the_article_is_told_as_it_should_have_been():
    assert texts(general(article())) == [
        "Theo số đã công bố, kế hoạch kinh phí khuyến công năm 2018 của khu vực phía Nam là "
        "73.781,0 triệu đồng, tăng 7,72 % so với kế hoạch năm 2017 (68.495,1 triệu đồng).",
        "7 tháng đầu năm 2018, khu vực phía Nam đã thực hiện 19.619,2 triệu đồng, bằng 26,59 % kế hoạch năm.",
        "Chưa có số thực hiện cùng kỳ năm 2017 trên cùng một gốc nên chưa so sánh được với cùng kỳ.",
        "Còn 54.161,8 triệu đồng chưa thực hiện; để hoàn thành kế hoạch, mỗi tháng còn lại phải thực hiện "
        "bình quân 10.767,5 triệu đồng, trong khi từ đầu năm bình quân mỗi tháng mới thực hiện 2.814,9 "
        "triệu đồng.",
    ]
    assert texts(purses(article())) == [
        "Kinh phí khuyến công quốc gia thực hiện 7.029,4 triệu đồng, chiếm 35,83 % tổng số thực hiện.",
        "Kinh phí khuyến công địa phương thực hiện 12.589,8 triệu đồng, chiếm 64,17 % tổng số thực hiện.",
    ]
    assert texts(last_year(article())) == [
        "Cả năm 2017, khu vực phía Nam thực hiện 57.615,3 triệu đồng, bằng 84,12 % kế hoạch, tăng 2,62 % "
        "so với năm 2016 (56.147,0 triệu đồng)."
    ]


def test_a_change_names_its_base_and_a_rate_is_compared_in_points():
    same = Year(year=2017, cut=date(2017, 7, 31), cells=cells(90 * TRIEU, 30 * TRIEU))
    found = ground([line("87", "Đồng Tháp", 100 * TRIEU, 25 * TRIEU)], same=same)
    assert texts(general(found))[2:4] == [
        "So với cùng kỳ năm 2017 (30,0 triệu đồng), số thực hiện giảm 16,67 %.",
        "Tỷ lệ thực hiện kế hoạch giảm 8,33 điểm phần trăm so với cùng kỳ năm 2017 (33,33 %).",
    ]


def test_the_article_printed_wrongly_is_caught_before_it_goes_out():
    wrong = article()
    printed = {**wrong.now.cells, KCDP: Cell(done=12_594_300_000)}
    told = everything(replace(wrong, now=replace(wrong.now, cells=printed)))
    [finding] = judged(tuple(told.values()))
    assert finding.code == "inconsistent"
    assert {"published.20180731.all.done.sum"} <= set(finding.claims)
    assert judged(tuple(everything(article()).values())) == ()


@settings(max_examples=25)
@given(grounds())
def test_what_is_told_can_always_be_true_together(found):
    told = everything(
        found,
        (
            Indicator(
                code="kq-01", number="1", name="Lớp", unit="lớp", money=False, value=3, places=frozenset({1, 2})
            ),
        ),
    )
    assert judged(tuple(told.values())) == ()


@settings(max_examples=25)
@given(grounds())
def test_a_sentence_is_whole_and_its_figures_stand_in_it(found):
    for chapter in chapters(found, say("Phạm vi.")):
        for section in chapter.sections:
            for said in section.sentences:
                assert said.text.endswith((".", ":"))
                assert "None" not in said.text
                assert said.text[0] == said.text[0].upper()
                assert all(each.figure.lstrip("-") in said.text for each in said.told)


@settings(max_examples=25)
@given(grounds())
def test_the_same_name_is_always_the_same_figure(found):
    seen = {}
    for chapter in chapters(found, say("Phạm vi.")):
        for section in chapter.sections:
            for each in with_operands(section.told).values():
                assert (seen.setdefault(each.name, each).value, seen[each.name].kind) == (each.value, each.kind)


@settings(max_examples=25)
@given(grounds())
def test_parts_make_their_sum_and_rates_their_quotient(found):
    for each in with_operands(everything(found).values()).values():
        if each.parts:
            assert sum(part.value for part in each.parts) == each.value
        if each.kind == "share":
            assert each.value == each.of[0].value / each.of[1].value


@pytest.mark.parametrize(
    "name", ["summed.20180731.all.done", "place.82.all.rate", "places.spread", "place.total.all.plan"]
)
def test_a_figure_printed_wrongly_does_not_agree_with_the_rest(name):
    found = ground(
        [
            line("87", "Đồng Tháp", 100 * TRIEU, 81 * TRIEU),
            line("82", "Tiền Giang", 50 * TRIEU, 10 * TRIEU),
            line("72", "Tây Ninh", 50 * TRIEU, 20 * TRIEU),
        ]
    )
    told = everything(found)
    wrong = told[name].figure.replace("1", "7") if "1" in told[name].figure else "9" + told[name].figure
    assert judged(tuple(told.values())) == ()
    assert any(name in finding.claims for finding in judged(tuple(told.values()), {name: wrong}))


def test_missing_provinces_are_named_and_their_figures_not_called_the_regions():
    found = ground([line("87", "Đồng Tháp", 100, 50), line("82", "Tiền Giang", 100, None, reported=False)])
    assert texts(general(found))[1].startswith(
        "7 tháng đầu năm 2018, theo số liệu mới có của 1 địa phương, khu vực phía Nam đã thực hiện"
    )
    assert points(limits(found))["silent"] == (
        "Công tác báo cáo chưa nghiêm: còn 1 địa phương chưa có số liệu 7 tháng đầu năm 2018 là Tiền Giang."
    )
    assert "complete" not in points(strengths(found))


def test_provinces_are_ranked_with_spread_and_who_holds_most_back():
    rows = [
        line(f"{n}", f"Tỉnh {n}", 100 * TRIEU, done * TRIEU)
        for n, done in enumerate((90, 70, 50, 40, 30, 20, 10))
    ]
    assert texts(comparison(ground(rows))) == [
        "Tỷ lệ thực hiện kế hoạch cao nhất: Tỉnh 0 (90,00 %), Tỉnh 1 (70,00 %) và Tỉnh 2 (50,00 %).",
        "Tỷ lệ thực hiện kế hoạch thấp nhất: Tỉnh 6 (10,00 %), Tỉnh 5 (20,00 %) và Tỉnh 4 (30,00 %).",
        "Có 3 địa phương đạt từ mức chung của các địa phương trong vùng (44,29 %) trở lên.",
        "Khoảng cách giữa địa phương cao nhất và thấp nhất là 80,00 điểm phần trăm; "
        "địa phương đứng giữa đạt 40,00 %.",
        "Kinh phí chưa thực hiện của các địa phương đã báo cáo là 390,0 triệu đồng, nhiều nhất ở "
        "Tỉnh 6 (90,0 triệu đồng), Tỉnh 5 (80,0 triệu đồng) và Tỉnh 4 (70,0 triệu đồng).",
        "Các địa phương vừa nêu giữ 240,0 triệu đồng, bằng 61,54 % tổng số chưa thực hiện.",
    ]
    table = place_table(ground(rows))
    assert [row.cells[-1] for row in table.rows] == ["1", "2", "3", "4", "5", "6", "7", ""]


def test_provinces_of_one_rate_share_a_rank_and_the_next_is_left_free():
    rows = [
        line(f"{n}", f"Tỉnh {n}", 100 * TRIEU, done * TRIEU) for n, done in enumerate((50, 70, 50, 90, 50, 20))
    ]
    table = place_table(ground(rows))
    assert [row.cells[-1] for row in table.rows] == ["3", "2", "3", "1", "3", "6", ""]


def test_contents_left_empty_are_named_but_not_the_line_for_others():
    contents = [
        line("1", "Đào tạo nghề", 10, 5),
        line("5", "Tư vấn, trợ giúp", None, None),
        replace(line("K24", "Nội dung khác", None, None), of_law=False),
    ]
    found = ground([], contents)
    assert texts(by_content(found))[1] == "Còn 1 nội dung chưa có kế hoạch và chưa thực hiện: tư vấn, trợ giúp."
    assert "empty" in points(limits(found))


def test_nothing_is_judged_without_a_threshold_somebody_set():
    rows = [line("87", "Đồng Tháp", 100, 99), line("82", "Tiền Giang", 100, 1, reported=False)]
    found = ground(rows, marks={})
    assert points(strengths(found)) == {}
    assert set(points(limits(found))) == {"silent"}
    laid = chapters(ground([], marks={}), say("Phạm vi."))
    assert [texts(section.sentences) for section in laid[4].sections][:2] == [[NO_STRENGTH], [NO_LIMIT]]
    assert texts(laid[5].sections[0].sentences) == [NO_TASK]


@pytest.mark.parametrize(
    ("changed", "code", "there"),
    [
        ({"dia_phuong_dat_cao": 99}, "strong", True),
        ({"dia_phuong_dat_cao": 100}, "strong", False),
        ({"dia_phuong_vuot_vung": 49}, "ahead", True),
        ({"dia_phuong_vuot_vung": 50}, "ahead", False),
    ],
)
def test_a_threshold_is_reached_to_the_point(changed, code, there):
    rows = [line("87", "Đồng Tháp", 100, 99), line("82", "Tiền Giang", 100, 1)]
    assert (code in points(strengths(ground(rows, marks=marks(**changed))))) is there


def test_every_limit_that_asks_for_something_has_who_answers():
    rows = [
        line("87", "Đồng Tháp", 100, 60),
        line("82", "Tiền Giang", 100, 5),
        line("72", "Tây Ninh", 100, 0),
        line("84", "Trà Vinh", 100, None, reported=False),
    ]
    found = ground(rows, [line("1", "Đào tạo nghề", 10, 5), line("5", "Tư vấn", None, None)], contradictions=2)
    given_tasks = {each.code: each.who for each in tasks(found, limits(found))}
    assert given_tasks == {
        "slow": "Cục Công Thương địa phương; Sở Công Thương các địa phương",
        "weak": "Sở Công Thương Tiền Giang",
        "idle": "Sở Công Thương Tây Ninh",
        "gathered": "Cục Công Thương địa phương; Sở Công Thương các địa phương",
        "empty": "Sở Công Thương các địa phương",
        "silent": "Sở Công Thương Trà Vinh",
        "contradicted": "Cục Công Thương địa phương",
    }


def test_a_long_sum_is_added_up_without_asking_who_is_wrong():
    rows = [line(f"{n:02}", f"Tỉnh {n}", 10 * TRIEU, n * TRIEU) for n in range(1, 64)]
    told = everything(ground(rows))
    assert judged(tuple(told.values())) == ()
    for name in ("place.total.all.done", "place.07.KCQG.done"):
        assert any(name in found.claims for found in judged(tuple(told.values()), {name: "9.999,9"}))


def test_late_returns_are_counted_by_province():
    owing = [
        Late(code=f"{place}", name=f"Tỉnh {place}", agency=f"Sở {place}", returns=1 + (place == 4))
        for place in range(9)
    ]
    assert points(limits(ground(late=tuple(owing[:2]))))["late"] == (
        "Có 2 lượt báo cáo định kỳ nộp quá hạn hoặc chưa nộp: "
        "Tỉnh 0 (1 lượt báo cáo) và Tỉnh 1 (1 lượt báo cáo)."
    )
    many = points(limits(ground(late=tuple(owing))))["late"]
    assert many.startswith(
        "Có 10 lượt báo cáo định kỳ nộp quá hạn hoặc chưa nộp; nhiều nhất ở Tỉnh 4 (2 lượt báo cáo)"
    )
    assert "Tỉnh 8" not in many
    [task] = tasks(ground(late=tuple(owing[:2])), limits(ground(late=tuple(owing[:2]))))
    assert task.who == "Sở 0; Sở 1"


@pytest.mark.parametrize(
    ("given_ends", "chosen"),
    [
        ([(1, 3), (4, 6)], [(1, 3), (4, 6)]),
        ([(1, 6), (1, 3), (4, 6)], [(1, 6)]),
        ([(1, 3)], []),
        ([(1, 1), (3, 3), (4, 6)], []),
        ([(1, 9), (1, 1), (2, 3), (4, 6)], [(1, 1), (2, 3), (4, 6)]),
        # The longest first leads nowhere: after five months nothing ends in June.
        ([(1, 5), (1, 3), (4, 6)], [(1, 3), (4, 6)]),
    ],
)
def test_returns_cover_the_time_without_gap_or_overlap(given_ends, chosen):
    stretches = [
        Stretch(starts=date(2018, first, 1), ends=date(2018, last + 1, 1) - timedelta(days=1))
        for first, last in given_ends
    ]
    found = covering(stretches, date(2018, 1, 1), date(2018, 6, 30))
    assert [(each.starts.month, each.ends.month) for each in found] == chosen


def test_an_indicator_keeps_its_digits_and_a_strange_unit_is_still_counted():
    line_of = {"number": "1", "money": False, "places": frozenset({1})}
    area = Indicator(code="cc-01", name="Diện tích", unit="ha", value=1250, digits=2, **line_of)
    odd = Indicator(code="x-01", name="Vốn", unit="triệu đồng", value=7, **line_of)
    told = everything(ground(), (area, odd))
    assert told["indicator.cc-01"].text == "12,50 ha"
    assert judged(tuple(told.values())) == ()


def test_causes_come_from_books_and_decisions_or_are_left_to_the_writer():
    assert texts(causes(ground())) == [
        "Hệ thống chưa có sổ kinh phí và hồ sơ đề án năm 2018 của vùng để nêu nguyên nhân; "
        "nơi soạn bổ sung phần này."
    ]


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        (date(2018, 7, 31), "7 tháng đầu năm 2018"),
        (date(2018, 2, 28), "2 tháng đầu năm 2018"),
        (date(2018, 12, 31), "năm 2018"),
        (date(2018, 7, 30), "tính đến hết ngày 30/07/2018"),
    ],
)
def test_a_period_is_called_as_officials_call_it(cut, words):
    assert period(2018, cut) == words


def test_figures_in_words():
    new, old = amount("new", "Mới", 100_001), amount("old", "Cũ", 100_000)
    assert growth("g", "Thay đổi", new, old).text == "gần như không đổi, 0,00 %"
    assert growth("g", "Thay đổi", old, amount("less", "Ít hơn", 80_000)).text == "tăng 25,00 %"
    assert share("s", "Tỷ lệ", old, new).cell == "100,00 %"


def test_a_code_depends_on_question_name_and_value_alone():
    asked = ("nam", "2018", "2018-07-31")
    code = code_of(asked, "all.done", Fraction(3, 7))
    assert re.fullmatch(f"[{ALPHABET}]{{10}}", code)
    assert code == code_of(list(asked), "all.done", Fraction(6, 14))
    others = {
        code_of(("nam", "2018", "2018-08-31"), "all.done", Fraction(3, 7)),
        code_of(asked, "all.plan", Fraction(3, 7)),
        code_of(asked, "all.done", Fraction(4, 7)),
    }
    assert len(others | {code}) == 4


def test_a_code_is_found_again_as_people_copy_it():
    assert as_typed(" k3f7q-2m9to ") == "K3F7Q2M9T0"


def test_the_sum_of_both_purses_is_told_as_the_sum_it_is():
    both = with_both({KCQG: Cell(done=3), KCDP: Cell(done=4)})
    told = everything(ground(now=Year(year=2018, cut=CUT, cells=both)))
    assert [part.name for part in told["summed.20180731.all.done"].parts] == [
        "summed.20180731.KCQG.done",
        "summed.20180731.KCDP.done",
    ]
    assert told["summed.20180731.all.done"].value == both[BOTH].done


@pytest.mark.parametrize(
    ("typed", "may_be"),
    [
        ("VVFSQG9Z84", True),
        ("vvfsq-g9z84", True),
        ("v v f s q g 9 z 8 4", True),
        ("VVFSQG9Z8", False),
        ("dong thap", False),
        ("", False),
        ("VVFSQG9Z8Đ", False),
    ],
)
def test_a_code_is_known_by_its_signs(typed, may_be):
    assert is_code(typed) is may_be


@pytest.mark.parametrize("site", ["http://127.0.0.1:8000", "http://localhost:8140", "http://[::1]:8000", ""])
def test_a_paper_never_prints_an_address_of_the_machine_it_was_made_on(site):
    assert where_to_open(site) == (
        "Mở hệ thống khuyến công, gõ mã vào ô tìm ở đầu trang (chữ thường, dấu cách hay gạch nối đều được)"
    )


def test_a_paper_prints_the_address_of_its_site():
    assert where_to_open("https://khuyencong.so.test").startswith("Mở https://khuyencong.so.test/s/MÃ/ (")
