"""An assessment: the person accounts for the month, the assessor rates, the superior ratifies, the person answers."""

from viewflow import this
from viewflow.workflow import act

from workflows.assessment.models import AssessmentProcess
from workflows.assessment.views import tasks as views
from workflows.engine.flow import PrivateFlow
from workflows.engine.nodes import Decide, End, Person, Start, Switch


class AssessmentFlow(PrivateFlow):
    """Reads like its picture: open → self-assess → more tiers? → decide → outcome?; none left → acknowledge → end.

    Closed early (the person died, or was on leave all its days) it ends from wherever it waits.

    Rating and ratifying are both `decide`: how many tiers there are is the chain's to say, not the flow's.
    """

    process_class = AssessmentProcess
    process_title = "Penilaian kinerja"
    process_description = "Penilaian satu bulan: penilaian diri, penilaian atasan, pengesahan, tanggapan."

    start = Start().Annotation(title="Buka penilaian").Next(this.self_assess)
    self_assess = Person(views.SelfAssess).Annotation(title="Isi realisasi dan penilaian diri").Next(this.more_tiers)
    more_tiers = (
        Switch()
        .Annotation(title="Masih ada tahap?")
        .Case(this.end, act.process.is_ended_early)
        .Case(this.decide, act.process.has_tier_to_ask)
        .Default(this.acknowledge)
    )
    decide = Decide(views.DecideAssessment).Annotation(title="Nilai atau sahkan").Next(this.outcome)
    outcome = (
        Switch()
        .Annotation(title="Hasil tahap")
        .Case(this.self_assess, act.process.is_returned)
        .Case(this.end, act.process.is_ended_early)
        .Default(this.more_tiers)
    )
    acknowledge = Person(views.Acknowledge).Annotation(title="Tanggapi hasil").Next(this.end)
    end = End().Annotation(title="Selesai")
