"""The forecast of one project in a sentence, so that nobody has to believe a number."""

from collections.abc import Iterator
from datetime import date

from khuyencong.rules.clock.facts import Facts
from khuyencong.rules.clock.forecast import Forecast
from khuyencong.rules.clock.usual import Step
from khuyencong.rules.money import Unit, in_unit

AT = {
    Step.CLAIM: "đề nghị đang soạn",
    Step.CONFIRM: "đề nghị chờ Sở xác nhận",
    Step.APPROVE: "đề nghị chờ duyệt",
    Step.PAY: "đề nghị chờ chi",
}


def reason(facts: Facts, found: Forecast, on: date) -> str:
    """Why the range is what it is: "Hợp đồng đến 30/11/2026, khối lượng 40 %: chi thêm thấp 0, …"."""
    told = ", ".join(_known(facts, on))
    more = found.low - facts.disbursed, found.middle - facts.disbursed, found.high - facts.disbursed
    if not any(more):
        return f"{told[:1].upper()}{told[1:]}: từ nay đến 31/12 không chi thêm."
    low, middle, high = (_short(each) for each in more)
    return f"{told[:1].upper()}{told[1:]}: chi thêm thấp {low}, giữa {middle}, cao {high} triệu."


def _known(facts: Facts, on: date) -> list[str]:
    if facts.over:
        return ["đề án đã dừng hoặc đã quyết toán"]
    told = ["đang tạm dừng"] if facts.held else []
    contract = facts.contract
    if contract is None:
        return [*told, f"chưa có hợp đồng sau {max((on - facts.given_on).days, 0)} ngày được giao"]
    if contract.step is not None:
        where = "chờ ký" if contract.step is Step.SIGNING else "đang soạn"
        return [*told, f"hợp đồng {where} {max((on - contract.since).days, 0)} ngày"]
    told.append(f"hợp đồng đến {contract.ends_on:%d/%m/%Y}" + (" (đã quá)" if on > contract.ends_on else ""))
    if facts.final:
        told.append("đã nghiệm thu lần cuối")
    elif facts.work.on is None:
        told.append("chưa báo cáo khối lượng")
    else:
        told.append(f"khối lượng {facts.work.done} %")
    return told + list(_asked(facts, on))


def _asked(facts: Facts, on: date) -> Iterator[str]:
    """What was asked for, or may be."""
    if facts.accepting is not None:
        yield "đang nghiệm thu"
    claim = facts.claim
    if claim is not None:
        yield f"{AT[claim.step]} {max((on - claim.since).days, 0)} ngày"
        if claim.missing:
            yield f"thiếu {claim.missing} giấy"
    elif facts.owed:
        yield "đã nghiệm thu mà chưa đề nghị chi"
    elif not facts.final and facts.ceiling(facts.work.done) > facts.advanced:
        yield "được tạm ứng mà chưa đề nghị"


def _short(amount: int) -> str:
    """Triệu đồng, with a decimal only where there is one."""
    return in_unit(amount, Unit.TRIEU, 1).removesuffix(",0")
