"""An SKP: agreed tier by tier until it is set, revised when it is returned."""

from viewflow import this
from viewflow.workflow import act

from workflows.engine.flow import PrivateFlow
from workflows.engine.nodes import Decide, End, If, Person, Start, Switch
from workflows.skp import views
from workflows.skp.models import SkpProcess


class SkpFlow(PrivateFlow):
    """Reads like its picture: submit → more tiers? → decide → outcome?, returned → revise → given up? → more tiers?."""

    process_class = SkpProcess
    process_title = "SKP"
    process_description = "Sasaran kinerja pegawai setahun, disetujui jenjang demi jenjang sampai ditetapkan."

    start = Start().Annotation(title="Ajukan SKP").Next(this.more_tiers)
    more_tiers = If(act.process.has_tier_to_ask).Annotation(title="Masih ada tahap?").Then(this.decide).Else(this.end)
    decide = Decide(views.DecideSkp).Annotation(title="Putuskan SKP").Next(this.outcome)
    outcome = (
        Switch()
        .Annotation(title="Hasil keputusan")
        .Case(this.revise, act.process.is_returned)
        .Case(this.end, act.process.is_ended_early)
        .Default(this.more_tiers)
    )
    revise = Person(views.ReviseSkp).Annotation(title="Perbaiki SKP").Next(this.revised)
    revised = If(act.process.is_ended_early).Annotation(title="Ditarik?").Then(this.end).Else(this.more_tiers)
    end = End().Annotation(title="Selesai")
