"""What changed in a case's content: since the round before, or since a reader's page was opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workflows.engine.models import EarlierContent, TieredCase

Line = tuple[str, str, str]  # key, label, text


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the content: what it was and what it is; an empty text is a line that was not there."""

    label: str
    before: str
    after: str


def difference(before: Sequence[Line], after: Sequence[Line]) -> list[Change]:
    """The lines that differ, in the order of what is there now; lines that went away come last."""
    old = {key: (label, text) for key, label, text in before}
    new = {key: (label, text) for key, label, text in after}
    changed = [
        Change(label, old[key][1] if key in old else "", text)
        for key, (label, text) in new.items()
        if key not in old or old[key][1] != text
    ]
    return changed + [Change(label, text, "") for key, (label, text) in old.items() if key not in new]


def keep_content(case: TieredCase, at: datetime, *, seen: str) -> None:
    """Keep the case's present content under its hash; once, however often it is returned, with the latest round."""
    lines = [list(line) for line in case.content_lines()]
    EarlierContent.objects.update_or_create(
        case_id=case.pk, content_hash=seen, defaults={"round": case.round, "lines": lines, "kept_at": at}
    )


def since_last_round(case: TieredCase) -> list[Change] | None:
    """What the person changed since the content was last returned or edited; None in a first round.

    An empty list says that it was sent again as it was.
    """
    if case.round == 1:
        return None
    # Of earlier rounds: a return that was taken back kept what is there now.
    kept = EarlierContent.objects.filter(case_id=case.pk, round__lt=case.round).order_by("-round", "-pk").first()
    return difference(_lines(kept), case.content_lines()) if kept is not None else None


def since_seen(case: TieredCase, seen: str) -> list[Change] | None:
    """What changed since a page with this hash was opened; None where that content was not kept."""
    kept = EarlierContent.objects.filter(case_id=case.pk, content_hash=seen).first()
    return difference(_lines(kept), case.content_lines()) if kept is not None else None


def _lines(kept: EarlierContent) -> list[Line]:
    return [(key, label, text) for key, label, text in kept.lines]
