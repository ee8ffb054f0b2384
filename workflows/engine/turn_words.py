"""Whose turn it is, by name: whoever stands in the asked post today, acting or not, and whom they delegated to."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from workflows.engine.models import WorkItem
from workflows.engine.telling import date_written
from workflows.organization.standing import delegations_of, officers


@dataclass(frozen=True, slots=True)
class OnTurn:
    """Who is asked by an open item, in which post, and who may decide beside them."""

    name: str
    post: str = ""
    is_acting: bool = False

    @property
    def with_post(self) -> str:
        """The name; with the post where it is an unusual one."""
        return f"{self.name} ({self.post})" if self.is_acting and self.post else self.name


def on_turn(item: WorkItem, on: date) -> OnTurn:
    """Who is asked, as of the day; three queries for a post, remembered with the item."""
    known: dict[date, OnTurn] = item.__dict__.setdefault("_on_turn", {})
    if on not in known:
        known[on] = _found(item, on)
    return known[on]


def _found(item: WorkItem, on: date) -> OnTurn:
    if item.principal is None:
        return OnTurn(asked_name(item))
    officer = officers([item.principal], on).get(item.principal.pk)
    if officer is None:
        return OnTurn("", item.principal.title)
    if officer.acting is not None:
        return OnTurn(officer.employee.name, officer.title, is_acting=True)
    delegation = delegations_of([item.principal], on, item.process).get(item.principal.pk)
    if delegation is None:
        return OnTurn(officer.employee.name, officer.title)
    until = date_written(delegation.end - timedelta(days=1))
    delegated = _("delegated to %(name)s until %(day)s") % {"name": delegation.delegate.name, "day": until}
    return OnTurn(officer.employee.name, f"{officer.title}, {delegated}", is_acting=True)


def asked_name(item: WorkItem) -> str:
    """The name of whom the item asks personally: the person concerned, or a member of the role that a tier asks."""
    if item.owner_id is None:
        return ""
    if item.owner_id == item.person.user_id:
        return item.person.name
    return str(getattr(item.owner, "employee", None) or item.owner)
