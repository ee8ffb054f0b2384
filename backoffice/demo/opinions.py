"""Two rounds of opinion (360°): one closed with its tallies, one in which answers are still waited for."""

from datetime import date, datetime
from functools import partial

from backoffice.demo.agenda import Agenda
from backoffice.demo.cast import Cast, holder
from backoffice.demo.chance import drawn
from backoffice.demo.words import REMARKS
from workflows.feedback.actions.opinions import close_round, open_round
from workflows.feedback.actions.raters import give_opinion
from workflows.feedback.models import Invitation, OpinionRound
from workflows.feedback.proposing import propose_raters
from workflows.organization.models import Period
from workflows.rules.berakhlak import BEHAVIOURS
from workflows.rules.opinions import INSIDE, RATINGS

CONDUCTOR_POST = "BKPSDM-51"  # of the performance management team
CLOSED_ABOUT, OPEN_ABOUT = "BKPSDM-31", "BKPSDM-31-04"
SHOWN_POST = "BKPSDM-31-05"  # whose log-in is printed: their answer is left to whoever tries the demonstration
ANSWERING, REMARKING = 0.8, 0.4  # shares of those asked, and of those who answer
WEIGHTS = (30, 62, 8)  # of every hundred ratings, in the order of RATINGS


class Opinions:
    """Each where the office has the posts; what needs somebody who is not there is left out."""

    def __init__(self, agenda: Agenda, cast: Cast, year: int) -> None:
        self.agenda, self.cast, self.year = agenda, cast, year

    def begin(self) -> None:
        """Put both on the agenda."""
        rounds = ((CLOSED_ABOUT, (11, 2), (11, 13)), (OPEN_ABOUT, (11, 16), (11, 30)))
        for post, begins, ends in rounds:
            opening = partial(self._ask_around, post, date(self.year, *ends))
            self.agenda.put(self.agenda.workday(date(self.year, *begins)), opening)

    def _ask_around(self, post: str, until: date, at: datetime) -> None:
        """Ask everybody beside and below the holder of the post; closed once the last day is past."""
        person, conductor = holder(post, at.date()), holder(CONDUCTOR_POST, at.date())
        if person is None or conductor is None:
            return
        by = self.cast.actor(conductor)
        proposed = propose_raters(person, at.date())
        groups = zip(INSIDE, (proposed.peers, proposed.subordinates), strict=True)
        asked = open_round(
            by=by, employee=person, period=Period.objects.get(code=str(self.year)), answer_until=until, at=at,
            raters=[(each.employee, group) for group, people in groups for each in people],
        )  # fmt: skip
        self._let_answer(asked, at.date())
        self.agenda.put(self.agenda.workday(until, 1, 15), lambda at: close_round(by=by, of=asked, at=at))

    def _let_answer(self, asked: OpinionRound, on: date) -> None:
        """Most answer, each on a day of their own."""
        shown = holder(SHOWN_POST, on)
        for invitation in Invitation.objects.filter(round=asked).select_related("round__employee", "rater__user"):
            chance = drawn("opinion", asked.employee.nip, invitation.rater.nip)
            if chance.random() < ANSWERING and (shown is None or invitation.rater_id != shown.pk):
                when = self.agenda.workday(on, chance.randint(1, 4), 10, chance.randint(0, 59))
                self.agenda.put(when, partial(self._opine, invitation))

    def _opine(self, invitation: Invitation, at: datetime) -> None:
        chance = drawn("rating", invitation.round.employee.nip, invitation.rater.nip)
        ratings = {value.code: chance.choices(RATINGS, WEIGHTS)[0] for value in BEHAVIOURS}
        remark = chance.choice(REMARKS) if chance.random() < REMARKING else ""
        give_opinion(by=self.cast.actor(invitation.rater), invitation=invitation, ratings=ratings, remark=remark, at=at)
