"""Telling somebody who comes late what happened to the case meanwhile."""

from django.utils import timezone

from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.models import TieredCase

DONE_WORDS = {
    Verb.APPROVE: "menyetujuinya", Verb.RETURN: "mengembalikannya untuk diperbaiki", Verb.REJECT: "menolaknya",
    Verb.WITHDRAW: "menariknya kembali", Verb.SUBMIT: "mengirimnya", Verb.ACKNOWLEDGE: "menerimanya",
    Verb.LAPSE: "menutupnya karena lewat batas",
}  # fmt: skip


def what_happened(case: TieredCase) -> str:
    """One sentence on the last thing that was done to the case."""
    last = Decision.objects.of_case(case.process_code, case.pk).last()
    if last is None:
        return "Pekerjaan ini sudah selesai."
    when = timezone.localtime(last.effective_at)
    return (
        f"Pekerjaan ini sudah selesai: {last.actor_name} {DONE_WORDS.get(Verb(last.verb), 'memprosesnya')} "
        f"pada {when:%d-%m-%Y} pukul {when:%H.%M}. Keputusan Anda tidak dicatat dua kali."
    )
