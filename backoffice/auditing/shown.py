"""A decision as the auditor's pages show it: in plain words, with what it changed and what is remarkable about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.urls import reverse

from backoffice.auditing.changed_rows import NOTHING, Changed, changed_by
from backoffice.auditing.differences import Block, block_of, keys_named
from backoffice.auditing.facts import flags_on
from backoffice.auditing.remarks import Flag
from backoffice.auditing.values import Names, names_of
from backoffice.auditing.words import Doer, channel_words, doer_of, done_words, process_words

APART = timedelta(minutes=1)  # from here on the moment that counts and that of recording are told apart


@dataclass(frozen=True, slots=True)
class Shown:
    """A decision with its words.

    `unshown` counts the changed rows that are not among the blocks, `gone` those that left the record since.
    """

    decision: Any
    done: str
    doer: Doer
    process: str
    channel: str
    flags: Sequence[Flag]
    blocks: Sequence[Block]
    unshown: int
    gone: int
    is_recorded_apart: bool
    timeline: str
    details: dict[str, Any] = field(default_factory=dict)


def shown(
    decisions: Sequence[Any],
    *,
    rows: int,
    blocks: int,
    only: Mapping[int, Sequence[int]] | None = None,
    is_short: bool = False,
) -> list[Shown]:
    """These decisions, read by `with_facts`; of each at most so many changed rows are read, and so many shown.

    `only`: see `changed_by`; `is_short`: first what was something else before. As many queries as there are kinds of
    rows that were changed or named.
    """
    changed = changed_by([each.pk for each in decisions], rows, only)
    keys = {key for each in changed.values() for key in keys_named(each.rows)}
    models = {model._meta.label: model for model in apps.get_models()}
    names = names_of(keys, models)
    flags = flags_on(decisions)
    return [_shown(each, changed.get(each.pk, NOTHING), names, flags[each.pk], blocks, is_short) for each in decisions]


def _shown(decision: Any, changed: Changed, names: Names, flags: Sequence[Flag], most: int, is_short: bool) -> Shown:
    found = [block for row in changed.rows if (block := block_of(row, names)) is not None]
    if is_short:
        found.sort(key=lambda block: not any(line.before for line in block.lines))
    return Shown(
        decision=decision,
        done=done_words(decision),
        doer=doer_of(decision),
        process=process_words(decision.process),
        channel=channel_words(decision.channel),
        flags=flags,
        blocks=found[:most],
        unshown=len(found) - len(found[:most]) + changed.unread,
        gone=changed.gone,
        is_recorded_apart=abs(decision.recorded_at - decision.effective_at) >= APART,
        timeline=timeline_address(decision),
        details={} if decision.details is None else dict(decision.details),
    )


def timeline_address(decision: Any) -> str:
    """Where everything that was done to the same case or row stands."""
    if decision.case_id is not None:
        return reverse("admin:audit_case", args=[decision.process, decision.case_id])
    return reverse("admin:audit_subject", args=[decision.subject])
