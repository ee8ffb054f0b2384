"""What the tests of all contents ask: the lines that people compare follow the hash, neither more nor less."""

from workflows.engine.differences import difference


def changed_labels(case, change):
    """The labels of the lines that differ after `change`; the hash differs exactly when a line does."""
    before, hash_before = _fresh(case).content_lines(), _fresh(case).content_hash
    change()
    after, hash_after = _fresh(case).content_lines(), _fresh(case).content_hash
    labels = [each.label for each in difference(before, after)]
    assert (hash_before != hash_after) == bool(labels)
    return labels


def _fresh(case):
    return type(case)._default_manager.get(pk=case.pk)
