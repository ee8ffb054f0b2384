"""The page on which a draft is edited: a form for each tier, kept as typed whatever is refused."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from backoffice.chains.forms import SwitchesForm, TierForm, TierFormSet, in_order
from backoffice.chains.naming import Typed
from backoffice.chains.pages import chain_url, page, say, shaping, trial_url, version_of, version_url
from workflows.approvals.content import hash_of
from workflows.approvals.drafting import amend_draft
from workflows.approvals.models import ChainVersion
from workflows.approvals.plans import SAME_FIELDS, Named, plan_of
from workflows.approvals.publishing import problems_of
from workflows.rules.chain_tiers import ChainPlan, ChainRefused, TierPlan
from workflows.rules.violation import RuleViolation

PREFIX = "tier"
NEW_TIER = TierPlan(title="")


def edit(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Edit a draft: nothing is stored until *save*, and then the whole of it or nothing."""
    by, version = shaping(request), version_of(object_id)
    if version.status != ChainVersion.Status.DRAFT:
        messages.info(request, _("A published version does not change. Draft the next version."))
        return redirect(version_url(version))
    if request.method != "POST":
        return _page(admin, request, version, *_unbound(version))
    if "more" in request.POST:  # one tier or seat more: the page again with everything typed, nothing stored
        return _page(admin, request, version, *_with_one_more(request.POST))
    switches, tiers = SwitchesForm(request.POST), TierFormSet(request.POST, prefix=PREFIX)
    if switches.is_valid() and tiers.is_valid():
        kept = in_order(
            [form for form in tiers if not form.cleaned_data.get("remove")],
            lambda form: form.cleaned_data.get("number"),
        )
        said = switches.cleaned_data
        plan = ChainPlan(
            tiers=_plans(kept),
            same_person_may_decide_twice=said["same_person_may_decide_twice"],
            again_from_tier=said["again_from_tier"] or 1,
        )
        try:
            changed = amend_draft(by=by, version=version, plan=plan, seen=said["seen"], reason=said["reason"])
        except ChainRefused as refused:
            _put_at_tiers(refused, kept, switches)
        except RuleViolation as refused:
            say(switches, refused)
        else:
            messages.success(request, _("The draft was saved.") if changed else _("Nothing was changed."))
            after = (
                "admin:approvals_chainversion_publish"
                if "publish" in request.POST
                else "admin:approvals_chainversion_edit"
            )
            return redirect(after, version.pk)
    return _page(admin, request, version, switches, tiers)


def _page(admin: Any, request: HttpRequest, version: ChainVersion, switches: Any, tiers: Any) -> HttpResponse:
    in_force = version.chain.versions.filter(status=ChainVersion.Status.PUBLISHED).first()
    wrong = bool(switches.errors) or any(form.errors for form in tiers) or bool(tiers.non_form_errors())
    context = {
        "version": version,
        "chain": version.chain,
        "in_force": in_force,
        "switches": switches,
        "tiers": tiers,
        "is_refused": switches.is_bound and wrong,
        "problems": [] if switches.is_bound else problems_of(version),
        "back": chain_url(version.chain),
        "trial": trial_url(version),
    }
    return page(admin, request, "chain_edit.html", version.chain.name, context)


def _unbound(version: ChainVersion) -> tuple[SwitchesForm, Any]:
    plan = plan_of(version)
    switches = SwitchesForm(
        initial={
            "same_person_may_decide_twice": plan.same_person_may_decide_twice,
            "again_from_tier": plan.again_from_tier,
            "seen": hash_of(version),
        }
    )
    named = Named.by(plan)
    tiers = [_initial(number, tier, named) for number, tier in enumerate(plan.tiers or (NEW_TIER,), start=1)]
    return switches, TierFormSet(initial=tiers, prefix=PREFIX)


def _initial(number: int, tier: TierPlan, named: Named) -> dict[str, Any]:
    return {
        **{name: getattr(tier, name) for name in SAME_FIELDS},
        "key": tier.key,
        "number": number,
        "position": Typed.shown(named.posts.get(tier.position)),
        "unit": Typed.shown(named.units.get(tier.unit)),
        "seats": [Typed.shown(named.posts[code]) for code in tier.seats],
    }


def _with_one_more(posted: QueryDict) -> tuple[SwitchesForm, Any]:
    """What was typed, with an empty tier at the end where one was asked for. Seats have empty lines anyway."""
    typed = posted.copy()
    total = f"{PREFIX}-TOTAL_FORMS"
    if posted["more"] == "tier":
        count = int(posted.get(total, "0")) if posted.get(total, "").isdecimal() else 0
        for name, value in _initial(count + 1, NEW_TIER, Named({}, {})).items():
            if value not in (None, "", False, []):
                typed[f"{PREFIX}-{count}-{name}"] = "on" if value is True else str(value)
        typed[total] = str(count + 1)
    return SwitchesForm(typed), TierFormSet(typed, prefix=PREFIX)


def _plans(forms: list[TierForm]) -> tuple[TierPlan, ...]:
    """The tiers as typed, posts and units looked up for all of them at once."""
    rows = [form.cleaned_data for form in forms]
    posts = Typed.posts(text for row in rows for text in (row["position"], *row["seats"]))
    units = Typed.units(row["unit"] for row in rows)
    return tuple(
        TierPlan(
            **{
                **{name: row[name] for name in SAME_FIELDS},
                "key": row["key"],
                "position": posts.code(row["position"]),
                "unit": units.code(row["unit"]),
                "seats": tuple(posts.code(text) for text in row["seats"]),
                "quorum": 1 if row["quorum"] is None else row["quorum"],
                "working_days": row["working_days"] or 0,
            }
        )
        for row in rows
    )


def _put_at_tiers(refused: ChainRefused, tiers: list[TierForm], switches: SwitchesForm) -> None:
    """Each problem at the field of its tier, wherever the tier stood when it was typed."""
    for problem in refused.problems:
        form = tiers[problem.tier - 1] if problem.tier else switches
        form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)
