"""What the auditor's pages say, as a person reads them."""

from typing import Any

from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def page_of(answer: Any, status: int = 200) -> BeautifulSoup:
    """The page."""
    assert answer.status_code == status, answer.status_code
    return BeautifulSoup(answer.content, "html.parser")


def words(tag: Any) -> str:
    """The text, blanks folded."""
    return " ".join(tag.get_text(" ").split()).replace(" ,", ",")


def steps(answer: Any) -> list[str]:
    """Each decision that the page shows."""
    return [words(step) for step in page_of(answer).select(".audit-step")]


def lines(answer: Any, place: int) -> list[tuple[str, ...]]:
    """The fields that a step changed: label, before, after."""
    step = page_of(answer).select(".audit-step")[place]
    return [tuple(words(cell) for cell in line.select("dt, dd")) for line in step.select(".audit-line")]


def blocks(answer: Any, place: int) -> list[str]:
    """The rows that a step changed."""
    return [words(block.p) for block in page_of(answer).select(".audit-step")[place].select(".audit-block")]


def queries(client: Client, address: str) -> int:
    """How many it costs."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
