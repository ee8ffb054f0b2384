"""How far an objection is, and what of it each side reads while it is heard."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from workflows.audit.models import Decision
from workflows.engine.models import Question, WorkItem
from workflows.engine.progress import ChainStep, chain_steps
from workflows.engine.telling import day_written
from workflows.engine.timeline import TimelineEntry, timeline
from workflows.objection.models import ObjectionProcess


def stairs(
    case: ObjectionProcess, decisions: Sequence[Decision], items: Sequence[WorkItem], on: date
) -> list[ChainStep]:
    """The person who objected, then each tier that hears it."""
    first, *tiers = chain_steps(case, decisions, items, on)
    small = _("Objected, %(day)s") % {"day": day_written(case.objection.objected_at)}
    return [replace(first, small=small), *tiers]


def is_side(case: ObjectionProcess, user: Any) -> bool:
    """Whether the reader is one of the two sides: the person, or whoever gave the rating."""
    nip = user.employee.nip if getattr(user, "employee", None) is not None else ""
    return case.person.user_id == user.pk or nip in case.barred


def history(case: ObjectionProcess, decisions: Sequence[Decision], reader: Any) -> list[TimelineEntry]:
    """What was done, newest first. While it is heard, a side reads of the words only its own."""
    hidden = is_side(case, reader) and case.objection.is_waiting
    entries = timeline(decisions)
    if not hidden:
        return entries
    own = reader.get_username()
    return [
        entry if decision.actor_nip == own else replace(entry, quote="", link="")
        for decision, entry in zip(reversed(decisions), entries, strict=True)
    ]


def questions_read_by(case: ObjectionProcess, questions: Sequence[Question], reader: Any) -> list[Question]:
    """The questions that the reader reads: a side, while it is heard, those that were put to it."""
    if not (is_side(case, reader) and case.objection.is_waiting):
        return list(questions)
    return [question for question in questions if question.person.user_id == reader.pk]
