"""Moving a dossier from state to state: the only door through which `state` changes.

A lifecycle is a table: states with the desk they wait at, transitions with who, when and what follows;
docs/lifecycle.md and the diagrams on the pages are drawn from it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from khuyencong.rules.findings import BlockedError, Finding, Severity
from khuyencong.workflow import queries
from khuyencong.workflow.actions import (
    LONGEST_REASON,
    Dossier,
    Waits,
    close_task,
    keepable,
    locked,
    open_task,
    record,
)
from khuyencong.workflow.models import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One attempt to move a dossier: who, when, why, and what she gave along with it.

    `by` is a workflow Actor; the rooms above ask more of theirs, so it is not narrowed here.
    """

    by: Any
    at: datetime
    reason: str = ""
    given: Any = None

    @property
    def on(self) -> date:
        """The day of it, in Vietnam."""
        return localtime(self.at).date()


def never(dossier: Any) -> bool:
    """It waits at once."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state: whose it is in words, and the desk where it waits; a final one waits nowhere.

    `reopens` is one that is over unless somebody decides otherwise and says why, as a closed year is. A dossier
    that `rests` in it waits nowhere yet: its day has not come.
    """

    code: str
    label: str
    owner: str = ""
    waits: Callable[[Any, date], Waits | None] | None = None
    reopens: bool = False
    rests: Callable[[Any], bool] = never

    @property
    def final(self) -> bool:
        """Whether nothing follows."""
        return self.waits is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """How many first decisions of a kind ask for a second pair of eyes, and how many she has behind her.

    `instead` names the transition through which a colleague looks at it.
    """

    first: int
    behind: Callable[[Actor], int]
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHand:
    """Whose hand is in what stands in a dossier, whatever steps she took with it, and how she is told.

    A step that judges what stands wants another person than who put it there.
    """

    people: Callable[[Any], Collection[str]]
    told: Callable[[Any, Act], Finding]


def always(dossier: Any, act: Act) -> Sequence[Finding]:
    """Nothing stands in the way."""
    return ()


Follow = Callable[[Any, Act], Mapping[str, object]]
FOLLOWERS: dict[str, list[Follow]] = {}
"""Name of a transition → what rooms above the dossier's own do in the same transaction."""


def follow(name: str, effect: Follow) -> None:
    """Let `effect` follow each time that transition is performed; it returns what the trail tells.

    For rooms that a dossier's own room may not know: money moves when a decision is recorded.
    """
    FOLLOWERS.setdefault(name, []).append(effect)


OFFICES: list[Callable[[str, date], Sequence[Actor]]] = []
"""Who sits at each desk of an agency on a day, those first who are asked first; told by a room above."""


def nothing(dossier: Any, act: Act) -> Mapping[str, object]:
    """Nothing follows but the new state."""
    return {}


def nothing_more(dossier: Any) -> None:
    """Its own project is all that a move of it locks before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """Who may move a dossier, from which states to which, on what condition, and what follows.

    Who performed one of `unlike` in the dossier's present round may not perform this one (maker-checker; see
    Lifecycle.hands), nor may those whose `own_hand` is in it. `reason_box` is what the page calls the field of
    the reason. `decision` asks the doors for a fresh sign-in. `effect` may change the dossier, then saved, and
    returns what the trail tells.
    """

    name: str
    title: str
    sources: frozenset[str]
    target: str
    who: Callable[[Any, Any], bool]
    by: str
    when: Callable[[Any, Act], Sequence[Finding]] = always
    effect: Callable[[Any, Act], Mapping[str, object]] = nothing
    unlike: frozenset[str] = frozenset()
    own_hand: OwnHand | None = None
    needs_reason: bool = False
    reason_box: str = "Lý do"
    decision: bool = False
    practice: Practice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """The life of one kind of dossier: every state, every transition, in order.

    `locks_before` locks what a move of it will lock besides its own project, in the order of their keys.
    """

    kind: str
    title: str
    initial: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    title_of: Callable[[Any], str]
    agency_of: Callable[[Any], str]
    locks_before: Callable[[Any], None] = nothing_more

    def state(self, code: str) -> State:
        """The state of that code; KeyError for an unknown one."""
        return {state.code: state for state in self.states}[code]

    def transition(self, name: str) -> Transition:
        """The transition of that name; KeyError for an unknown one."""
        return {transition.name: transition for transition in self.transitions}[name]

    def about(self, dossier: Any) -> Dossier:
        """The dossier, as trail and tasks name it."""
        return Dossier(kind=self.kind, key=str(dossier.pk), agency=self.agency_of(dossier))

    def offered(self, dossier: Any, by: Actor) -> list[Transition]:
        """What she may do with it in its present state; maker-checker and findings are told when she tries."""
        return [each for each in self.transitions if dossier.state in each.sources and each.who(by, dossier)]

    def within_reach(self, dossier: Any, by: Actor) -> list[Transition]:
        """What is offered to her less what wants another person: no form that can only be refused is shown."""
        key = by.person_key
        return [
            each
            for each in self.offered(dossier, by)
            if key not in self.hands(each, dossier) and key not in put_by(each, dossier)
        ]

    @transaction.atomic
    def begin(self, dossier: Any, act: Act) -> None:
        """Let a new dossier wait where its first state waits; BlockedError when no desk is there for it."""
        self._wait(dossier, act)

    @transaction.atomic
    def perform(self, name: str, dossier: Any, act: Act) -> Any:
        """Lock, ask, move and record, all or nothing; the dossier as it then stands.

        Raises PermissionDenied, or BlockedError with what stands in the way.
        """
        transition = self.transition(name)
        self.locks_before(dossier)
        dossier = locked(dossier)
        if not transition.who(act.by, dossier):
            raise PermissionDenied
        if findings := self.in_the_way(transition, dossier, act):
            raise BlockedError(*findings)
        left, dossier.state = dossier.state, transition.target
        told = dict(transition.effect(dossier, act))
        dossier.save()
        for effect in FOLLOWERS.get(name, []):
            told |= effect(dossier, act)
        self._wait(dossier, act, name)
        record(
            transition.name,
            f"{transition.title}: {self.title_of(dossier)}",
            about=self.about(dossier),
            by=act.by,
            at=act.at,
            before={"state": left},
            after={"state": dossier.state, **told},
            reason=act.reason.strip(),
        )
        return dossier

    def in_the_way(self, transition: Transition, dossier: Any, act: Act) -> Sequence[Finding]:
        """Why not now: the first kind of obstacle only, since the later ones may vanish with it."""
        if dossier.state not in transition.sources:
            return [self._moved_on(transition, dossier)]
        if act.by.person_key in self.hands(transition, dossier):
            return [own_work(transition)]
        if transition.own_hand is not None and act.by.person_key in transition.own_hand.people(dossier):
            return [transition.own_hand.told(dossier, act)]
        if transition.needs_reason and not act.reason.strip():
            return [reason_missing(transition)]
        if not keepable(act.reason):
            return [reason_unkeepable(transition)]
        if transition.practice is not None and self.is_new_to(transition, act.by):
            return [second_look(transition, transition.practice)]
        return transition.when(dossier, act)

    def hands(self, transition: Transition, dossier: Any) -> set[str]:
        """Whose acts stand that this one has to be done by another than: those of the present round.

        An act no longer stands once the dossier came back to where it, or the first of them, is done anew: what
        was sent back or reopened is work anew, and who did it before may check it now. Without this a dossier
        that was sent back once too often finds nobody left in a small agency.
        """
        if not transition.unlike:
            return set()
        acts = {name: self.transition(name) for name in transition.unlike}
        afresh = {source for each in acts.values() if not each.unlike for source in each.sources}
        arrives = {each.name: each.target for each in self.transitions}
        standing: list[tuple[str, str]] = []
        for name, person in queries.doers(self.kind, str(dossier.pk), arrives):
            anew = arrives[name]
            standing = [(act, who) for act, who in standing if anew not in afresh | acts[act].sources]
            if name in acts:
                standing.append((name, person))
        return {person for _, person in standing}

    def is_new_to(self, transition: Transition, by: Actor) -> bool:
        """Whether this would be one of her first decisions of the kind, which a colleague looks at."""
        practice = transition.practice
        return practice is not None and by.learning and practice.behind(by) < practice.first

    def _wait(self, dossier: Any, act: Act, done: str = "") -> None:
        state = self.state(dossier.state)
        close_task(self.about(dossier), by=act.by, at=act.at)
        if state.waits is None or state.rests(dossier):
            return
        waits = state.waits(dossier, act.on)
        if waits is None:
            raise BlockedError(nobody_there(state))
        open_task(self.about(dossier), self._apart(waits, dossier, act, done), at=act.at)

    def _apart(self, waits: Waits, dossier: Any, act: Act, done: str) -> Waits:
        """At that desk; where its holder did what the next step wants another person for, at a colleague's.

        So, too, where what stands in the dossier is of her hand.

        With nobody else in the agency it stays: a dossier is not stopped for want of a second person.
        """
        steps = [each for each in self.transitions if dossier.state in each.sources and each.unlike]
        put = {each.name: put_by(each, dossier) for each in steps}
        names = frozenset[str]().union(*(each.unlike for each in steps))
        did = queries.who_did(self.kind, str(dossier.pk), names) if names else set()
        if done in names:
            did.add((done, act.by.person_key))
        if not did and not any(put.values()):
            return waits
        seated = [each for office in OFFICES for each in office(waits.agency, act.on)]
        holder = next((each for each in seated if each.desk_code == waits.desk), None)
        if holder is None:
            return waits

        def free(one: Actor, step: Transition) -> bool:
            acted = any((name, one.person_key) in did for name in step.unlike)
            return not acted and one.person_key not in put[step.name]

        hers = [each for each in steps if each.who(holder, dossier)]
        if not hers or any(free(holder, each) for each in hers):
            return waits
        able = (one for one in seated if any(free(one, each) and each.who(one, dossier) for each in hers))
        other = next(able, None)
        return replace(waits, desk=other.desk_code) if other is not None else waits

    def _moved_on(self, transition: Transition, dossier: Any) -> Finding:
        last = queries.events_of(self.kind, str(dossier.pk)).first()
        told = f"; {last.person_name} đã làm lúc {localtime(last.at):%H:%M ngày %d/%m/%Y}" if last else ""
        now = self.state(dossier.state).label
        return Finding(
            code="wrong_state",
            severity=Severity.ERROR,
            message=f"Không “{transition.title.lower()}” được: hồ sơ đang ở bước “{now}”{told}.",
            fix="Tải lại trang để xem hồ sơ như hiện nay.",
        )


def put_by(transition: Transition, dossier: Any) -> Collection[str]:
    """Whose hand is in what stands there, where the step wants another's."""
    return transition.own_hand.people(dossier) if transition.own_hand is not None else ()


def own_work(transition: Transition) -> Finding:
    """What the maker reads who wants to be her own checker."""
    return Finding(
        code="own_work",
        severity=Severity.ERROR,
        message=f"Không “{transition.title.lower()}” được: người lập hay trình hồ sơ không tự duyệt hồ sơ ấy.",
        fix="Nhờ một người khác có quyền này; hồ sơ vẫn nằm ở bàn của họ.",
    )


def reason_missing(transition: Transition) -> Finding:
    """What is read where a reason is asked for and none was given."""
    return Finding(
        code="reason_missing",
        severity=Severity.ERROR,
        message=f"“{transition.title}” phải kèm {transition.reason_box.lower()}.",
        place=f"Ô “{transition.reason_box}”",
        fix="Ghi một hai câu để người nhận biết phải làm gì tiếp.",
    )


def reason_unkeepable(transition: Transition) -> Finding:
    """What is read where the trail could not keep the reason; the doors hand on what was typed as it is."""
    return Finding(
        code="reason_unkeepable",
        severity=Severity.ERROR,
        message=f"Dài quá {LONGEST_REASON} ký tự, hoặc có ký tự không lưu được.",
        place=f"Ô “{transition.reason_box}”",
        fix="Viết ngắn lại; phần chi tiết để trong văn bản kèm theo.",
    )


def second_look(transition: Transition, practice: Practice) -> Finding:
    """What a newcomer reads at her first decisions of a kind."""
    return Finding(
        code="needs_second_look",
        severity=Severity.ERROR,
        message=f"{practice.first} lần “{transition.title.lower()}” đầu tiên cần một người nữa xem lại.",
        fix="Trình người xem lại; khi họ đồng ý thì có hiệu lực ngay.",
    )


def nobody_there(state: State) -> Finding:
    """What is read when the desk that would have to go on does not exist or nobody holds it."""
    return Finding(
        code="nobody_there",
        severity=Severity.ERROR,
        message=f"Chưa sang được bước “{state.label}”: chưa ai giữ bàn của {state.owner.lower()}.",
        fix="Nhờ người quản trị tài khoản của cơ quan xếp người vào bàn ấy, rồi làm lại.",
    )
