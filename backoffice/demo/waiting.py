"""Finding what a case waits for, and who does it on the day."""

from datetime import date

from backoffice.demo.cast import Cast
from workflows.engine.models import WorkItem
from workflows.organization.actor import Actor
from workflows.organization.models import Position
from workflows.organization.reporting import officers


class Waiting:
    """The open items of cases, and the actor who stands in the asked post; remembered for a day."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._standing: dict[tuple[int, date], int | None] = {}

    def item_of(self, case_id: int) -> WorkItem | None:
        """The open item of a case, with the post that it asks."""
        return WorkItem.objects.open().filter(case_id=case_id).select_related("principal", "tier").first()

    def actor_for(self, item: WorkItem, on: date) -> Actor | None:
        """Who does the item on the day; None where nobody stands in the post."""
        if item.principal is None:
            return self.cast.actor_of_user(item.owner_id) if item.owner_id else None
        employee_id = self._stands_in(item.principal, on)
        return self.cast.actor(employee_id) if employee_id else None

    def _stands_in(self, position: Position, on: date) -> int | None:
        key = position.pk, on
        if key not in self._standing:
            officer = officers([position], on).get(position.pk)
            self._standing[key] = officer.employee.pk if officer else None
        return self._standing[key]
