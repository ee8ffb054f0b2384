"""`manage.py as_of`: a case and everything around it as it stood at an instant."""

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from backoffice.as_of_words import Block, shown
from backoffice.dry_run_forms import FIRST_YEAR, LAST_YEAR
from backoffice.management.endings import bad_input
from workflows.audit import clock
from workflows.audit.as_of import SUBJECTS, subject_of
from workflows.engine.as_of import UnknownCase, stood
from workflows.engine.stood import Stood
from workflows.engine.timeline import timeline
from workflows.organization.as_of import Around

DATE_ALONE = len("2026-06-30")


class Command(BaseCommand):
    """Rebuilds a case from the record and the field history; stores nothing."""

    help = (
        "Shows the case CASE_ID of PROCESS as it stood at an instant: its values, who was who that day as it was known "
        "then, its chain and whom that meant, what waited, and what had been done. Exit 0, 2 for bad input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which case, and when."""
        parser.add_argument("process", metavar="PROCESS", help=", ".join(SUBJECTS))
        parser.add_argument(
            "case", metavar="CASE_ID",
            help="the case's number, or what it is about as the record names it, such as skp.Skp#12",
        )  # fmt: skip
        parser.add_argument(
            "--at", metavar="MOMENT",
            help="the instant, as “2026-06-30 17:00”; now where none is given",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how it stood."""
        process = options["process"]
        if process not in SUBJECTS:
            bad_input(f"PROCESS: “{process}” is none of {', '.join(SUBJECTS)}.")
        which = _which(process, options["case"])
        try:
            found = stood(process, _moment(options["at"]), **which)
        except UnknownCase as unknown:
            bad_input(f"CASE_ID: {unknown}")
        if options["json"]:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(_told(found)))


def _which(process: str, text: str) -> dict[str, int]:
    """By the number of the case, or by what it is about."""
    label, sign, number = text.rpartition("#")
    is_about = sign == "#" and label == subject_of(process).model._meta.label
    if (sign and not is_about) or not (number.isascii() and number.isdecimal() and len(number) < 19):
        example = subject_of(process).key_of(12)
        bad_input(
            f"CASE_ID: “{text}” is no case of {process}. Give its number, as 34, or what it is about, as {example}."
        )
    return {"key" if is_about else "case_id": int(number)}


def _moment(text: str | None) -> datetime:
    if text is None:
        return clock.now()
    try:
        moment = parse_datetime(text) if len(text) > DATE_ALONE else None
    except ValueError:
        moment = None
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        bad_input(f"--at: “{text}” is no moment. Write the day and the time, as “2026-06-30 17:00”.")
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _told(found: Stood) -> list[str]:
    """As lines of plain text."""
    case = f"case {found.case.pk}, round {found.round}" if found.case else "not handed in by then"
    lines = [f"{found.title} ({found.reference}), {timezone.localtime(found.at):%Y-%m-%d %H:%M:%S}: {case}"]
    block = shown(found.subject, found.then, found.today, found.names)
    if found.then is None or block is None:
        lines.append("  Nothing is on record of this moment." if found.taken else "  It had not been written down yet.")
    else:
        lines += _block(block, 1)
    for door in found.taken:
        lines.append(f"  Some of its history left this database on {door.effective_at:%Y-%m-%d} ({door.subject}).")
    if found.written_past_the_history:
        lines.append("  What stands there today is not what its history leads to.")
    lines += ["As known then:", *_around(found.around)]
    if found.around != found.around_today:
        lines += ["As known today of that day:", *_around(found.around_today)]
    if found.chain is not None:
        lines.append(f"Chain: {found.chain.version} ({found.chain.status.lower()})")
        for tier in found.chain.tiers:
            who = "; ".join(f"{decider.name}, {decider.post or 'role'} ({decider.why})" for decider in tier.deciders)
            lines.append(f"  {tier.tier.number}. {tier.tier.title}: {who or tier.note}")
    lines.append("Waiting:" if found.waiting else "Waiting: nothing")
    lines += [f"  {item.title}: {item.owner or item.team}" for each in found.waiting for item in each.items]
    lines.append("Done by then:" if found.decisions else "Done by then: nothing")
    for entry in timeline(found.decisions):
        lines.append(f"  {timezone.localtime(entry.at):%Y-%m-%d %H:%M} {entry.what}, {entry.by} {entry.quote}".rstrip())
    return lines


def _block(block: Block, depth: int) -> list[str]:
    room = "  " * depth
    mark = "" if block.is_there else " [removed since]"
    if not block.was_there:
        return [f"{room}{block.title} [added since]"]
    lines = [f"{room}{block.title}{mark}"]
    for line in block.lines:
        today = f" [today: {line.today or '–'}]" if line.differs else ""
        lines.append(f"{room}  {line.label}: {line.then or '–'}{today}")
    for group in block.groups:
        for each in group.blocks:
            lines += _block(each, depth + 1)
    return lines


def _around(around: Around) -> list[str]:
    above = around.superior
    who = f"{above.name}, {above.capacity} {above.post}".replace(",  ", ", ") if above else around.why_nobody
    return [
        f"  {around.name} ({around.nip}) held {around.held or 'no post that is on record'}",
        f"  about the post {around.case_post or '(nothing is on record of it)'}; superior: {who or 'not known'}",
    ]
