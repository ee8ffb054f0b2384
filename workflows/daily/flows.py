"""A day's report: verified tier by tier, corrected until it is, or refused."""

from viewflow import this
from viewflow.workflow import act

from workflows.daily import views
from workflows.daily.models import DailyProcess
from workflows.engine.flow import PrivateFlow
from workflows.engine.nodes import Decide, End, If, Person, Start, Switch


class DailyReportFlow(PrivateFlow):
    """Reads like its picture: submit → more tiers? → verify → outcome?, returned → correct → more tiers?."""

    process_class = DailyProcess
    process_title = "Laporan harian"
    process_description = "Laporan satu hari kerja, diverifikasi atasan."

    start = Start().Annotation(title="Kirim laporan").Next(this.more_tiers)
    more_tiers = If(act.process.has_tier_to_ask).Annotation(title="Masih ada tahap?").Then(this.decide).Else(this.end)
    decide = Decide(views.VerifyReport).Annotation(title="Verifikasi laporan").Next(this.outcome)
    outcome = (
        Switch()
        .Annotation(title="Hasil verifikasi")
        .Case(this.correct, act.process.is_returned)
        .Case(this.end, act.process.is_ended_early)
        .Default(this.more_tiers)
    )
    correct = Person(views.CorrectReport).Annotation(title="Perbaiki laporan").Next(this.corrected)
    corrected = If(act.process.is_ended_early).Annotation(title="Gugur?").Then(this.end).Else(this.more_tiers)
    end = End().Annotation(title="Selesai")
