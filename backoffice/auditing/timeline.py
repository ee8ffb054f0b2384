"""Everything that was done to a case or a row, in order: its own decisions, and whichever changed its rows or parts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from backoffice.auditing.changed_rows import tables_by_layout
from backoffice.auditing.facts import with_facts
from backoffice.auditing.parts import ever_part_of
from workflows.audit.models import Change, Decision

PAGE = 25


class UnknownSubject(LookupError):
    """The record names nothing of the kind."""


@dataclass(frozen=True, slots=True)
class Told:
    """A page, oldest first; `after` is the decision behind which the next page begins, None at the end.

    `only` are, of decisions on something else, the changes (by key) of this row and its parts: an import stands for
    thousands of others.
    """

    decisions: Sequence[Any]
    after: int | None
    only: Mapping[int, Sequence[int]]


@dataclass(frozen=True, slots=True)
class About:
    """What a timeline is about: the row that the record names, and the case, where it is one's."""

    subject: str
    model: Any
    key: int
    process: str = ""
    case_id: int | None = None


def about_case(process: str, case_id: int) -> About:
    """The case with its subject: what most of its decisions name, by the first of them.

    :raises UnknownSubject: no decision was taken in such a case.
    """
    first = Decision.objects.of_case(process, case_id).first()
    if first is None:
        raise UnknownSubject(f"{process} {case_id}")
    found = about_subject(first.subject)
    return About(found.subject, found.model, found.key, process, case_id)


def about_subject(subject: str) -> About:
    """The row that is named so: `daily.DailyReport#12`; `model` is None where the record names no row (an import).

    :raises UnknownSubject: it names a row of no model, or nothing in the record.
    """
    label, _, key = subject.partition("#")
    try:
        model: Any = apps.get_model(label)
    except (LookupError, ValueError):
        model = None
    if model is None or not key.isdigit() or len(key) > 18:
        if not Decision.objects.filter(subject=subject).exists():
            raise UnknownSubject(subject)
        return About(subject, None, 0)
    return About(f"{model._meta.label}#{int(key)}", model, int(key))


def timeline(about: About, after: int = 0) -> Told:
    """A page of what was done, behind the decision `after`. As many queries as the subject has kinds of parts."""
    keys = sorted({key for arm in _arms(about, after) for key in arm})
    page = keys[:PAGE]
    rows = list(with_facts(Decision.objects.filter(pk__in=page)).order_by("pk"))
    elsewhere = [each.pk for each in rows if not _is_about(each, about)]
    return Told(rows, page[-1] if len(keys) > PAGE else None, _changes_within(about, elsewhere))


def _is_about(decision: Decision, about: About) -> bool:
    of_case = about.case_id is not None and (decision.process, decision.case_id) == (about.process, about.case_id)
    return of_case or decision.subject == about.subject


def _changes_within(about: About, elsewhere: Sequence[int]) -> dict[int, list[int]]:
    """Of decisions on something else the changes of the row and its parts. A query for each kind of part."""
    found: dict[int, list[int]] = {key: [] for key in elsewhere}
    if elsewhere:
        for changes in _changes(about):
            for key, change in changes.filter(decision__in=elsewhere).order_by("pk").values_list("decision_id", "pk"):
                found[key].append(change)
    return found


def _arms(about: About, after: int) -> Iterator[list[int]]:
    """Keys of decisions, oldest first, from each place where they are found; one more than a page of each."""
    decisions = Decision.objects.select_related(None).filter(pk__gt=after)
    if about.case_id is not None:
        yield _first(decisions.filter(process=about.process, case_id=about.case_id))
    yield _first(decisions.filter(subject=about.subject))
    for changes in _changes(about):
        found = changes.filter(decision__gt=after).order_by("decision_id").values_list("decision_id", flat=True)
        yield list(found.distinct()[: PAGE + 1])


def _changes(about: About) -> Iterator[QuerySet[Change]]:
    """Of the row and of each kind of its parts."""
    if about.model is None or not hasattr(about.model, "history"):
        return
    layouts: dict[Any, list[int]] = {}
    for number, history in tables_by_layout().items():
        layouts.setdefault(history, []).append(number)
    for history, rows in ever_part_of(about.model, about.key):
        yield Change.objects.filter(layout__in=layouts.get(history, ()), row__in=rows.values("history_id"))


def _first(decisions: QuerySet[Decision]) -> list[int]:
    return list(decisions.order_by("pk").values_list("pk", flat=True)[: PAGE + 1])
