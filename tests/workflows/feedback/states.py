"""States of notes, incidents and rounds that tests begin from, each reached through the actions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tests import factories as make
from workflows.feedback import actions
from workflows.feedback.models import Incident, Invitation, Note, OpinionRound
from workflows.organization.actor import Actor
from workflows.organization.models import Employee, Period
from workflows.rules.berakhlak import BEHAVIOURS

TODAY = date(2026, 11, 24)
WORDS = "Berkas mutasi diperiksa dengan teliti dan tepat waktu."
VIEW = "Itu dikerjakan bersama rekan."
LINK = "https://arsip.example.go.id/berkas/12"


def note(author: Employee, recipient: Employee, **changed: Any) -> Note:
    """A note of today."""
    given = {"kind": "FEEDBACK", "on": TODAY, "text": WORDS, **changed}
    return actions.write_note(by=make.actor(author), recipient=recipient, at=make.at(TODAY, 10), **given)


def incident(author: Employee, employee: Employee, **changed: Any) -> Incident:
    """An incident of today with a link as its evidence."""
    given = {"nature": "POSITIVE", "on": TODAY, "text": WORDS, "evidence_link": LINK, **changed}
    return actions.record_incident(by=make.actor(author), employee=employee, at=make.at(TODAY, 10), **given)


def ratings(rating: str = "MEETS", **different: str) -> dict[str, str]:
    """The same rating for all seven values, but for those named."""
    return {value.code: rating for value in BEHAVIOURS} | different


def colleagues(office: make.Office, number: int) -> list[Employee]:
    """So many more people under the same superior as `staff`."""
    post = office.posts["staff"]
    return [
        make.employee(f"Rekan {place}", make.position(f"Analis {place}", post.unit, office.posts["section"]))
        for place in range(1, number + 1)
    ]


def opened(
    by: Employee, about: Employee, peers: Sequence[Employee] = (), below: Sequence[Employee] = (), **changed: Any
) -> OpinionRound:
    """A round of the year about the person."""
    raters = [*((each, "PEER") for each in peers), *((each, "SUBORDINATE") for each in below)]
    given = {
        "period": Period.objects.get(code="2026"), "raters": raters, "answer_until": date(2026, 12, 10), **changed
    }  # fmt: skip
    return actions.open_round(by=make.actor(by), employee=about, at=make.at(TODAY, 9), **given)


def invited(to: OpinionRound, rater: Employee) -> Invitation:
    """The rater's invitation."""
    return Invitation.objects.select_related("round").get(round=to, rater=rater)


def answered(to: OpinionRound, rater: Employee, rating: str = "MEETS", remark: str = "", **different: str) -> None:
    """The rater's answer."""
    by: Actor = make.actor(rater)
    given = ratings(rating, **different)
    actions.give_opinion(by=by, invitation=invited(to, rater), ratings=given, remark=remark, at=make.at(TODAY, 11))


def closed(of: OpinionRound, by: Employee) -> OpinionRound:
    """The round, closed."""
    return actions.close_round(by=make.actor(by), of=of, at=make.at(TODAY, 15))
