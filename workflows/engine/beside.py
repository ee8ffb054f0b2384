"""What a decider may do with a task besides deciding it, as links for the decision's page."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.engine.authority import is_parked
from workflows.engine.claiming import may_take
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor


@dataclass(frozen=True, slots=True)
class Link:
    """A page beside the decision; `is_first` where nothing else can be done before it."""

    name: str
    label: str | Promise
    url: str
    is_first: bool = False


def links_beside(item: WorkItem, by: Actor, on: date, *, may_do: bool) -> list[Link]:
    """The pages that are open to the actor; without a query of its own."""
    own = by.employee is not None and by.employee.pk == item.person_id
    if is_parked(item):
        return (
            [_link("claim", _("Take it from the queue"), item, is_first=True)]
            if may_take(item, by, on) and not own
            else []
        )
    if not may_do or item.tier_id is None:
        return []
    links = [_link("ask", _("Ask a question"), item), _link("reassign", _("Pass it to a colleague"), item)]
    if item.snoozed_until is not None and item.snoozed_until > on:
        links.append(_link("wake", _("No longer put off"), item))
    elif timezone.localtime(item.due_at).date() > on:
        links.append(_link("snooze", _("Put it off"), item))
    if item.team and item.owner_id is not None:
        links.append(_link("give_back", _("Back to the queue"), item))
    return links


def _link(name: str, label: Promise, item: WorkItem, *, is_first: bool = False) -> Link:
    return Link(name, label, reverse(f"engine:{name}", args=[item.task_id]), is_first)
