"""How each line of an allowance came about, for the `how` component: formula with its figures, inputs, source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from workflows.printing.words import number, percent, plain_rupiah, rupiah, short_date
from workflows.rules.allowance_kota import UNCONFIRMED, Parameters
from workflows.rules.discipline import WORDS

Row = tuple[str, str, str]  # what, its value, where it can be looked at

# The rule's names of its inputs: how each is written.
MONEY = frozenset({"pagu", "disiplin", "jumlah"})
SHARES = frozenset({"bobot", "jumlah potongan", "tarif", "bagian masa percobaan"})
MINUTES = frozenset({"menit disahkan", "syarat menit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """One line opened, as `components/how.html` takes it."""

    code: str
    number: str
    what: str
    formula: str
    calculation: str
    result: str
    inputs: tuple[Row, ...]
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Whose month by which figures: what the explanation needs besides lines and trace."""

    nip: str
    kind: str
    month: date
    scheme: str
    job_class: int | None
    parameters: Parameters
    is_own: bool
    estimated: bool = False


def explain(lines: Sequence[Mapping[str, Any]], trace: Sequence[Mapping[str, Any]], about: Setting) -> list[How]:
    """Every line of the sheet with how it came about, in the order of the lines."""
    steps = {step["step"]: step for step in trace}
    return [_how(line, steps.get(line["code"]), lines, about) for line in lines]


def _how(
    line: Mapping[str, Any], step: Mapping[str, Any] | None, lines: Sequence[Mapping[str, Any]], about: Setting
) -> How:
    code, amount = line["code"], Decimal(line["amount"])
    rows: list[Row] = []
    if step is not None:
        rows = [(_named(name), _written(name, value), _link(name, about)) for name, value in step["inputs"].items()]
    if code == "DISCIPLINE_CUT":
        rows += [_cut(cut) for cut in line.get("cuts", ())]
    if code == "NET":
        added = [each for each in lines if each["code"] not in {"NET", "CEILING"}]
        rows = [(each["label"], plain_rupiah(each["amount"]), "") for each in added]
    return How(
        code=code,
        number=rupiah(amount),
        what=(_("Net estimate") if about.estimated else _("Net")) if code == "NET" else line["label"],
        formula=step["formula"] if step else "",
        calculation=_calculation(code, step) if step else "",
        result=rupiah(amount),
        inputs=tuple(rows),
        text=_text(code, line, about),
        source=_source(code, line, about),
    )


def _calculation(code: str, step: Mapping[str, Any]) -> str:
    given = step["inputs"]
    if code == "PRODUCTIVITY":
        minutes, required = Decimal(given["menit disahkan"]), Decimal(given["syarat menit"])
        if minutes < required:
            return _("%(minutes)s minutes are less than %(required)s, so") % {
                "minutes": number(minutes), "required": number(required),
            }  # fmt: skip
        return f"{plain_rupiah(given['pagu'])} × {percent(given['bobot'])}"
    if code == "DISCIPLINE":
        return f"{plain_rupiah(given['pagu'])} × {percent(given['bobot'])}"
    if code == "DISCIPLINE_CUT":
        return f"{number(_cents(given['disiplin']))} × {percent(min(Decimal(given['jumlah potongan']), Decimal(100)))}"
    if code == "PROBATION":
        return f"{number(_cents(given['jumlah']))} × (100\u00a0% − {percent(given['bagian masa percobaan'])})"
    if code == "TAX":
        return f"{number(_cents(given['jumlah']))} × {percent(given['tarif'])}"
    if code == "NET":
        return number(_cents(given["jumlah"]))
    return ""


def _text(code: str, line: Mapping[str, Any], about: Setting) -> str:
    if code == "CEILING":
        return _("The ceiling of job class %(class)s, from the office's list of ceilings.") % {
            "class": about.job_class or "–"
        }
    return str(line.get("explanation", ""))


def _source(code: str, line: Mapping[str, Any], about: Setting) -> str:
    parts = [_("Scheme %(scheme)s: a setting of the office, not the words of an article.") % {"scheme": about.scheme}]
    doubtful = {
        "absent_day_cut": code == "DISCIPLINE_CUT" and any(cut["kind"] == "ABSENT" for cut in line.get("cuts", ())),
        "pppk_as_group_three_from": code == "TAX" and about.kind == "PPPK",
        "probation_percent": code == "PROBATION",
    }
    named = {
        "absent_day_cut": _("%(figure)s for a day's absence") % {"figure": percent(about.parameters.absent_day_cut)},
        "pppk_as_group_three_from": _("grade %(figure)s and above of PPPK taxed as group III")
        % {"figure": about.parameters.pppk_as_group_three_from},
        "probation_percent": _("%(figure)s during probation") % {"figure": percent(about.parameters.probation_percent)},
    }
    parts += [
        _("Not confirmed by any source yet: %(what)s.") % {"what": named[name]}
        for name in UNCONFIRMED
        if doubtful[name]
    ]
    if code == "PRODUCTIVITY":
        parts.append(
            _("Not confirmed by any source yet: leave, sickness and permitted absence cut nothing but earn no minutes.")
        )
    return " ".join(parts)


def _named(name: str) -> str:
    return name[:1].upper() + name[1:]


def _written(name: str, value: str) -> str:
    if name in MONEY:
        return number(_cents(value))
    if name in SHARES:
        return percent(value)
    if name in MINUTES:
        return _("%(n)s minutes") % {"n": number(value)}
    return value


def _link(name: str, about: Setting) -> str:
    if name != "menit disahkan":
        return ""
    whose = "" if about.is_own else f"&nip={about.nip}"
    return f"{reverse('daily:calendar')}?month={about.month:%Y-%m}{whose}"


def _cut(cut: Mapping[str, Any]) -> Row:
    day = short_date(date.fromisoformat(cut["day"]))
    minutes = cut["minutes"]
    after = "" if minutes is None else ", " + _("%(n)s minutes") % {"n": number(minutes)}
    return f"{day}: {WORDS[cut['kind']]}{after}", percent(cut["percent"]), ""


def _cents(value: str) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"))
