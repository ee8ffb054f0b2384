"""What was built on a plan since a moment, as the apps above know it: what stands on it keeps its setting.

`targets` and `assessment` register what they build, since this app may not import them.
"""

from collections.abc import Callable
from datetime import datetime

from workflows.engine.refusals import NotAllowedHere
from workflows.skp.models import Skp

Built = Callable[[Skp, datetime], str]  # what was built on the plan since then, as a sentence; "" where nothing was

BUILT: list[Built] = []


def register(built: Built) -> None:
    """Make known what an app builds on plans."""
    if built not in BUILT:
        BUILT.append(built)


def refuse_built_on(skp: Skp, since: datetime) -> None:
    """:raises NotAllowedHere: something was built on the plan since then."""
    for built in BUILT:
        if sentence := built(skp, since):
            raise NotAllowedHere(f"Keputusan ini tidak dapat ditarik lagi: {sentence}")
