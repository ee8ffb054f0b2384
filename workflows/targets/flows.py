"""An SKP's monthly targets: agreed on tier by tier, revised until they are set."""

from viewflow import this
from viewflow.workflow import act

from workflows.engine.flow import PrivateFlow
from workflows.engine.nodes import Decide, End, If, Person, Start, Switch
from workflows.targets import views
from workflows.targets.models import TargetProcess


class TargetFlow(PrivateFlow):
    """Reads like its picture: submit → more tiers? → decide → outcome?, returned → revise → more tiers?."""

    process_class = TargetProcess
    process_title = "Target bulanan"
    process_description = "Target tahunan SKP dibagi ke bulan-bulan, disetujui atasan."

    start = Start().Annotation(title="Ajukan target bulanan").Next(this.more_tiers)
    more_tiers = If(act.process.has_tier_to_ask).Annotation(title="Masih ada tahap?").Then(this.decide).Else(this.end)
    decide = Decide(views.DecideTargets).Annotation(title="Setujui target bulanan").Next(this.outcome)
    outcome = (
        Switch()
        .Annotation(title="Hasil persetujuan")
        .Case(this.revise, act.process.is_returned)
        .Case(this.end, act.process.is_ended_early)
        .Default(this.more_tiers)
    )
    revise = Person(views.ReviseTargets).Annotation(title="Perbaiki target bulanan").Next(this.more_tiers)
    end = End().Annotation(title="Selesai")
