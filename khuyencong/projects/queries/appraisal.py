"""What waits for appraisal, what stands ticked on a sheet, and what is missing before it can be concluded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils.timezone import localtime

from khuyencong.organisations.actors import Actor
from khuyencong.organisations.models import Agency, Desk
from khuyencong.organisations.permissions import is_ministry
from khuyencong.organisations.queries import desks_of, leader_desk
from khuyencong.organisations.scope import below
from khuyencong.projects import permissions
from khuyencong.projects.models import (
    Appraisal,
    Council,
    CouncilMember,
    Interest,
    Level,
    MinutesItem,
    Outcome,
    Project,
    Supplement,
    Tick,
)
from khuyencong.projects.queries.projects import projects_seen_by
from khuyencong.projects.queries.rubric import RubricQuestion, rubric_on
from khuyencong.rules.findings import Finding, error
from khuyencong.workflow.models import Task
from khuyencong.workflow.queries import performed_among, performers

LEVELS = {Project.State.SUBMITTED: Level.BASE, Project.State.REGISTERED: Level.PLAN}
DRAFTING = frozenset(
    f"project.{verb}"
    for verb in (
        *("begin", "import", "change", "promise", "beneficiary_add", "beneficiary_drop"),
        *("line", "line_drop", "write", "write_aside", "settle", "paper"),
        *("submit", "submit_straight"),
    )
)
"""Who did one of these to a project drafts it, and judges it nowhere."""


def level_of(project: Project) -> Level | None:
    """At which level it is being appraised now; None when at none."""
    return LEVELS.get(Project.State(project.state))


def sheets_seen_by(actor: Actor) -> QuerySet[Appraisal]:
    """The sheets in her scope with all their pages show."""
    related = ("project__province", "project__agency", "project__department", "project__desk")
    return Appraisal.objects.visible_to(actor).select_related(
        *related, "project__sector", "agency", "council__agency", "desk", "keeper", "concluded_by"
    )


def sheet_under_way(project: Project) -> Appraisal | None:
    """The sheet on which its appraisal goes on; one SELECT."""
    rows = Appraisal.objects.under_way().filter(project=project)
    return rows.select_related("project", "agency", "council").first()


def appraised_by(actor: Actor) -> Q:
    """The projects that her agency appraises at this moment, at whichever level."""
    own, at = actor.agency, Project.State
    if own is None or not permissions.may_see_appraisals(actor) or not actor.role or not actor.role.reads_scope:
        return Q(pk__in=[])
    if is_ministry(actor):
        return Q(state=at.SUBMITTED, department=own) | Q(state=at.REGISTERED, purse=Project.Purse.NATIONAL)
    if own.kind != Agency.Kind.DEPARTMENT:
        return Q(pk__in=[])
    ours = Q(department__in=below(own))
    return ours & (Q(state=at.SUBMITTED) | Q(state=at.REGISTERED, purse=Project.Purse.LOCAL))


def to_appraise(actor: Actor) -> QuerySet[Project]:
    """What waits for appraisal by her agency or by her councils, the longest waiting first.

    Each row says since when it waits and which sheet is open for it, if any.
    """
    sheets = Appraisal.objects.under_way()
    mine = appraised_by(actor)
    if actor.user is not None and actor.desk is not None:
        councils = Council.objects.of_member(actor.user).values("pk")
        mine |= Q(pk__in=sheets.filter(council__in=councils).values("project"))
    waits = Task.objects.filter(dossier_kind="project", dossier_key=Cast(OuterRef("pk"), CharField()))
    sheet = sheets.filter(project=OuterRef("pk"))
    rows = projects_seen_by(actor) if actor.role and actor.role.reads_scope else Project.objects.all()
    found: QuerySet[Project] = (
        rows.filter(mine)
        .select_related("province", "agency")
        .annotate(
            waits_since=Coalesce(Subquery(waits.order_by("-pk").values("since")[:1]), "submitted_at"),
            sheet=Subquery(sheet.values("pk")[:1]),
            sheet_state=Subquery(sheet.values("state")[:1]),
        )
        .order_by("waits_since", "pk")
    )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands on a sheet: each question's ticks, the last of each person who may judge it."""

    rubric: Mapping[str, RubricQuestion]
    ticks: Mapping[str, Sequence[Tick]]
    conflicted: frozenset[int]

    @property
    def missing(self) -> list[RubricQuestion]:
        """Questions nobody has answered yet."""
        return [each for code, each in self.rubric.items() if not self.ticks.get(code)]

    @property
    def failed(self) -> list[RubricQuestion]:
        """Questions that somebody says are not met."""
        return [
            each
            for code, each in self.rubric.items()
            if any(tick.answer == Tick.Answer.FAIL for tick in self.ticks.get(code, ()))
        ]

    @property
    def people(self) -> set[int]:
        """Whose ticks stand."""
        return {tick.user_id for ticks in self.ticks.values() for tick in ticks}

    def finished_by(self, user: int) -> bool:
        """Whether that person answered every question."""
        return all(any(tick.user_id == user for tick in self.ticks.get(code, ())) for code in self.rubric)


def standing_of(sheet: Appraisal) -> Standing:
    """Read a sheet's ticks; two SELECTs. Ticks of who declared a conflict do not count."""
    conflicted = conflicted_in(sheet.project)
    last: dict[tuple[str, int], Tick] = {}
    for tick in sheet.ticks.select_related("user").order_by("pk"):
        last[tick.question, tick.user_id] = tick
    rubric = rubric_on(sheet.project.purse, opened_on(sheet))
    ticks: dict[str, list[Tick]] = {code: [] for code in rubric}
    for (question, user), tick in sorted(last.items(), key=lambda pair: pair[1].pk):
        if question in ticks and user not in conflicted:
            ticks[question].append(tick)
    return Standing(rubric=rubric, ticks=ticks, conflicted=conflicted)


def opened_on(sheet: Appraisal) -> date:
    """The day whose rubric binds it: that on which it was opened."""
    return localtime(sheet.opened_at).date()


def interests_in(project: Project) -> dict[int, Interest]:
    """What each person declared last and what stands; one SELECT. One taken back and not agreed to stands."""
    rows = project.interests.filter(waits=False).select_related("user", "confirmed_by").order_by("pk")
    return {each.user_id: each for each in rows}


def waiting_in(project: Project) -> dict[int, Interest]:
    """By person: what takes her interest back and waits for a second person; one SELECT."""
    rows = project.interests.select_related("user", "confirmed_by").order_by("pk")
    last = {each.user_id: each for each in rows}
    return {user: each for user, each in last.items() if each.waits}


def second_desk(sheet: Appraisal, asked: Interest, on: date) -> Desk | None:
    """Where a second person looks at an interest taken back: the chair of the council, else the head."""
    if sheet.council is not None:
        chairs = sheet.council.members.filter(left_at__isnull=True, role=CouncilMember.Role.CHAIR)
        chair = chairs.select_related("user").first()
        desks = desks_of(chair.user, on) if chair is not None and chair.user_id != asked.user_id else []
        if desks:
            return next((each for each in desks if each.agency_id == sheet.agency_id), desks[0])
    return leader_desk(sheet.agency, on)


def conflicted_in(project: Project) -> frozenset[int]:
    """Who declared to be concerned by it."""
    return frozenset(user for user, each in interests_in(project).items() if each.conflicted)


def drafted_by(project: Project, actor: Actor) -> bool:
    """Whether she wrote any of it, or answered a question of its appraisal."""
    return bool(drafted_among([project], actor))


def drafted_among(projects: Iterable[Project], actor: Actor) -> set[int]:
    """The keys of those in which she had a hand; two SELECTs."""
    keys = [each.pk for each in projects]
    wrote = performed_among(actor.person_key, "project", [str(key) for key in keys], DRAFTING)
    answered = Supplement.objects.filter(project__in=keys, answered_by=actor.account.pk)
    return {int(key) for key in wrote} | set(answered.values_list("project", flat=True))


def voteless_in(projects: Iterable[Project], at: datetime | None = None) -> dict[int, frozenset[int]]:
    """By project: who judges it in no council, having declared to be concerned or had a hand in it.

    `at` leaves out what was declared later. Three SELECTs.
    """
    keys = [each.pk for each in projects]
    last: dict[tuple[int, int], bool] = {}
    declared = Interest.objects.filter(project__in=keys, waits=False).order_by("pk")
    for each in declared.filter(at__lte=at) if at is not None else declared:
        last[each.project_id, each.user_id] = each.conflicted
    wrote = {
        (int(key), int(person))
        for key, person in performers("project", [str(key) for key in keys], DRAFTING)
        if person.isdigit()
    }
    answered = Supplement.objects.filter(project__in=keys, answered_by__isnull=False)
    pairs = {pair for pair, conflicted in last.items() if conflicted} | wrote
    pairs |= set(answered.values_list("project", "answered_by"))
    return {key: frozenset(user for project, user in pairs if project == key) for key in keys}


def voteless_at(
    projects: Sequence[Project], held_at: datetime, kept_at: datetime | None = None
) -> dict[int, frozenset[int]]:
    """By project: who had no vote in a meeting, concerned when it was held or when its minutes were kept.

    Who was let off after the meeting had none in it; who says it before the minutes are kept gives hers up.
    """
    then, later = voteless_in(projects, held_at), voteless_in(projects, kept_at)
    return {key: then[key] | later[key] for key in then}


def why_not_tick(sheet: Appraisal, actor: Actor) -> list[Finding]:
    """Why she may not tick though she sits at the right desk; nothing when she may."""
    if sheet.state != Appraisal.State.OPEN:
        fix = "Mở lại phiếu nếu cần sửa, hoặc xem kết luận."
        return [error("sheet_closed", f"Phiếu đang ở bước “{sheet.get_state_display().lower()}”.", fix)]
    if drafted_by(sheet.project, actor):
        message = "Người tham gia soạn đề án không chấm chính đề án ấy."
        return [error("own_work", message, "Để người khác trong cơ quan chấm.")]
    declared = interests_in(sheet.project).get(actor.account.pk)
    if declared is not None and declared.conflicted:
        message = "Anh/chị đã khai có liên quan đến đề án này nên không chấm."
        return [error("conflicted", message, "Để thành viên khác chấm.")]
    if sheet.council is not None and declared is None:
        message = "Thành viên hội đồng phải khai có hay không có liên quan trước khi chấm."
        return [error("not_declared", message, "Khai ở đầu phiếu.", "Ô “Khai liên quan”")]
    return []


def incomplete(sheet: Appraisal) -> list[Finding]:
    """What is missing before the sheet is complete; five SELECTs at most."""
    stands, found = standing_of(sheet), []
    if stands.missing:
        names = "; ".join(f"“{each.words}”" for each in stands.missing[:3])
        more = f" và {len(stands.missing) - 3} câu nữa" if len(stands.missing) > 3 else ""
        message = f"Còn {len(stands.missing)} câu chưa chấm: {names}{more}."
        found.append(error("unticked", message, "Chấm “Đạt”, “Chưa đạt” hoặc “Không áp dụng”."))
    if sheet.council is not None:
        found += council_incomplete(sheet, sheet.council, stands)
    return found


def council_incomplete(sheet: Appraisal, council: Council, stands: Standing) -> list[Finding]:
    """What its members still owe: declarations, and as many finished sheets as a meeting needs people."""
    members = list(council.members.filter(left_at__isnull=True).select_related("user"))
    declared = interests_in(sheet.project)
    silent = [str(each.user) for each in members if each.user_id not in declared]
    found = []
    if silent:
        message = f"Chưa khai có liên quan hay không: {', '.join(silent)}."
        found.append(error("not_declared", message, "Mỗi thành viên khai một lần cho mỗi đề án."))
    voteless = voteless_in([sheet.project])[sheet.project_id]
    free = [each for each in members if each.user_id not in voteless]
    done = sum(stands.finished_by(each.user_id) for each in free)
    needed = max(1, min(council.quorum, len(free)))
    if done < needed:
        message = f"Mới có {done} thành viên chấm trọn phiếu, cần {needed}."
        found.append(error("too_few_members", message, "Chờ các thành viên còn lại chấm."))
    return found


def minuted(sheet: Appraisal) -> MinutesItem | None:
    """What the council's last minutes say of it."""
    rows = MinutesItem.objects.filter(appraisal=sheet).select_related("minutes")
    return rows.order_by("-minutes__held_at", "-pk").first()


def concerned_since(said: MinutesItem) -> list[str]:
    """Members who were there and had a vote, and have declared since to be concerned; eight SELECTs.

    Who had none then may say it again, or ask to take it back: the votes that were counted stay good.
    """
    minutes, project = said.minutes, said.appraisal.project
    there = set(minutes.attendances.values_list("member__user", flat=True))
    without = voteless_at([project], minutes.held_at, minutes.kept_at)[project.pk]
    return [
        str(each.user)
        for user, each in interests_in(project).items()
        if user in there - without and each.conflicted and each.at > minutes.kept_at
    ]


def not_hers(sheet: Appraisal, actor: Actor, doing: str = "kết luận") -> list[Finding]:
    """Why she of all people does not say how it ends, ask or return: she drafted it, or is concerned by it."""
    if drafted_by(sheet.project, actor):
        message = f"Người tham gia soạn đề án không {doing} chính đề án ấy."
        return [error("own_work", message, f"Để người khác {doing}.")]
    if actor.account.pk in conflicted_in(sheet.project):
        message = f"Anh/chị đã khai có liên quan đến đề án này nên không {doing}."
        return [error("conflicted", message, f"Để người khác {doing}.")]
    return []


def why_not_conclude(sheet: Appraisal, outcome: Outcome, actor: Actor, reason: str) -> list[Finding]:
    """What stands in the way of concluding a sheet as passed or refused; read from the rows, never claimed."""
    if sheet.state != Appraisal.State.READY:
        return [
            error(
                "sheet_not_ready",
                "Phiếu thẩm định chưa chấm xong.",
                "Chấm đủ rồi bấm “Chấm xong, trình kết luận”.",
            )
        ]
    if found := [*incomplete(sheet), *not_hers(sheet, actor)]:
        return found
    stands = standing_of(sheet)
    if stands.people == {actor.account.pk}:
        message = "Anh/chị là người duy nhất đã chấm phiếu này nên không tự kết luận."
        return [error("own_work", message, "Nhờ một người nữa chấm, hoặc để lãnh đạo khác kết luận.")]
    said = minuted(sheet) if sheet.council is not None else None
    if sheet.council is not None and said is None:
        message = "Phiếu đang ở hội đồng nhưng chưa có biên bản họp."
        return [error("no_minutes", message, "Thư ký lập biên bản trước.")]
    if said is not None and (late := concerned_since(said)):
        message = (
            f"Đã biểu quyết rồi mới khai có liên quan: {', '.join(late)}; biên bản ấy không còn dùng được."
        )
        return [error("minutes_with_concerned", message, "Hội đồng họp lại, không có phiếu của người ấy.")]
    if reason.strip():
        return []
    if outcome == Outcome.PASS and stands.failed:
        message = f"Còn {len(stands.failed)} câu được chấm “Chưa đạt”; kết luận đạt phải ghi lý do."
        return [error("against_ticks", message, "Ghi lý do, hoặc trả lại để bổ sung.", "Ô “Lý do”")]
    if said is not None and said.outcome != outcome:
        message = f"Hội đồng kết luận “{said.get_outcome_display().lower()}”; kết luận khác phải ghi lý do."
        return [error("against_minutes", message, "Ghi lý do.", "Ô “Lý do”")]
    return []


def unanswered(project: Project) -> list[Finding]:
    """Questions of the appraisal that the drafter has not answered yet."""
    open_ones = Supplement.objects.filter(project=project, sent_at__isnull=False, answer="")
    return [
        error("unanswered", f"Chưa trả lời câu hỏi thẩm định: “{each.words}”", "Trả lời trên trang câu hỏi.")
        for each in open_ones
    ]


def supplements_of(project: Project) -> QuerySet[Supplement]:
    """The questions with which it was returned, the first first; for the drafter's pages too."""
    rows = Supplement.objects.filter(project=project, sent_at__isnull=False)
    return rows.select_related("appraisal", "asked_by", "answered_by").order_by("pk")
