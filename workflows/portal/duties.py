"""What is due from a person today: each duty with its words, its address and its due moment, the most urgent first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from workflows.engine.inbox import COUNT_UP_TO, Waiting, read_page
from workflows.engine.models import WorkItem
from workflows.organization.calendar import end_of
from workflows.organization.models import Period
from workflows.portal.addressing import you
from workflows.portal.month import PersonMonth, Span
from workflows.portal.reader import Reader
from workflows.printing import words
from workflows.skp.models import Skp
from workflows.targets.models import TargetPlan

OWN_AT_MOST = 20  # of a person's own tasks; the rest stands in the inbox
# Where two duties are due at the same moment, what others wait for comes first.
DECIDE, OWN_TASK, REPORT, PLAN = range(4)


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do; `second_url` is the easier way to it, where there is one."""

    title: str
    text: str
    url: str
    label: str
    due: datetime | None
    order: int
    second_url: str = ""
    second_label: str = ""
    item: WorkItem | None = None


def own_tasks(reader: Reader) -> list[WorkItem]:
    """The tasks asked of the reader personally: to correct, to revise, to assess themselves, to acknowledge."""
    return list(WorkItem.objects.open().asked_personally(reader.user).order_by("due_at", "pk")[:OWN_AT_MOST])


def duties_of(reader: Reader, span: Span, month: PersonMonth, tasks: Iterable[WorkItem], now: datetime) -> list[Duty]:
    """All duties, the most urgent first. Three queries besides what is given."""
    duties = [_task(item, reader) for item in tasks]
    duties += _deciding(reader, now)
    duties += _report_of_today(reader, span, month)
    duties += _plans(reader)
    return sorted(duties, key=lambda duty: (duty.due is None, duty.due or now, duty.order))


def _task(item: WorkItem, reader: Reader) -> Duty:
    labels = {
        ("daily", "correct"): gettext("Correct the report"),
        ("skp", "revise"): gettext("Correct the SKP"),
        ("targets", "revise"): gettext("Correct the targets"),
        ("assessment", "self_assess"): gettext("Assess yourself"),
        ("assessment", "acknowledge"): gettext("Respond to the result"),
    }
    return Duty(
        title=item.title, text=item.summary, url=reverse("engine:task", args=[item.task_id]),
        label=labels.get((item.process, item.node), gettext("Open")), due=item.due_at, order=OWN_TASK, item=item,
    )  # fmt: skip


def _deciding(reader: Reader, now: datetime) -> list[Duty]:
    """What waits for a decision and is late or due today, as one duty."""
    arms = [arm for arm in reader.arms if arm.officer is not None]
    waiting = read_page(arms, size=COUNT_UP_TO, ahead=1).waiting if arms else []
    today = timezone.localtime(now).date()
    pressing = [each for each in waiting if each.item.due_at < now or words.local_day(each.item.due_at) <= today]
    if not pressing:
        return []
    late = sum(each.item.due_at < now for each in pressing)
    parts = []
    if late:
        parts.append(ngettext("%d is late.", "%d are late.", late) % late)
    if len(pressing) > late:
        due = len(pressing) - late
        parts.append(ngettext("%d is due today.", "%d are due today.", due) % due)
    parts.append(gettext("Others are waiting for it."))
    return [
        Duty(
            title=_deciding_title(pressing), text=" ".join(parts), due=pressing[0].item.due_at, order=DECIDE,
            url=reverse("portal:inbox"), label=gettext("Open the inbox"),
        )
    ]  # fmt: skip


def _deciding_title(pressing: list[Waiting]) -> str:
    count = len(pressing)
    if all(each.item.process == "daily" for each in pressing):
        return ngettext("Check %d report", "Check %d reports", count) % count
    return ngettext("Decide on %d item", "Decide on %d items", count) % count


def _report_of_today(reader: Reader, span: Span, month: PersonMonth) -> list[Duty]:
    today = span.today
    if reader.is_outside or today not in span.days or not month.owes(today) or month.is_reported(today):
        return []
    report = month.reports.get(today)
    url = _address("daily:write")
    if not url:
        return []
    text = gettext("At the latest today at 23.59.")
    second_url = second_label = ""
    if report is not None:
        text = gettext("A draft of it is kept. At the latest today at 23.59.")
    elif any(day < today and month.is_reported(day) for day in month.reports):
        text = gettext("At the latest today at 23.59. Yesterday's report can be copied and then changed where needed.")
        second_url, second_label = f"{url}?day={today:%Y-%m-%d}&copy=1", gettext("Copy from yesterday")
    title = gettext("Fill in today's report")
    return [
        Duty(
            title=title, text=text, url=f"{url}?day={today:%Y-%m-%d}", label=title, due=end_of(today), order=REPORT,
            second_url=second_url, second_label=second_label,
        )
    ]  # fmt: skip


def _plans(reader: Reader) -> list[Duty]:
    """An SKP that was never handed in, or one that is set and has no monthly targets yet."""
    if reader.employee is None or reader.is_outside:
        return []
    year = str(reader.today.year)
    skps = list(
        Skp.objects.filter(employee=reader.employee, period__code=year)
        .select_related("period")
        .prefetch_related("target_plans")
        .order_by("-version")
    )
    duties = []
    in_hand = {skp.position_id for skp in skps if skp.status != Skp.Status.DRAFT}
    for skp in skps:
        if skp.status == Skp.Status.DRAFT and skp.position_id not in in_hand:
            duties.append(
                Duty(
                    title=gettext("Hand in your SKP %(year)s") % {"year": year},
                    text=gettext("It is still a draft. It counts once your superior has agreed."),
                    url=_address("skp:mine"), label=gettext("Open the SKP"), due=_due(skp.period), order=PLAN,
                )
            )  # fmt: skip
        settled = {TargetPlan.Status.SUBMITTED, TargetPlan.Status.RETURNED, TargetPlan.Status.SET}
        if skp.status == Skp.Status.SET and not any(plan.status in settled for plan in skp.target_plans.all()):
            duties.append(
                Duty(
                    title=gettext("Spread your targets over the months"),
                    text=gettext("Your SKP is set; its monthly targets are not handed in yet."),
                    url=_address("targets:mine"), label=gettext("Open the targets"), due=None, order=PLAN,
                )
            )  # fmt: skip
    return [duty for duty in duties if duty.url]


def _due(period: Period) -> datetime | None:
    return end_of(period.skp_due_on) if period.skp_due_on else None


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def nothing_due(reader: Reader, span: Span) -> dict[str, Any]:
    """The words of a day on which nothing is due."""
    if span.today not in span.days:
        return {"title": gettext("No working day today"), "text": gettext("Nothing is due. Have a good rest.")}
    return {
        "title": gettext("Nothing is pressing today"),
        "text": gettext("What is due from %(you)s is done. New duties appear here by themselves.")
        % {"you": you(reader.employee)},
    }
