"""What the commands about a period have in common: which one is meant, who acts, and how a refusal ends them."""

from collections.abc import Iterator
from contextlib import contextmanager

from backoffice.management.endings import bad_input, found_wrong
from workflows.approvals.resolver import NoChain
from workflows.engine.refusals import Refusal
from workflows.organization.models import Period
from workflows.rules.violation import RuleViolation

METAVAR = "PERIOD"
HELP = "its code: 2026, 2026-Q3 or 2026-09"


def period_named(code: str) -> Period:
    """The period of this code; else the command ends as for bad input."""
    period = Period.objects.select_related("year").filter(code=code).first()
    if period is None:
        bad_input(f"{METAVAR}: there is no period {code!r}. Write {HELP}.")
    return period


@contextmanager
def refused_in_a_line() -> Iterator[None]:
    """What is refused is told on standard error; the command exits with 1."""
    try:
        yield
    except (Refusal, RuleViolation, NoChain) as refused:
        found_wrong(str(refused))
