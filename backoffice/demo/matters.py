"""November's office matters: a leave with its delegation, a superior said to be wrong, a question, a chain in draft."""

from datetime import date, datetime, timedelta
from secrets import token_urlsafe

from backoffice.demo.agenda import Agenda, moment
from backoffice.demo.cast import Cast, holder
from workflows.approvals.content import hash_of
from workflows.approvals.drafting import amend_draft, open_chain
from workflows.engine.models import WorkItem
from workflows.engine.questions import ask
from workflows.organization.actor import Actor
from workflows.organization.delegating import delegate
from workflows.organization.models import Employee, Leave, Unit
from workflows.organization.models.history import stamp
from workflows.organization.superior_reports import report_superior
from workflows.rules.chain_head import ChainHead
from workflows.rules.chain_tiers import ChainPlan, TierPlan

AWAY_POST, DELEGATE_POST = "BKPSDM-22", "BKPSDM-31"
LEAVE_REASON = "Cuti tahunan."
COMPLAINT_POST = "BKPSDM-52-01"
COMPLAINT = "Sejak November saya bekerja pada Sub Bidang Diklat Teknis. Mohon atasan saya disesuaikan."
ASKING_POST, ASKED_POST = "BKPSDM-31", "BKPSDM-31-05"
QUESTION = "Apakah usulan yang dikembalikan sudah termasuk dalam jumlah ini?"
DRAFTER_POST, DRAFT_UNIT = "BKPSDM-11-04", "PLG.BKPSDM.3"
SEATS = ("BKPSDM-20", "BKPSDM-40", "BKPSDM-51")


class Matters:
    """Each where the office has the posts; what needs somebody who is not there is left out."""

    def __init__(self, agenda: Agenda, cast: Cast, year: int) -> None:
        self.agenda, self.cast, self.year = agenda, cast, year

    def begin(self) -> None:
        """Put them on the agenda."""
        steps = ((11, 19, 10, 20, self._delegate), (11, 20, 14, 5, self._draft), (11, 23, 9, 40, self._complain),
                 (11, 24, 10, 15, self._ask))  # fmt: skip
        for month, day, hour, minute, step in steps:
            self.agenda.put(moment(date(self.year, month, day), hour, minute), step)

    def _delegate(self, at: datetime) -> None:
        """A section head goes on leave for a fortnight; the colleague beside them verifies meanwhile."""
        away, colleague = self._who(AWAY_POST, at), self._who(DELEGATE_POST, at)
        if away is None or colleague is None:
            return
        start = at.date() + timedelta(days=4)
        end = start + timedelta(days=12)
        leave = Leave(employee=away, kind=Leave.Kind.LEAVE, start=start, end=end, document="800/271/BKPSDM/2026")
        stamp(leave, reason=LEAVE_REASON, at=at)
        leave.save()
        colleague.user.set_password(token_urlsafe())  # like everybody who sends reports here, they have logged in
        colleague.user.save(update_fields=["password"])
        delegate(
            by=self._as(away), delegator=away, to=colleague, processes=["daily", "targets"], start=start, end=end,
            reason=LEAVE_REASON, at=at,
        )  # fmt: skip

    def _draft(self, at: datetime) -> None:
        """HR drafts a chain with a committee for one division; a second person has yet to publish it."""
        drafter = self._who(DRAFTER_POST, at)
        if drafter is None or not Unit.objects.filter(code=DRAFT_UNIT).exists():
            return
        head = ChainHead(code="skp-bidang-mutasi", name="SKP Bidang Mutasi", process="skp", unit=DRAFT_UNIT)
        version = open_chain(by=self._as(drafter), head=head, reason="Uji coba tim penilai.", at=at)
        tiers = (
            TierPlan(title="Persetujuan", working_days=5),
            TierPlan(title="Pertimbangan tim", rule="COMMITTEE", seats=SEATS, mode="QUORUM", quorum=2, working_days=5),
            TierPlan(title="Penetapan", rule="SUPERIOR_OF_SUPERIOR", may_reject=True, working_days=5),
        )
        amend_draft(
            by=self._as(drafter), version=version, plan=ChainPlan(tiers=tiers, again_from_tier=2),
            seen=hash_of(version), reason="Uji coba tim penilai.", at=at,
        )  # fmt: skip

    def _complain(self, at: datetime) -> None:
        """Somebody says that the superior on record is not theirs."""
        person = self._who(COMPLAINT_POST, at)
        if person is not None:
            report_superior(by=self._as(person), says=COMPLAINT, at=at)

    def _ask(self, at: datetime) -> None:
        """A verifier asks about the oldest report that waits, and decides later."""
        decider, person = self._who(ASKING_POST, at), self._who(ASKED_POST, at)
        if decider is None or person is None:
            return
        waiting = WorkItem.objects.open().filter(process="daily", tier__isnull=False, person=person)
        item = waiting.filter(principal__code=ASKING_POST).order_by("due_at", "pk").first()
        if item is not None:
            ask(task_id=item.task_id, by=self._as(decider), text=QUESTION, at=at)

    def _who(self, post: str, at: datetime) -> Employee | None:
        return holder(post, at.date())

    def _as(self, person: Employee) -> Actor:
        return self.cast.actor(person)
