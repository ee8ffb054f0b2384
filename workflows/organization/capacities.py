"""In which capacity somebody acts for another, in the words that stand before the post's title."""

from django.utils.translation import gettext as _

from workflows.organization.standing import DELEGATE

# The office's own words, on papers and screens alike: they are not translated, as the titles behind them are not.
WORDS = {"PLT": "Plt", "PLH": "Plh", DELEGATE: "atas delegasi"}


def capacity_words(capacity: str) -> str:
    """*Plt*, *Plh*, *atas delegasi*; nothing where somebody acts for themselves."""
    return WORDS.get(capacity, capacity.title())


def post_acted_in(capacity: str, post: str) -> str:
    """The post with the capacity before it, as a line of its own: *Plh Kepala Bidang Mutasi*."""
    said = f"{capacity_words(capacity)} {post}".strip()
    return said[:1].upper() + said[1:]


def acting_as(capacity: str, post: str) -> str:
    """The same inside a sentence: *sebagai Plh Kepala Bidang Mutasi*, *atas delegasi Kepala Bidang Mutasi*."""
    if capacity == DELEGATE:
        return _("by delegation of %(post)s") % {"post": post}
    return _("as %(post)s") % {"post": post_acted_in(capacity, post)}
