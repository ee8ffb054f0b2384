"""The field for a reason that HR demands, in forms that have none of their own: `{% load why %}{% ask_why … %}`."""

from collections.abc import Iterable
from typing import Any

from django import template

from workflows.audit.verbs import Verb
from workflows.engine.asking_why import WHY, WhyForm, asked_of, is_here

register = template.Library()


@register.inclusion_tag("engine/why_field.html", takes_context=True)
def ask_why(
    context: Any, verbs: str, process: str, is_own: bool = False, capacities: Iterable[str] = ()
) -> dict[str, Any]:
    """Show the field where a rule demands a reason of the reader for one of `verbs` (in capitals, by blanks).

    In the capacity that the page's `acting` says, or in these. What was typed stays in it; a page that comes back
    because nothing was typed says so at the field.
    """
    request = context["request"]
    acted_in = [getattr(context.get("acting"), "capacity", ""), *capacities]
    given = {Verb(verb) for verb in verbs.split()}
    if not asked_of(request, given, process, capacities=acted_in, is_own=is_own):
        return {"field": None}
    is_here(request)
    is_sent_back = WHY in request.POST and bool(
        context.get("problems") or context.get("refusal") or getattr(context.get("form"), "errors", None)
    )
    form = WhyForm(request.POST) if is_sent_back else WhyForm(initial={WHY: request.POST.get(WHY, "")})
    return {"field": form[WHY]}
