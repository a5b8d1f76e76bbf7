"""Keeping the answers of a file of ODK Central or KoboToolbox: whole or not at all, each wording once.

An edition that came by file is known by a name-based UUID (version 5) of its instanceID. So the same file
again writes nothing, and an edition made here, on a phone or at a desk (version 4), is told from one that the
tool knows: a change made in the tool after it is a conflict, as between two phones.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey

from khuyencong.industry import permissions
from khuyencong.industry.actions.surveys import Said, Sent, about, edition_of, worded
from khuyencong.industry.lifecycle.surveys import CONFLICT, Outcome, only_linked_since
from khuyencong.industry.models import Answer, AnswerConflict, AnswerEdition, Establishment, SurveyRound
from khuyencong.norms.models import Activity
from khuyencong.organisations.actors import Actor
from khuyencong.places.models import Unit
from khuyencong.rules.findings import BlockedError, Finding, error
from khuyencong.rules.surveys import AnswerRow
from khuyencong.workflow.actions import record
from khuyencong.workflow.lifecycle import Act

AT_ONCE = 500
NAMES = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
BY_FILE = 5
"""The version of the UUID of an edition that came by file."""
SAID = (
    *("name", "wants", "taken_at", "machinery", "cost", "own_money", "outlet", "begin_month", "labour"),
    *("other", "latitude", "longitude", "accuracy"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A row with the answer it belongs to, if there is one, and what would become of it."""

    row: AnswerRow
    key: UUID
    outcome: Outcome
    answer: Answer | None = None
    standing: AnswerEdition | None = None
    last: int = 0
    based_on: int = 0
    linked: Establishment | None = None


@dataclass
class Stock:
    """The answers and editions that a file touches, read once in a number of SELECTs that grows by 500 rows."""

    answers: dict[UUID, Answer] = field(default_factory=dict)
    editions: dict[int, list[AnswerEdition]] = field(default_factory=dict)
    known: dict[UUID, UUID] = field(default_factory=dict)


def edition_key(instance: UUID) -> UUID:
    """What an edition is known by here that the tool knows by its instanceID."""
    return uuid5(NAMES, f"uuid:{instance}")


def chunks(keys: Collection[UUID]) -> Iterator[list[UUID]]:
    """So many keys at once as one statement takes."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def stock_of(rows: Sequence[AnswerRow]) -> Stock:
    """What is kept already of what a file says."""
    found = Stock()
    marks = {edition_key(each) for row in rows for each in (row.instance, row.deprecated) if each}
    for some in chunks(marks):
        kept = AnswerEdition.objects.filter(edition__in=some)
        found.known |= dict(kept.values_list("edition", "answer__key"))
    keys = {key_of(row, found) for row in rows} | set(found.known.values())
    for some in chunks(keys):
        found.answers |= {each.key: each for each in Answer.objects.filter(key__in=some)}
        editions = AnswerEdition.objects.filter(answer__key__in=some).order_by("number")
        for each in editions.select_related("establishment", "activity"):
            found.editions.setdefault(each.answer_id, []).append(each)
    return found


def key_of(row: AnswerRow, stock: Stock) -> UUID:
    """The answer's key: as the tool says, else that of the wording it changes, else its own."""
    if row.root:
        return row.root
    if row.deprecated and (key := stock.known.get(edition_key(row.deprecated))):
        return key
    return row.instance


def plan(survey: SurveyRound, rows: Sequence[AnswerRow]) -> list[Planned]:
    """What would become of each row; BlockedError where an answer is of another round or commune."""
    stock = stock_of(rows)
    planned = [planned_of(row, stock) for row in rows]
    found = [each for one in planned for each in out_of_place(one, survey)]
    found += changed_twice(planned)
    if found:
        raise BlockedError(*found)
    return planned


def planned_of(row: AnswerRow, stock: Stock) -> Planned:
    """The same for one row, out of what was read."""
    key = stock.known.get(edition_key(row.instance)) or key_of(row, stock)
    answer = stock.answers.get(key)
    if answer is None:
        return Planned(row=row, key=key, outcome=Outcome.NEW)
    editions = stock.editions[answer.pk]
    standing = next(each for each in editions if each.standing)
    based_on = max((each.number for each in editions if each.edition.version == BY_FILE), default=0)
    before = next((each for each in editions if each.number == based_on), None)
    linked = only_linked_since(before, standing, row.establishment)
    # The tool never learns of a link that a desk made; as long as it names no other, the link stays.
    kept = linked or (row.establishment is None and row.name == standing.name)
    if edition_key(row.instance) in stock.known:
        outcome = Outcome.KNOWN
    else:
        outcome = Outcome.CHANGED if linked or based_on == standing.number else Outcome.CONFLICT
    return Planned(
        row=row,
        key=key,
        outcome=outcome,
        answer=answer,
        standing=standing,
        last=editions[-1].number,
        based_on=based_on,
        linked=standing.establishment if kept and outcome is Outcome.CHANGED else None,
    )


def out_of_place(planned: Planned, survey: SurveyRound) -> Iterable[Finding]:
    """An answer stays with the round and the commune in which it was first written."""
    answer, row = planned.answer, planned.row
    if answer is not None and (answer.round_id != survey.pk or answer.commune_id != row.commune):
        message = f"Dòng {row.number + 1}: phiếu này đã ghi cho đợt khảo sát hoặc xã khác."
        yield error("moved", message, "Bỏ dòng này, hoặc lập phiếu mới cho nơi ấy.")


def changed_twice(planned: Iterable[Planned]) -> Iterator[Finding]:
    """Two rows that change one answer: which came first, the file does not say."""
    first: dict[UUID, int] = {}
    for each in planned:
        if (before := first.setdefault(each.key, each.row.number)) != each.row.number:
            message = f"Dòng {each.row.number + 1}: phiếu này đã có ở dòng {before + 1} của tệp, dưới mã khác."
            yield error("answer_twice", message, "Giữ bản mới nhất của phiếu, xóa dòng kia.")


def receive_file(
    survey: SurveyRound, rows: Sequence[AnswerRow], act: Act, *, file: str, digest: str
) -> Mapping[Outcome, int]:
    """Keep the answers of a checked file; how many of each outcome. Raises PermissionDenied or BlockedError.

    Two imports at once meet at the unique keys: the second is tried again and finds the first.
    """
    try:
        return _receive(survey, rows, act, file, digest)
    except IntegrityError:
        return _receive(survey, rows, act, file, digest)


@transaction.atomic
def _receive(
    survey: SurveyRound, rows: Sequence[AnswerRow], act: Act, file: str, digest: str
) -> Mapping[Outcome, int]:
    survey = SurveyRound.objects.select_for_update().select_related("agency").get(pk=survey.pk)
    if not permissions.prepares(act.by, survey):
        raise PermissionDenied
    lists = Lists.of(survey, rows, act.by)
    # The same lock as a phone's answer takes, so that the edition that stands does not change under the plan.
    # An answer is found by its key, by the wording it changes or by its own: whichever the plan will find.
    found = stock_of(rows)
    for some in chunks({key_of(row, found) for row in rows} | set(found.answers)):
        list(Answer.objects.select_for_update().filter(key__in=some).values_list("pk"))
    planned = plan(survey, rows)
    counts = {outcome: sum(each.outcome is outcome for each in planned) for outcome in Outcome}
    fresh = [each for each in planned if each.outcome is not Outcome.KNOWN]
    if fresh:
        write(survey, fresh, lists, act)
        title = f"Nhập {len(fresh)} phiếu khảo sát từ tệp {file}"
        after = {outcome.value: count for outcome, count in counts.items()} | {"file": digest}
        record("survey.import", title, about=about(survey), by=act.by, at=act.at, after=after)
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The rows of other tables that answers name, all of them hers to name."""

    communes: Mapping[int, Unit]
    activities: Mapping[int, Activity]
    establishments: Mapping[int, Establishment]

    @classmethod
    def of(cls, survey: SurveyRound, rows: Sequence[AnswerRow], by: Actor) -> "Lists":
        """PermissionDenied where a place or an establishment is not hers; the days are judged with the file."""
        communes = {row.commune for row in rows}
        units = Unit.objects.filter(permissions.targets_at(by, survey)).in_bulk(communes)
        named = sorted({row.establishment for row in rows if row.establishment})
        seen: dict[int, Establishment] = {}
        for start in range(0, len(named), AT_ONCE):
            seen |= Establishment.objects.visible_to(by).in_bulk(named[start : start + AT_ONCE])
        if units.keys() != communes or seen.keys() != set(named):
            raise PermissionDenied
        activities = Activity.objects.in_bulk({row.activity for row in rows if row.activity})
        return cls(communes=units, activities=activities, establishments=seen)


def write(survey: SurveyRound, planned: Sequence[Planned], lists: Lists, act: Act) -> None:
    """Answers, editions and conflicts; what fails its checks is told with its row, and nothing is kept."""
    new = [each for each in planned if each.answer is None]
    answers = [
        Answer(
            key=each.key,
            round=survey,
            commune=lists.communes[each.row.commune],
            officer=act.by.account,
            agency=act.by.agency,
        )
        for each in new
    ]
    Answer.objects.bulk_create(answers, batch_size=AT_ONCE)
    made = {each.key: each for each in answers}
    editions = [drafted(each, each.answer or made[each.key], survey, lists, act) for each in planned]
    if found := [each for one, row in zip(planned, editions, strict=True) for each in objections(one, row)]:
        raise BlockedError(*found)
    left = [each.standing.pk for each in planned if each.outcome is Outcome.CHANGED and each.standing]
    for start in range(0, len(left), AT_ONCE):
        AnswerEdition.objects.filter(pk__in=left[start : start + AT_ONCE]).update(standing=False)
    AnswerEdition.objects.bulk_create(editions, batch_size=AT_ONCE)
    for one, row in zip(planned, editions, strict=True):
        if one.outcome is Outcome.CONFLICT:
            CONFLICT.begin(AnswerConflict.objects.create(answer=row.answer, arrived=row), act)


def drafted(planned: Planned, answer: Answer, survey: SurveyRound, lists: Lists, act: Act) -> AnswerEdition:
    """The edition of a row, not written yet."""
    row = planned.row
    said = Said(
        **{name: getattr(row, name) for name in SAID},
        establishment=planned.linked or lists.establishments.get(row.establishment or 0),
        activity=lists.activities[row.activity] if row.activity else None,
    )
    sent = Sent(
        key=planned.key,
        edition=edition_key(row.instance),
        survey=survey,
        commune=lists.communes[row.commune],
        said=said,
        based_on=planned.based_on,
    )
    standing = planned.outcome is not Outcome.CONFLICT
    return edition_of(answer, sent, number=planned.last + 1, standing=standing, by=act.by, at=act.at)


def objections(planned: Planned, row: AnswerEdition) -> Iterator[Finding]:
    """What the database would refuse, without asking it: what a row names was read before."""
    named = [each.name for each in AnswerEdition._meta.fields if isinstance(each, ForeignKey)]
    try:
        row.clean_fields(exclude=named)
    except ValidationError as caught:
        for each in worded(row, caught.message_dict):
            yield error(each.code, f"Dòng {planned.row.number + 1}: {each.message}", each.fix, each.place)
