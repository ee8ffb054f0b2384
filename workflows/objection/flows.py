"""An objection: the person objects, whom the chain names hears both sides and rules."""

from viewflow import this
from viewflow.workflow import act

from workflows.engine.flow import PrivateFlow
from workflows.engine.nodes import Decide, End, If, Start, Switch
from workflows.objection.models import ObjectionProcess
from workflows.objection.views import tasks as views


class ObjectionFlow(PrivateFlow):
    """Reads like its picture: object → more tiers? → decide → outcome? → more tiers?; none left, withdrawn → end.

    Nothing is returned: what is unclear is asked.
    """

    process_class = ObjectionProcess
    process_title = "Keberatan"
    process_description = "Keberatan atas hasil penilaian: diajukan pegawai, diputus atasan pejabat penilai."

    start = Start().Annotation(title="Ajukan keberatan").Next(this.more_tiers)
    more_tiers = If(act.process.has_tier_to_ask).Annotation(title="Masih ada tahap?").Then(this.decide).Else(this.end)
    decide = Decide(views.HearObjection).Annotation(title="Periksa dan putus").Next(this.outcome)
    outcome = (
        Switch().Annotation(title="Hasil tahap").Case(this.end, act.process.is_ended_early).Default(this.more_tiers)
    )
    end = End().Annotation(title="Selesai")
