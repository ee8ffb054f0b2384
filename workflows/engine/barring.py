"""Who decides no tier of a case because of what they did before it: whoever gave what is contested does not hear it."""

from dataclasses import replace

from workflows.approvals.resolver import Asked, Gap, Skipped, only_once
from workflows.engine.authority import Capacity
from workflows.engine.models import TieredCase
from workflows.engine.refusals import TookPart
from workflows.organization.actor import Actor
from workflows.organization.standing import DELEGATE


def without_barred(case: TieredCase, found: Asked | Skipped | Gap) -> Asked | Skipped | Gap:
    """The same without those whom the case bars; a gap where too few others are left. No chain version lifts this."""
    if not isinstance(found, Asked) or not case.barred & found.nips:
        return found
    left = only_once(found, case.barred)
    if isinstance(left, Gap):
        return replace(left, why=f"{case.why_barred('Yang ditunjuk tahap ini')} Tunjuk orang lain yang memutus.")
    return left


def refuse_barred(case: TieredCase, capacity: Capacity, by: Actor) -> None:
    """Whoever took part in what the case is about does not decide it, in whatever capacity, nor does their deputy.

    :raises TookPart: the actor, or whom they decide for by delegation, did.
    """
    if capacity.item.tier_id is None:
        return
    people = {by.nip}
    if capacity.signatory.capacity == DELEGATE:
        people |= {capacity.signatory.principal_nip}
    if people & case.barred:
        raise TookPart(case.why_barred("Anda" if by.nip in case.barred else "Orang yang Anda wakili"))
