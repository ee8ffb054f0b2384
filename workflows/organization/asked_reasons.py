"""Where a reason has to be given: what the code always demands, and what HR demands besides (`ReasonRule`).

One door: `audit.record` asks here about everything that is recorded, so no page, no bulk press and no command passes
by. Jobs say nothing, and the reason of an import is its file.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.db.models import Exists
from django.utils import timezone

from workflows.audit import clock
from workflows.audit.record import Entry
from workflows.audit.verbs import Verb
from workflows.organization.actor import Channel
from workflows.organization.login import roles_of
from workflows.organization.models import ActingAppointment, ReasonRule, Role, RoleGrant
from workflows.organization.standing import DELEGATE
from workflows.rules.reasons import says_something
from workflows.rules.violation import RuleViolation

EVERYWHERE: frozenset[str] = frozenset()
# What no rule switches off. Each act asks for it with a sentence of its own; here it is asked once more. The processes
# are those under which the record keeps the act.
ALWAYS: Mapping[Verb, frozenset[str]] = {
    Verb.RETURN: EVERYWHERE,
    Verb.REJECT: EVERYWHERE,
    Verb.ASK: EVERYWHERE,
    Verb.ANSWER: EVERYWHERE,
    Verb.REASSIGN: EVERYWHERE,
    Verb.HAND_OVER: EVERYWHERE,
    Verb.DELEGATE: EVERYWHERE,
    Verb.OVERRIDE: EVERYWHERE,
    Verb.ANNUL: EVERYWHERE,
    Verb.OBJECT: frozenset({"assessment", "organization"}),  # the objection's own case begins with the same reasons
    Verb.DECIDE: EVERYWHERE,
    Verb.REOPEN: EVERYWHERE,
    Verb.MOVE_VERSION: EVERYWHERE,
    Verb.RECORD_OUTSIDE: frozenset({"skp", "targets", "daily", "assessment", "objection"}),
    Verb.PUBLISH: frozenset({"approvals"}),
    Verb.RETIRE: EVERYWHERE,
    Verb.ARCHIVE: EVERYWHERE,
    Verb.ERASE: EVERYWHERE,
}
# What HR may demand a reason for: done by people, through pages that can ask for one.
MAY_BE_ASKED = (
    Verb.SUBMIT, Verb.APPROVE, Verb.WITHDRAW, Verb.TAKE_BACK, Verb.ACKNOWLEDGE, Verb.AMEND, Verb.CLAIM, Verb.SNOOZE,
    Verb.SET, Verb.OPEN, Verb.CLOSE, Verb.APPOINT,
)  # fmt: skip
NOT_FOR_HR = frozenset({"audit", "import"})  # what auditors do, and what left, is not HR's to rule
ACTING = frozenset(ActingAppointment.Capacity.values)
MISSING = "Alasan untuk tindakan ini wajib diisi: tulis sekurangnya beberapa kata."
Whom = ReasonRule.Whom


class ReasonMissing(RuleViolation):
    """Somebody did without a word what has to be explained."""

    def __init__(self) -> None:
        super().__init__(MISSING, "reason", "reason_demanded")
        refused = _refused.get()
        if refused is not None:
            refused.append(MISSING)


# The refusals of the request that is being answered, for the page that asks then; None outside a request.
_refused: ContextVar[list[str] | None] = ContextVar("refused_for_silence", default=None)


@contextmanager
def noting_refusals() -> Iterator[list[str]]:
    """Refusals for want of a reason inside are listed in what this gives."""
    noted: list[str] = []
    before = _refused.set(noted)
    try:
        yield noted
    finally:
        _refused.reset(before)


class AsksReasons:
    """The precondition of the record."""

    def question(self, entries: Sequence[Entry]) -> Exists | None:
        """Whether a rule in force is about one of those acts that give no reason.

        :raises ReasonMissing: an act that always needs one has none.
        """
        own = [entry for entry in entries if _is_a_persons(entry)]
        if any(_always(entry.verb, entry.process) and not entry.reason.strip() for entry in own):
            raise ReasonMissing
        silent = _silent(own)
        if not silent:
            return None
        return Exists(_rules(silent))

    def refuse(self, entries: Sequence[Entry]) -> None:
        """:raises ReasonMissing: a rule means one of these."""
        silent = _silent(entry for entry in entries if _is_a_persons(entry))
        rules = list(_rules(silent))
        roles: dict[tuple[str, date], frozenset[str]] = {}
        for entry in silent:
            whom = {rule.role for rule in rules if rule.verb == entry.verb and rule.process in {"", entry.process}}
            if whom & set(Role.values):
                key = (entry.signatory.nip, _day(entry))
                if key not in roles:
                    held = RoleGrant.objects.on(key[1]).filter(user__username=key[0])
                    roles[key] = frozenset(held.values_list("role", flat=True))
                if whom & roles[key]:
                    raise ReasonMissing
            is_own = bool(entry.person_nip) and entry.person_nip == entry.signatory.nip
            if whom & _capacities(entry.signatory.capacity, is_own=is_own):
                raise ReasonMissing


def is_asked(
    user: Any,
    verbs: Iterable[Verb],
    process: str,
    *,
    on: date | None = None,
    capacities: Iterable[str] = (),
    is_own: bool = False,
) -> bool:
    """Whether a page asks this reader for a reason before one of these acts; at most one query besides the roles.

    `capacities` are those in which they would act, `is_own` says that the case is about themselves.
    """
    wanted: set[Verb] = set(verbs)
    if always(wanted, process):
        return True
    day = on or clock.today()
    if process in NOT_FOR_HR:
        return False
    whom = set(ReasonRule.objects.about(wanted, {process}).on(day).values_list("role", flat=True))
    if any(whom & _capacities(capacity, is_own=is_own) for capacity in ("", *capacities)):
        return True
    return bool(whom & set(Role.values)) and bool(whom & roles_of(user, day))


def always(verbs: Iterable[Verb], process: str) -> bool:
    """Whether one of these acts is among those that always need a reason."""
    return any(_always(verb, process) for verb in verbs)


def always_asked() -> list[tuple[Verb, list[str]]]:
    """What no rule switches off, with the processes; none named where it is in all."""
    return [(verb, sorted(processes)) for verb, processes in ALWAYS.items()]


def _always(verb: str, process: str) -> bool:
    processes = ALWAYS.get(Verb(verb))
    return processes is not None and (not processes or process in processes)


def _is_a_persons(entry: Entry) -> bool:
    return not entry.signatory.is_system and entry.channel != Channel.IMPORT


def _silent(entries: Iterable[Entry]) -> list[Entry]:
    asked = (entry for entry in entries if entry.verb in MAY_BE_ASKED and entry.process not in NOT_FOR_HR)
    return [entry for entry in asked if not says_something(entry.reason)]


def _day(entry: Entry) -> date:
    return timezone.localdate(entry.at) if entry.at is not None else clock.today()


def _rules(silent: Collection[Entry]) -> Any:
    """The rules in force on the day of these acts, which are of one moment, about one of them."""
    day = _day(next(iter(silent)))
    verbs, processes = {str(entry.verb) for entry in silent}, {entry.process for entry in silent}
    return ReasonRule.objects.about(verbs, processes).on(day)


def _capacities(capacity: str, *, is_own: bool) -> set[str]:
    """Whom rules may mean that are about no role."""
    found = {str(Whom.ANYBODY)}
    if is_own:
        found.add(str(Whom.CONCERNED))
    if capacity in ACTING:
        found.add(str(Whom.ACTING))
    if capacity == DELEGATE:
        found.add(str(Whom.DELEGATE))
    return found
