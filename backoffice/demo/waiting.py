"""Finding what a case waits for, and who does it on the day."""

from datetime import date

from backoffice.demo.cast import Cast
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor
from workflows.organization.models import Position
from workflows.organization.reporting import officers
from workflows.organization.standing import delegates_of


class Waiting:
    """The open items of cases, and the actor who stands in the asked post; remembered for a day."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._standing: dict[tuple[int, str, date], int | None] = {}

    def item_of(self, case_id: int) -> WorkItem | None:
        """The open item of a case, with the post that it asks."""
        return WorkItem.objects.open().filter(case_id=case_id).select_related("principal", "tier").first()

    def actor_for(self, item: WorkItem, on: date) -> Actor | None:
        """Who does the item on the day; None where nobody stands in the post."""
        if item.principal is None:
            return self.cast.actor_of_user(item.owner_id) if item.owner_id else None
        employee_id = self._stands_in(item.principal, item.process, on)
        return self.cast.actor(employee_id) if employee_id else None

    def _stands_in(self, position: Position, process: str, on: date) -> int | None:
        """Who decides there that day: to whom it is delegated, since they delegate who are away; else the officer."""
        key = position.pk, process, on
        if key not in self._standing:
            officer = officers([position], on).get(position.pk)
            delegate = delegates_of([position], on, process).get(position.pk)
            found = delegate or (officer.employee if officer else None)
            self._standing[key] = found.pk if found else None
        return self._standing[key]
