"""What the assessment refuses besides what every process does."""

from workflows.engine.refusals import Refusal


class EvidenceNotOpened(Refusal):
    """Nobody rates without having opened the evidence as it stands now."""


class NotFromItsPage(Refusal):
    """A rating is given from the page that showed what is rated."""
