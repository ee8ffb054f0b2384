"""The record searched: along an index, newest first, a page at a time, and never further than is said on the page.

Where somebody is named, the walk goes along that person's decisions in the order of the record; a subject's along its
own; else along the moments, from the end of the period back, of a few verbs or of all. What is asked besides is looked
at on the way, and only at so many decisions a page: a rare thing in a long record is found by going on, and nobody
waits for the whole of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from backoffice.auditing.facts import outside_hours, remarkable, with_facts
from backoffice.auditing.remarks import Remark
from backoffice.auditing.search_form import ACTED, CONCERNED, Asked
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb

PAGE = 50
LOOK_AT = 10_000  # decisions a page, where the database does it alone
LOOK_AT_BY_HOUR = 2_000  # where each moment is compared with the calendar
FEW_VERBS = 4  # so many are walked each along its own index
ONLY_BY_VERB = {Remark.OVERRIDE: Verb.OVERRIDE, Remark.OUTSIDE_DOCUMENT: Verb.RECORD_OUTSIDE}
Place = tuple[Any, int]  # in the walk: the moment (nothing where the walk is not by moments) and the key


@dataclass(frozen=True, slots=True)
class Found:
    """A page. `before` is the decision from which the next page goes on, None where nothing follows; `looked_until` the
    one up to which was looked, where the page ends for that and not because it is full.
    """

    decisions: Sequence[Any]
    before: int | None = None
    looked_until: Decision | None = None


class Walk:
    """Decisions along one index, newest first: by the record's order, or by their moments."""

    def __init__(self, decisions: QuerySet[Decision], *, by_moment: bool = False, key: str = "pk") -> None:
        """`key` is the record's order as the index has it."""
        self.by_moment, self.key = by_moment, key
        self.decisions = decisions.order_by(*(("-effective_at", "-pk") if by_moment else (f"-{key}",)))

    def behind(self, place: Decision | None) -> QuerySet[Decision]:
        """What follows this decision; everything where there is none."""
        return self.decisions if place is None else self.decisions.filter(self._beyond(place, "lt"))

    def ahead_of(self, decisions: QuerySet[Decision], edge: Decision | None) -> QuerySet[Decision]:
        """Of these those up to the edge, itself included."""
        return decisions if edge is None else decisions.filter(self._beyond(edge, "gt") | Q(pk=edge.pk))

    def place_of(self, key: int, at: datetime) -> Place:
        """Where this decision stands."""
        return (at if self.by_moment else None), key

    def _beyond(self, place: Decision, side: str) -> Q:
        if not self.by_moment:
            return Q(**{f"{self.key}__{side}": place.pk})
        at, same = place.effective_at, Q(effective_at=place.effective_at, **{f"pk__{side}": place.pk})
        # The first says no more than the second, but lets the database enter the index at its place.
        return Q(**{f"effective_at__{side}e": at}) & (Q(**{f"effective_at__{side}": at}) | same)


def search(asked: Asked, before: int | None = None) -> Found:
    """A page of what is asked, behind the decision `before`. As many queries however long the record is."""
    place = Decision.objects.filter(pk=before).first() if before is not None else None
    walks = _walks(asked)
    by_hour = Remark.HOURS in asked.remarks
    edge = _edge(walks, place, LOOK_AT_BY_HOUR if by_hour else LOOK_AT) if _is_narrowed(asked, walks) else None
    places: set[Place] = set()
    for walk in walks:
        looked_at = walk.ahead_of(walk.behind(place), edge)
        found = _rows_by_hour(looked_at, asked) if by_hour else _rows(looked_at, asked)
        places |= {walk.place_of(key, at) for key, at in found}
    keys = [key for _at, key in sorted(places, reverse=True)]
    if len(keys) > PAGE:
        return Found(_read(keys[:PAGE]), before=keys[PAGE - 1])
    return Found(_read(keys), before=edge.pk if edge is not None else None, looked_until=edge)


def _walks(asked: Asked) -> list[Walk]:
    """Along which indexes; what a walk says need not be asked again."""
    if asked.subject:
        return [Walk(_of_person(Decision.objects.filter(subject=asked.subject), asked))]
    if not asked.nip:
        in_time = _in_time(Decision.objects.all(), asked)
        verbs = _verbs(asked)
        each = [in_time.filter(verb=verb) for verb in verbs] if 0 < len(verbs) <= FEW_VERBS else [in_time]
        return [Walk(decisions, by_moment=True) for decisions in each]
    roles = {ACTED: ("actor",), CONCERNED: ("person",)}.get(asked.role, ("actor", "person"))
    of = {"actor": Decision.objects.by(asked.nip), "person": Decision.objects.about(asked.nip)}
    return [Walk(of[role], key="particulars") for role in roles]


def _is_narrowed(asked: Asked, walks: Sequence[Walk]) -> bool:
    """Whether something is asked that the walks do not say: then not every decision on the way is found."""
    if asked.subject:
        return False
    besides = bool(asked.process or asked.channel)
    if walks[0].by_moment:
        return besides or (not 0 < len(_verbs(asked)) <= FEW_VERBS and bool(asked.verbs or asked.remarks))
    return besides or bool(asked.verbs or asked.remarks or asked.since or asked.until)


def _edge(walks: Sequence[Walk], place: Decision | None, most: int) -> Decision | None:
    """The last decision that is looked at; None where there are fewer."""
    edges = [edge for walk in walks for edge in walk.behind(place)[most - 1 : most]]
    return max(edges, key=lambda edge: walks[0].place_of(edge.pk, edge.effective_at), default=None)


def _verbs(asked: Asked) -> frozenset[str]:
    """Those that alone can be found; none where every verb can. A few remarks are verbs."""
    of_remarks = frozenset(ONLY_BY_VERB.get(Remark(each), "") for each in asked.remarks)
    if not of_remarks or "" in of_remarks:
        return frozenset(asked.verbs)
    return of_remarks & frozenset(asked.verbs) if asked.verbs else of_remarks


def _rows(looked_at: QuerySet[Decision], asked: Asked) -> list[tuple[int, datetime]]:
    found = _narrowed(looked_at, asked)
    if asked.remarks:
        found, condition = remarkable(found, asked.remarks)
        found = found.filter(condition)
    return list(found.values_list("pk", "effective_at")[: PAGE + 1])


def _rows_by_hour(looked_at: QuerySet[Decision], asked: Asked) -> list[tuple[int, datetime]]:
    """Where the hour is asked too: each moment is compared with the calendar here."""
    found, condition = remarkable(_narrowed(looked_at, asked), asked.remarks)
    found = found.annotate(other=Case(When(condition, then=Value(True)), default=Value(False)))
    rows = list(found.values_list("pk", "effective_at", "particulars__actor_nip", "verb", "channel", "other"))
    outside = outside_hours([row[:5] for row in rows])
    return [row[:2] for row in rows if row[5] or row[0] in outside][: PAGE + 1]


def _narrowed(decisions: QuerySet[Decision], asked: Asked) -> QuerySet[Decision]:
    """What is looked at on the way; times again where the walk is not by moments."""
    if asked.process:
        decisions = decisions.filter(process=asked.process)
    if asked.verbs:
        decisions = decisions.filter(verb__in=asked.verbs)
    if asked.channel:
        decisions = decisions.filter(channel=asked.channel)
    return _in_time(decisions, asked) if asked.nip or asked.subject else decisions


def _in_time(decisions: QuerySet[Decision], asked: Asked) -> QuerySet[Decision]:
    if asked.since is not None:
        decisions = decisions.filter(effective_at__gte=asked.since)
    return decisions.filter(effective_at__lt=asked.until) if asked.until is not None else decisions


def _of_person(decisions: QuerySet[Decision], asked: Asked) -> QuerySet[Decision]:
    """Those of one subject in which the person acted or is concerned."""
    if not asked.nip:
        return decisions
    acted, concerned = Q(particulars__actor_nip=asked.nip), Q(particulars__person_nip=asked.nip)
    return decisions.filter({ACTED: acted, CONCERNED: concerned}.get(asked.role, acted | concerned))


def _read(keys: Sequence[int]) -> list[Any]:
    """These decisions, in this order, with what is remarkable about them."""
    found = {each.pk: each for each in with_facts(Decision.objects.filter(pk__in=keys))}
    return [found[key] for key in keys]
