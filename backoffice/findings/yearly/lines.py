"""The lines of a report: from rows of history to who, when, for whom, old, new, why, by which document, with proof."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from backoffice.auditing.values import Key, Names, in_words, label_of, names_of
from backoffice.findings.yearly.contents import Difference
from backoffice.findings.yearly.kinds import KINDS, Kind
from backoffice.findings.yearly.proof import Proof, proofs_of
from backoffice.findings.yearly.scope import Scope
from workflows.audit.canonical import plain
from workflows.audit.models import Decision
from workflows.engine.timeline import what_was_done
from workflows.organization.capacities import post_acted_in

CHUNK = 500
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """One change. `row` and `at` are the place of its row of history: the next page begins behind it."""

    kind: Kind
    row: int
    at: datetime
    about: str
    what: str
    who: str
    behalf: str
    differences: tuple[Difference, ...]
    why: str
    document: str
    proof: Proof

    @property
    def old(self) -> str:
        """What was, a field a line."""
        return _written([(each.label, each.old) for each in self.differences])

    @property
    def new(self) -> str:
        """What is."""
        return _written([(each.label, each.new) for each in self.differences])

    def told(self) -> dict[str, object]:
        """What the digest of a report's content covers: every word of the line, and its proof."""
        return {
            "kind": self.kind.code, "row": self.row, "at": plain(self.at), "about": self.about, "what": self.what,
            "who": self.who, "behalf": self.behalf, "old": self.old, "new": self.new, "why": self.why,
            "document": self.document, "proof": self.proof.told(),
        }  # fmt: skip


def _written(values: Sequence[tuple[str, str]]) -> str:
    """A field a line, without the empty ones; one sign where there is nothing at all, as before a row was entered."""
    return "\n".join(f"{label}: {value}" for label, value in values if value) or NOTHING


Place = tuple[datetime, int]


def lines_of(kind: Kind, scope: Scope, after: Place | None = None) -> Iterator[Line]:
    """All lines of a kind behind this place, by time; read in chunks, so that whoever stops early asks no more."""
    rows = kind.rows(scope)
    while True:
        found = page_of(rows, after, CHUNK)
        yield from lines_from(kind, found)
        if len(found) < CHUNK:
            return
        after = found[-1].history_date, found[-1].history_id


def page_of(rows: QuerySet[Any], after: Place | None, size: int) -> list[Any]:
    """So many rows behind this place, each with the key of the row before it of the same thing. One query."""
    if after is not None:
        at, row = after
        rows = rows.filter(Q(history_date__gt=at) | Q(history_date=at, history_id__gt=row))
    earlier = rows.model._base_manager.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    before = Subquery(earlier.order_by("-history_id").values("history_id")[:1])
    return list(rows.annotate(before_id=before).order_by("history_date", "history_id")[:size])


def lines_from(kind: Kind, rows: Sequence[Any]) -> list[Line]:
    """The lines that these rows give; a row that changed nothing a report tells gives none.

    A handful of queries, however many rows.
    """
    if not rows:
        return []
    before = type(rows[0])._base_manager.in_bulk([row.before_id for row in rows if row.before_id is not None])
    below = kind.contents(rows) if kind.contents is not None else {}
    names = _names(kind, [*rows, *before.values()])
    changed = [
        (row, differences)
        for row in rows
        if (differences := _differences(kind, row, before.get(row.before_id), names, below.get(row.history_id, ())))
    ]
    proofs = proofs_of([row for row, _differences in changed])
    return [_line(kind, row, differences, names, *proofs[row.history_id]) for row, differences in changed]


def kinds_with_changes(scope: Scope) -> list[Kind]:
    """Those of which anything lies in the scope."""
    return [kind for kind in KINDS if kind.rows(scope).exists()]


def all_lines(kinds: Sequence[Kind], scope: Scope, most: int) -> list[Line]:
    """The lines of these kinds, one kind behind the other; no more than one above `most` is read."""
    return list(islice((line for kind in kinds for line in lines_of(kind, scope)), most + 1))


def _names(kind: Kind, rows: Sequence[Any]) -> dict[Key, str]:
    """What all is called to which these rows point."""
    models = {name: _field(kind, name).related_model for name in {*kind.named_by, *kind.compared}}
    pointed_to = {name: model for name, model in models.items() if model is not None}
    keys = ((model._meta.label, getattr(row, name)) for name, model in pointed_to.items() for row in rows)
    return names_of(keys, {model._meta.label: model for model in pointed_to.values()}, with_nip=True)


def _differences(
    kind: Kind, row: Any, before: Any | None, names: Names, below: Sequence[Difference]
) -> tuple[Difference, ...]:
    """What differs from the row before; of a row that was taken away what it was.

    Where the row before is not in the history, because an archive or the law took it, nobody claims to know it.
    """
    is_gone = row.history_type == "-"
    unknown = _("(not in the history)") if before is None and row.history_type == "~" else ""
    found = []
    for name in kind.compared:
        field = _field(kind, name)
        new = "" if is_gone else in_words(field, getattr(row, name), names)
        old = in_words(field, getattr(before or row, name), names) if before is not None or is_gone else unknown
        if not old and new and name in kind.instead:
            old = in_words(field, getattr(row, kind.instead[name]), names)
        if old != new and (new or old != unknown):
            found.append(Difference(label_of(field), old, new))
    return (*found, *below) if found else ()


def _line(
    kind: Kind, row: Any, differences: tuple[Difference, ...], names: Names, decision: Decision | None, proof: Proof
) -> Line:
    about = ", ".join(in_words(_field(kind, name), getattr(row, name), names) for name in kind.named_by)
    return Line(
        kind=kind, row=row.history_id, at=row.history_date, about=about, differences=differences, proof=proof,
        what=what_was_done(decision) if decision is not None else _("Changed past the record"),
        who=_who(decision), behalf=_behalf(decision), why=_why(row, decision), document=_document(row, decision),
    )  # fmt: skip


def _who(decision: Decision | None) -> str:
    if decision is None:
        return NOTHING
    if decision.particulars.blanked_by_id is not None:
        return _("(taken away by a recorded decision)")
    if decision.actor_name == decision.actor_nip:  # a job, or a log-in of nobody of the office
        return decision.actor_nip
    return f"{decision.actor_name} ({decision.actor_nip})"


def _behalf(decision: Decision | None) -> str:
    """Whom the actor stood in for: *Jaya Ramadan, Plh Kepala Sub Bidang Mutasi*."""
    if decision is None or not decision.principal_post:
        return ""
    post = post_acted_in(decision.capacity, decision.principal_post)
    return ", ".join(filter(None, (decision.principal_name, post)))


def _why(row: Any, decision: Decision | None) -> str:
    """The decision's reason. The history's is the name of an action, unless no action recorded the change."""
    return str(decision.reason if decision is not None else row.history_change_reason or "")


def _document(row: Any, decision: Decision | None) -> str:
    """The decree of the row, the decree by which somebody acted for another, the paper that was keyed in."""
    found = [getattr(row, "decree", "")]
    if decision is not None:
        paper: Mapping[str, Any] = decision.details.get("document") or {}
        found += [decision.decree, " ".join(filter(None, (paper.get("number", ""), paper.get("date", ""))))]
    return "; ".join(dict.fromkeys(filter(None, found)))


def _field(kind: Kind, name: str) -> Any:
    return kind.model._meta.get_field(name.removesuffix("_id"))
