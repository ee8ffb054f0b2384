"""`manage.py explain_chain`: who would decide for a person, tier by tier, and why."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.management.endings import bad_input
from workflows.approvals.dry_run import Decider, Foreseen, Outcome, Why, try_chain
from workflows.approvals.models import ProcessCode
from workflows.audit import clock
from workflows.organization.models import Employee
from workflows.organization.reporting import position_of


class Command(BaseCommand):
    """Explains a chain for one person; stores nothing."""

    help = (
        "Shows the tiers of PROCESS for the employee NIP: the rule, the person, and why (holder; acting with capacity "
        "and decree; delegated; role; skipped; gap), and of a committee how many decide. Exit 0, 1 where a tier has a "
        "gap, 2 for bad input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The process, the person, the day."""
        parser.add_argument("process", metavar="PROCESS", help=", ".join(ProcessCode.values))
        parser.add_argument("nip", metavar="NIP")
        parser.add_argument("--on", metavar="DATE", help="the day, as 2026-11-24; today where none is given")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the tiers."""
        if options["process"] not in ProcessCode.values:
            bad_input(f"PROCESS: {options['process']!r} is none of {', '.join(ProcessCode.values)}.")
        try:
            on = date.fromisoformat(options["on"]) if options["on"] else clock.today()
        except ValueError:
            bad_input(f"--on: {options['on']!r} is no date. Write it as 2026-11-24.")
        employee = Employee.objects.select_related("user").filter(nip=options["nip"]).first()
        if employee is None:
            bad_input(f"NIP: nobody has {options['nip']!r}.")
        position = position_of(employee, on)
        if position is None:
            bad_input(f"NIP: {employee.name} holds no post on {on:%Y-%m-%d}.")
        trial = try_chain(options["process"], employee, on, position=position)
        if trial.problem:
            bad_input(trial.problem)
        tiers = [_row(tier) for tier in trial.tiers]
        answer = {
            "process": options["process"], "employee": {"nip": employee.nip, "name": employee.name},
            "post": position.title, "on": on.isoformat(), "chain": str(trial.version), "tiers": tiers,
        }  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            self._print(answer)
        if not trial.is_complete:
            raise SystemExit(1)

    def _print(self, answer: dict[str, Any]) -> None:
        self.stdout.write(f"{answer['employee']['name']}, {answer['post']}, {answer['on']}: {answer['chain']}")
        for tier in answer["tiers"]:
            names = "; ".join(_in_words(person) for person in tier["persons"])
            how_many = f" [{tier['needed']} of {tier['asked']}]" if tier["asked"] > 1 else ""
            self.stdout.write(
                f"  {tier['number']}. {tier['title']} ({tier['rule']}){how_many}: {names or tier['note']}"
            )


def _row(foreseen: Foreseen) -> dict[str, Any]:
    """A tier. `persons` are those asked, then who may decide beside them; `asked` and `needed` count the first."""
    tier = foreseen.tier
    is_asked = foreseen.outcome == Outcome.ASKED
    return {
        "number": tier.number, "title": tier.title, "rule": tier.rule.lower(), "working_days": tier.working_days,
        "persons": [_person(decider) for decider in foreseen.deciders],
        "why": str(foreseen.deciders[0].why if is_asked else foreseen.outcome), "note": foreseen.note,
        "mode": tier.mode.lower(), "asked": len(foreseen.asked), "needed": foreseen.needed,
    }  # fmt: skip


def _person(decider: Decider) -> dict[str, Any]:
    person: dict[str, Any] = {"nip": decider.nip, "name": decider.name, "why": str(decider.why)}
    if decider.post:
        person["post"] = decider.post
    if decider.why == Why.ACTING:
        person |= {"capacity": decider.capacity, "decree": decider.decree}
    if decider.why == Why.DELEGATED:
        person["delegation"] = decider.decree
    if decider.why in {Why.ACTING, Why.DELEGATED}:
        person |= {
            "on_behalf_of": decider.on_behalf_of or None,
            "from": decider.start.isoformat() if decider.start else None,
            "until": decider.last.isoformat() if decider.last else None,
        }
    if decider.perhaps_before:
        person["unless_decided_before"] = True
    return person


def _in_words(person: dict[str, Any]) -> str:
    words = f"{person['name']}, {person.get('post', 'role')}"
    if person["why"] == Why.ACTING:
        words += f" ({person['capacity']}, {person['decree']})"
    if person["why"] == Why.DELEGATED:
        words += f" (beside {person['on_behalf_of']}: {person['delegation']})"
    if person.get("unless_decided_before"):
        words += " (unless they decide an earlier tier)"
    return words
