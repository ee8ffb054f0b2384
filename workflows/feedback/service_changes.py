"""Rounds of opinion about somebody whose service ends: HR closes them, since only they may."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from workflows.engine.ending_cases import keys_of, list_of
from workflows.engine.service_changes import Change, Following
from workflows.feedback.models import OpinionRound


def foresee(change: Change) -> Iterator[Following]:
    """The open round about the person. Nothing is said of rounds in which they are asked: that would name a rater."""
    if change.is_end:
        rows = OpinionRound.objects.filter(employee=change.person, status=OpinionRound.Status.OPEN)
        link = list_of(OpinionRound, change.person)
        yield Following(what=_("rounds of opinion about the person: HR closes them"), keys=keys_of(rows), link=link)
