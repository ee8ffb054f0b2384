"""A decision in plain words: what was done, by whom, in whose place, by which way."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from backoffice.filters import PROCESSES
from workflows.audit.leftover import CHANNEL, NOBODY
from workflows.audit.models import Decision
from workflows.audit.record import SYSTEM
from workflows.engine.timeline import document_key, document_words, what_was_done
from workflows.organization.actor import Channel
from workflows.organization.capacities import acting_as

CHANNELS: dict[str, Any] = {
    Channel.PAGE: _("the staff's pages"),
    Channel.BACKOFFICE: _("the back-office"),
    Channel.IMPORT: _("a file"),
    Channel.COMMAND: _("a command on the server"),
    Channel.JOB: _("the system by itself"),
    Channel.DEMO: _("the demonstration"),
    CHANNEL: _("past every page"),
}
RECORDED = (
    *PROCESSES,
    ("attendance", _("Attendance")),
    ("approvals", _("Approval chains")),
    ("audit", _("Record of decisions")),
)


@dataclass(frozen=True, slots=True)
class Doer:
    """Who acted, and whom they stood in for; what is not known is empty."""

    name: str
    nip: str
    post: str
    capacity: str  # as what: *sebagai Plh Kepala Bidang*, *atas delegasi Kepala Bidang*
    principal: str  # its holder
    decree: str
    signed: str  # of what HR keyed in: who signed which paper
    document: str  # the address of that paper


def doer_of(decision: Decision) -> Doer:
    """Who acted. A job, and whoever wrote past every page, are named as such."""
    key = document_key(decision)
    return Doer(
        name=_name_of(decision),
        nip=decision.actor_nip,
        post=decision.actor_post,
        capacity=acting_as(decision.capacity, decision.principal_post) if decision.capacity else "",
        principal=decision.principal_name,
        decree=decision.decree,
        signed=document_words(decision),
        document=reverse("engine:document", args=[key]) if key is not None else "",
    )


def process_words(process: str) -> str:
    """The process as the screens name it."""
    return str(dict(RECORDED).get(process, process))


def channel_words(channel: str) -> str:
    """By which way it came in."""
    return str(CHANNELS.get(channel, channel))


def done_words(decision: Decision) -> str:
    """What was done."""
    return what_was_done(decision)


def _name_of(decision: Decision) -> str:
    if decision.particulars.blanked_by_id is not None:
        return translated("(has left the record)")
    if decision.actor_nip == NOBODY:
        return translated("Somebody past every page, without a log-in")
    if decision.actor_nip.startswith(SYSTEM):
        return translated("Jenjang by itself (%(job)s)") % {"job": decision.actor_nip.removeprefix(SYSTEM)}
    return decision.actor_name
