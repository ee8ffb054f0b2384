"""`manage.py explain_chain`: who would decide for a person, tier by tier, and why."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from backoffice.management.endings import bad_input
from workflows.approvals.models import ProcessCode
from workflows.approvals.resolver import Asked, Gap, NoChain, Skipped, chain_for, explain
from workflows.audit import clock
from workflows.organization.models import Employee
from workflows.organization.reporting import Officer, position_of


class Command(BaseCommand):
    """Explains a chain for one person; stores nothing."""

    help = (
        "Shows the tiers of PROCESS for the employee NIP: the rule, the person, and why (holder; acting with capacity "
        "and decree; skipped; gap). Exit 0, 1 where a tier has a gap, 2 for bad input."
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
        try:
            version = chain_for(options["process"], position)
        except NoChain as missing:
            bad_input(str(missing))
        tiers = [_row(found) for found in explain(version, employee, on, position)]
        answer = {
            "process": options["process"], "employee": {"nip": employee.nip, "name": employee.name},
            "post": position.title, "on": on.isoformat(), "chain": str(version), "tiers": tiers,
        }  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            self._print(answer)
        if any(tier["why"] == "gap" for tier in tiers):
            raise SystemExit(1)

    def _print(self, answer: dict[str, Any]) -> None:
        self.stdout.write(f"{answer['employee']['name']}, {answer['post']}, {answer['on']}: {answer['chain']}")
        for tier in answer["tiers"]:
            names = "; ".join(_in_words(person) for person in tier["persons"])
            self.stdout.write(f"  {tier['number']}. {tier['title']} ({tier['rule']}): {names or tier['note']}")


def _row(found: Asked | Skipped | Gap) -> dict[str, Any]:
    tier = found.tier
    row: dict[str, Any] = {
        "number": tier.number, "title": tier.title, "rule": tier.rule.lower(), "working_days": tier.working_days,
        "persons": [], "why": "", "note": "",
    }  # fmt: skip
    if isinstance(found, Asked):
        row["persons"] = [_person(officer) for officer in found.officers]
        row["persons"] += [{"nip": user.username, "name": str(user), "why": "role"} for user in found.users]
        row["why"] = row["persons"][0]["why"]
    else:
        row["why"] = "gap" if isinstance(found, Gap) else "skipped"
        row["note"] = found.why
    return row


def _person(officer: Officer) -> dict[str, Any]:
    person: dict[str, Any] = {
        "nip": officer.employee.nip,
        "name": officer.employee.name,
        "post": officer.position.title,
        "why": "holder",
    }
    if officer.acting is not None:
        person |= {
            "why": "acting", "capacity": officer.acting.get_capacity_display(), "decree": officer.acting.decree,
            "on_behalf_of": officer.holder.name if officer.holder else None,
        }  # fmt: skip
    return person


def _in_words(person: dict[str, Any]) -> str:
    words = f"{person['name']}, {person.get('post', 'role')}"
    if person["why"] == "acting":
        words += f" ({person['capacity']}, {person['decree']})"
    return words
