"""The code of a printed seal, held against the record as it stands today."""

from typing import Any

from django import forms
from django.db.models import Q, Sum
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from backoffice.looking import Looking
from workflows.audit.models import Anchor, Decision, Stream
from workflows.audit.verifying import Kind, verify
from workflows.audit.verifying.anchors import heads_digest, read_anchor

KINDS = {
    Kind.EDITED: _("was changed"), Kind.DELETED: _("was taken away"), Kind.INSERTED: _("was put in"),
    Kind.REORDERED: _("stands in another's place"), Kind.CUT: _("was cut off, with all behind it"),
    Kind.FORKED: _("stands beside another one"), Kind.WRONG_KEY: _("is signed with another key"),
    Kind.ANCHOR: _("is not the one that was sealed"),
}  # fmt: skip
MOST_AT_ONCE = 100_000  # so many records are verified while somebody waits for the page


class SealForm(forms.Form):
    """The code below the square on the paper."""

    code = forms.CharField(
        label=_("Code of the seal"),
        max_length=600,
        help_text=_("Scan the square on the paper with a telephone, and paste all that is read, from JENJANG1 on."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        error_messages={"required": _("Paste the code of the seal.")},
    )

    def clean_code(self) -> str:
        """What can be read as a seal; the seal itself is then in `anchor`."""
        given: str = self.cleaned_data["code"]
        try:
            self.anchor = read_anchor(given)
            if not given.split() or parse_date(self.anchor.day) is None:
                raise ValueError(given)
        except ValueError as wrong:
            raise forms.ValidationError(
                _("This is no seal, or not a whole one: it begins with JENJANG1 and has four parts. Scan it again.")
            ) from wrong
        return given


class CheckPage(Looking):
    """Whether the streams still have, at the places of that day, the ends that were sealed; and whether all records
    are sound, where they are few enough to be verified at once.
    """

    title = _("Check a seal")
    template_name = "backoffice/seals/check.html"
    form_class = SealForm

    def may_look(self) -> bool:
        """Whoever may look at the seals."""
        return bool(self.request.user.has_perm("audit.view_anchor"))

    def find(self, form: SealForm) -> dict[str, Any]:
        """The verdicts."""
        anchor = form.anchor
        sealed = {stream: seq for stream, seq in anchor.places.items() if seq}
        at = Q(pk__in=[])
        for stream, seq in sealed.items():
            at |= Q(stream=stream, seq=seq)
        ends = dict(Decision.objects.filter(at).values_list("stream", "hash"))
        heads = {stream: (seq, ends.get(stream, "")) for stream, seq in anchor.places.items()}
        written = Stream.objects.aggregate(all=Sum("seq"))["all"] or 0
        verdict = verify(anchors=[anchor]) if written <= MOST_AT_ONCE else None
        return {
            "sealed": anchor,
            "sealed_on": parse_date(anchor.day),
            "records": sum(sealed.values()),
            "missing": len(sealed.keys() - ends.keys()),
            "agrees": heads_digest(heads) == anchor.digest,
            "written": written,
            "verdict": verdict,
            "kind": KINDS[verdict.broken.kind] if verdict is not None and verdict.broken is not None else "",
            "own": Anchor.objects.filter(day=anchor.day).first(),
        }
