"""What the tests of second thoughts have in common: a committee, HR overriding, the words of the record."""

from tests import factories as make
from workflows.audit.models import Decision
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import User

TWO_OF_THREE = {"rule": "COMMITTEE", "role": "AUDITOR", "mode": "QUORUM", "quorum": 2, "may_reject": True}
TWO_TIERS = [{"rule": "DIRECT_SUPERIOR"}, {"rule": "SUPERIOR_OF_SUPERIOR"}]
REASON = "Atasan berhalangan lama."


def members():
    """Three members of the role that the committee's tier asks."""
    return [make.with_role("AUDITOR", name) for name in ("Ani Lestari", "Budi Santoso", "Citra Dewi")]


def overriding(person):
    """An HR admin who decides in place of whoever is asked."""
    user = User.objects.select_related("employee").get(pk=person.user_id)
    return Actor(user=user, channel=Channel.DEMO, overrides=True)


def verbs(process):
    """The record of a process: verbs with their tier and round."""
    return list(Decision.objects.filter(process=process).order_by("id").values_list("verb", "tier_number", "round"))


def last():
    """The latest decision."""
    return Decision.objects.order_by("id").last()


def open_items(**lookup):
    """The open items of a case, oldest first."""
    return list(WorkItem.objects.open().filter(**lookup).order_by("pk"))
