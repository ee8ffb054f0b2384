"""Who is late with an SKP: who has none of their post, and from which day the team may draft it for them."""

from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from workflows.organization.login import has_role
from workflows.organization.models import Leave, Period, Role, Tenure, User
from workflows.rules.calendar import ONE_DAY
from workflows.skp.models import Skp

DRAFTS_FOR = (Role.PERFORMANCE_TEAM, Role.HR_ADMIN)
LATE_AFTER = timedelta(days=14)  # from the 15th of January on; the same time for whoever joins later
SENT = (Skp.Status.SUBMITTED, Skp.Status.RETURNED, Skp.Status.SET)  # what is in these needs no draft of the team's


def late_from(period: Period, began: date) -> date:
    """The first day on which the team may draft for somebody who stands in the post since `began`."""
    return max(period.start, began) + LATE_AFTER


def drafts_for(user: User | AnonymousUser, on: date) -> bool:
    """Whether the user drafts SKP in the place of others; the actions ask again."""
    return has_role(user, *DRAFTS_FOR, on=on)


def without_skp(period: Period, on: date) -> QuerySet[Tenure]:
    """Who holds a post on the day and has no SKP of it that is set or on its way; with the unsent draft there is.

    Posts at the end of the line are left out: their plan is set outside the office. So is whoever is on a long leave.
    """
    same = Skp.objects.filter(employee=OuterRef("employee"), position=OuterRef("position"), period=period)
    drafts = same.filter(status=Skp.Status.DRAFT).order_by("-version")
    held = Tenure.objects.on(on).filter(employee__is_active=True, position__reports_to__isnull=False)
    resting = Leave.objects.long().touching(on, on + ONE_DAY).filter(employee=OuterRef("employee"))
    return held.filter(~Exists(same.filter(status__in=SENT)), ~Exists(resting)).annotate(
        draft_id=Subquery(drafts.values("pk")[:1]), drafted_by=Subquery(drafts.values("drafted_by")[:1])
    )
