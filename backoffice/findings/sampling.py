"""Samples: the page on which one is drawn, and the page of one that was drawn, which anybody draws again."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from backoffice.asking import act_on
from backoffice.filters import PROCESSES
from backoffice.findings.access import audits, require
from backoffice.findings.files import handed_out, record_export, taken_by, workbook
from backoffice.findings.links import case_url, decision_url
from backoffice.findings.pages import READING, shown
from backoffice.findings.population import CASES, DECISIONS, Conditions, case_models, drawn
from backoffice.looking import EVERY, unit_field
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.printing.words import moment
from workflows.rules.sampling import Draw
from workflows.rules.violation import RuleViolation

SAMPLE, FILE = "audit.Sample", "audit.SampleFile"
LARGEST, LATEST = 500, 20
KINDS = ((DECISIONS, _("decisions")), (CASES, _("cases")))
HEADS = ("Urutan", "Nomor", "Waktu", "Proses", "Pegawai", "NIP", "Jabatan", "Tindakan", "Oleh", "Perkara")


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=UnfoldAdminDateWidget(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose the day."), "invalid": _("Choose the day.")},
    )  # fmt: skip


class SampleForm(forms.Form):
    """Of what a sample is drawn, how many, and by which seed."""

    kind = forms.ChoiceField(
        label=_("A sample of"), choices=KINDS, widget=UnfoldAdminRadioSelectWidget,
        error_messages={"required": _("Choose what it is.")},
    )  # fmt: skip
    process = forms.ChoiceField(
        label=_("Process"), choices=[("", EVERY), *PROCESSES], required=False, widget=UnfoldAdminSelectWidget
    )
    start = _day(_("From day"))
    until = _day(_("Until day"))
    unit = unit_field(required=False)
    number = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=LARGEST, widget=UnfoldAdminIntegerFieldWidget,
        error_messages={"required": _("Write how many.")},
    )  # fmt: skip
    seed = forms.CharField(
        label=_("Seed"), max_length=64, required=False, widget=UnfoldAdminTextInputWidget,
        help_text=_("The same seed over the same population draws the same. Left empty, one is drawn and shown."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Cases are of one process; the days are in order."""
        given = super().clean() or self.cleaned_data
        if given.get("kind") == CASES and given.get("process") not in case_models():
            self.add_error("process", translated("Choose a process that has cases."))
        if given.get("start") and given.get("until") and given["until"] < given["start"]:
            self.add_error("until", translated("The last day is before the first one."))
        return given


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a sample, as a row shows it."""

    key: int
    at: Any
    process: str
    person: str
    nip: str
    post: str
    what: str
    by: str
    subject: str
    url: str
    about: str  # as a note names it

    def cells(self, place: int) -> list[Any]:
        """As a row of the file."""
        return [
            place, self.key, moment(self.at), self.process, self.person, self.nip, self.post, self.what, self.by,
            self.subject,
        ]  # fmt: skip


def sample_page(request: HttpRequest) -> HttpResponse:
    """The form, and the samples that were drawn; what is posted is drawn, and recorded."""
    require(audits(request.user))
    form = SampleForm(request.POST if request.method == "POST" else None)
    outcome = act_on(request, form, lambda: _draw(request, form))
    if outcome.is_done and outcome.given is not None:
        return redirect("admin:audit_sample_drawn", outcome.given.pk)
    latest = samples().order_by("-pk")[:LATEST]
    return shown(request, "sample.html", _("Draw a sample"), outcome.status, form=form, latest=list(latest))


def drawn_page(request: HttpRequest, object_id: int) -> HttpResponse:
    """A sample as it was drawn; `?again=1` draws it anew and compares, `?file=xlsx` gives it as a file.

    :raises Http404: no sample.
    """
    require(audits(request.user))
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    recorded = get_object_or_404(samples(), pk=object_id)
    try:
        told = recorded.details
        conditions = Conditions.of_record(told)
        was = Draw(tuple(told["keys"]), told["population"], told["digest"])
    except LookupError as gone:  # blanked, or of a unit that is no longer known
        raise Http404 from gone
    members = members_of(conditions, was.keys)
    if request.method == "GET" and request.GET.get("file") == "xlsx":
        return _as_file(request, recorded, conditions, was, members)
    again = _again(request, conditions) if request.GET.get("again") else None
    return shown(
        request, "sample_drawn.html", _("A sample"), recorded=recorded, conditions=conditions, was=was, again=again,
        members=members, is_same=again == was, has_same_members=again is not None and again.keys == was.keys,
        facts=_facts(conditions), back=reverse("admin:audit_sample"),
    )  # fmt: skip


def _again(request: HttpRequest, conditions: Conditions) -> Draw | None:
    """Drawn anew; None where that is refused today, which is told."""
    try:
        return drawn(conditions)
    except RuleViolation as refused:
        messages.error(request, refused.message)
        return None


def samples() -> Any:
    """Every drawing, as the record has it."""
    return Decision.objects.filter(subject=SAMPLE, verb=Verb.EXPORT)


def _draw(request: HttpRequest, form: SampleForm) -> Decision:
    given = form.cleaned_data
    conditions = Conditions(**{**given, "seed": given["seed"] or secrets.token_hex(8)})
    found = drawn(conditions)
    details = {**conditions.told(), "population": found.population, "digest": found.digest, "keys": list(found.keys)}
    return record_export(request, label=SAMPLE, seen=found.digest, details=details)


def members_of(conditions: Conditions, keys: Sequence[int]) -> list[Member]:
    """The members in the order of the draw; what is no longer there is left out. Two queries."""
    found = _decisions(keys) if conditions.kind == DECISIONS else _cases(conditions.process, keys)
    return [found[key] for key in keys if key in found]


def _decisions(keys: Sequence[int]) -> dict[int, Member]:
    labels = dict(PROCESSES)
    return {
        each.pk: Member(
            each.pk, each.effective_at, str(labels.get(each.process, each.process)), each.person_name, each.person_nip,
            "", each.get_verb_display(), each.actor_name, each.subject,
            case_url(each.process, each.case_id) if each.case_id is not None else decision_url(each.pk),
            f"decision:{each.pk}",
        )
        for each in Decision.objects.filter(pk__in=keys)
    }  # fmt: skip


def _cases(process: str, keys: Sequence[int]) -> dict[int, Member]:
    subjects = dict(
        Decision.objects.filter(process=process, case_id__in=keys).order_by("-pk").values_list("case_id", "subject")
    )
    label = str(dict(PROCESSES).get(process, process))
    cases = case_models()[process].objects.filter(pk__in=keys).select_related("person", "position")
    return {
        each.pk: Member(
            each.pk, each.created, label, each.person.name, each.person.nip, each.position.title,
            each.get_outcome_display(), "", subjects.get(each.pk, ""),
            case_url(process, each.pk), f"case:{process}:{each.pk}",
        )
        for each in cases
    }  # fmt: skip


def _facts(conditions: Conditions) -> list[tuple[Any, str]]:
    """The conditions in words."""
    kind = dict(KINDS)[conditions.kind]
    process = dict(PROCESSES).get(conditions.process, conditions.process) if conditions.process else EVERY
    unit = f"{conditions.unit}" if conditions.unit is not None else EVERY
    return [
        (_("A sample of"), f"{kind}"), (_("Process"), f"{process}"), (_("Unit"), f"{unit}"),
        (_("From day"), moment(conditions.start)), (_("Until day"), moment(conditions.until)),
        (_("How many"), f"{conditions.number}"), (_("Seed"), conditions.seed),
    ]  # fmt: skip


def _as_file(
    request: HttpRequest, recorded: Decision, conditions: Conditions, was: Draw, members: Sequence[Member]
) -> HttpResponse:
    notes = [
        *((f"{name}", value) for name, value in _facts(conditions)), ("Populasi", f"{was.population}"),
        ("Sidik populasi (SHA-256)", was.digest), ("Ditarik oleh", f"{recorded.actor_name}, NIP {recorded.actor_nip}"),
        ("Ditarik pada", moment(recorded.effective_at)), ("Diambil oleh", taken_by(request)),
        ("Catatan penarikan", f"rantai {recorded.stream}, urutan {recorded.seq}, {recorded.hash}"),
        ("Cara menarik", "Urutkan anggota menurut SHA-256 dari “benih:nomor”; ambil yang terkecil."),
    ]  # fmt: skip
    content = workbook(notes, "Sampel", HEADS, (each.cells(place) for place, each in enumerate(members, start=1)))
    return handed_out(
        request, label=FILE, stem=f"sampel-{recorded.pk}", kind="xlsx", content=content,
        details={"rows": len(members), "sample": recorded.pk},
    )  # fmt: skip
