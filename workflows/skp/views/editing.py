"""What the two pages on which a plan is written have in common: the form, its buttons, what it can carry on."""

from typing import Any

from django.utils.functional import cached_property

from workflows.audit import clock
from workflows.rules.violation import RuleViolation
from workflows.skp.checking import Above, what_is_above
from workflows.skp.entries import ResultEntry, entries_of, expectations_of
from workflows.skp.forms import PlanForm, raw_of
from workflows.skp.models import Skp
from workflows.skp.plan_groups import is_regrouping, regroup


class PlanWriting:
    """The form of one plan. `why_nothing_above` says why there is nothing to carry on yet."""

    skp: Skp
    why_nothing_above = ""

    @cached_property
    def above(self) -> Above | None:
        """What the plan can carry on today."""
        try:
            above = what_is_above(self.skp.employee, self.skp.position, self.skp.period, clock.today())
        except RuleViolation as violation:
            self.why_nothing_above = violation.message
            return None
        if not above.results and not above.line_ends:
            self.why_nothing_above = (
                f"SKP {above.assessor.employee.name} ({above.assessor.title}) belum ditetapkan, jadi belum ada hasil "
                "kerja yang dapat diteruskan. Rancangan dapat disimpan dahulu."
            )
        return above

    @cached_property
    def stored(self) -> list[ResultEntry]:
        """The plan as it is stored."""
        return entries_of(self.skp)

    def plan_form(self, data: Any = None, *, complete: bool = True) -> PlanForm:
        """The form as stored, as typed, or as typed with a group more or less."""
        act = data.get("act", "") if data is not None else ""
        if data is None:
            raw = raw_of(self.stored, expectations_of(self.skp))
            return PlanForm(above=self.above, raw=raw, stored=self.stored, complete=complete)
        if is_regrouping(act):
            return PlanForm(above=self.above, raw=regroup(data, act), stored=self.stored, complete=complete)
        return PlanForm(data, above=self.above, stored=self.stored, complete=complete)
