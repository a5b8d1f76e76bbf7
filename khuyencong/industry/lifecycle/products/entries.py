"""The life of one product: registered, checked or sent back, recognised or not with its round's decision."""

from collections.abc import Mapping

from django.db import transaction

from khuyencong.industry.actions.products.certificates import grant
from khuyencong.industry.actions.products.entries import EntrySaid, draft_entry
from khuyencong.industry.lifecycle.products.desks import (
    at_its_desk,
    at_the_round,
    before_the_jury,
    told_entry,
)
from khuyencong.industry.lifecycle.products.guards import complete, still_open
from khuyencong.industry.models import Establishment, ProductEntry, ProductRound
from khuyencong.industry.permissions import products as may
from khuyencong.workflow.lifecycle import Act, Lifecycle, State, Transition

One = ProductEntry.State


def note_day(entry: ProductEntry, act: Act) -> Mapping[str, object]:
    """The day on which it came in."""
    entry.sent_on = act.on
    return {"sent_on": act.on}


def certify(entry: ProductEntry, act: Act) -> Mapping[str, object]:
    """Its certificate gets the next number of the register."""
    paper = grant(entry, act.given, at=act.at)
    return {"number": paper.register_number, "code": paper.code}


PRODUCT_ENTRY = Lifecycle(
    kind="product_entry",
    title="Sản phẩm đăng ký bình chọn",
    initial=One.DRAFT,
    states=(
        State(code=One.DRAFT, label="Đang lập hồ sơ", owner="Nơi đăng ký", waits=at_its_desk),
        State(code=One.RETURNED, label="Trả lại để bổ sung", owner="Nơi đăng ký", waits=at_its_desk),
        State(code=One.SENT, label="Đã gửi, chờ kiểm tra", owner="Nơi bình chọn", waits=at_the_round),
        State(code=One.ACCEPTED, label="Hồ sơ hợp lệ", owner="Nơi bình chọn", waits=before_the_jury),
        State(code=One.RECOGNISED, label="Được công nhận"),
        State(code=One.REFUSED, label="Không được công nhận"),
        State(code=One.DROPPED, label="Đã rút"),
    ),
    transitions=(
        Transition(
            name="product_entry.send",
            title="Gửi hồ sơ sản phẩm",
            sources=frozenset({One.DRAFT, One.RETURNED}),
            target=One.SENT,
            who=may.enters,
            by="Nơi đăng ký",
            when=complete,
            effect=note_day,
        ),
        Transition(
            name="product_entry.accept",
            title="Nhận hồ sơ hợp lệ",
            sources=frozenset({One.SENT}),
            target=One.ACCEPTED,
            who=may.checks,
            by="Nơi bình chọn",
            when=still_open,
        ),
        Transition(
            name="product_entry.return",
            title="Trả lại hồ sơ",
            sources=frozenset({One.SENT, One.ACCEPTED}),
            target=One.RETURNED,
            who=may.checks,
            by="Nơi bình chọn, trước khi chấm",
            when=still_open,
            needs_reason=True,
        ),
        Transition(
            name="product_entry.recognise",
            title="Công nhận sản phẩm",
            sources=frozenset({One.ACCEPTED}),
            target=One.RECOGNISED,
            who=may.recognises,
            by="Người có thẩm quyền, cùng quyết định của đợt",
            effect=certify,
            unlike=frozenset({"product_entry.send"}),
            decision=True,
        ),
        Transition(
            name="product_entry.refuse",
            title="Không công nhận sản phẩm",
            sources=frozenset({One.ACCEPTED}),
            target=One.REFUSED,
            who=may.recognises,
            by="Người có thẩm quyền, cùng quyết định của đợt",
            unlike=frozenset({"product_entry.send"}),
            needs_reason=True,
            decision=True,
        ),
        Transition(
            name="product_entry.drop",
            title="Rút hồ sơ sản phẩm",
            sources=frozenset({One.DRAFT, One.RETURNED, One.SENT}),
            target=One.DROPPED,
            who=may.enters,
            by="Nơi đăng ký",
            needs_reason=True,
        ),
        Transition(
            name="product_entry.lapse",
            title="Thôi xét sản phẩm",
            sources=frozenset({One.DRAFT, One.RETURNED, One.SENT, One.ACCEPTED}),
            target=One.DROPPED,
            who=may.recognises,
            by="Người có thẩm quyền, cùng quyết định hay việc bỏ đợt",
            needs_reason=True,
        ),
    ),
    title_of=told_entry,
    agency_of=lambda entry: entry.agency.code,
)


@transaction.atomic
def start_entry(found: ProductRound, establishment: Establishment, said: EntrySaid, act: Act) -> ProductEntry:
    """Begin an entry and let it wait at its desk. PermissionDenied or BlockedError."""
    made = draft_entry(found, establishment, said, by=act.by, at=act.at)
    PRODUCT_ENTRY.begin(made, act)
    return made
