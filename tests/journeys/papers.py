"""What stands on a printed sheet."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader


def words_on(response: Any) -> str:
    """The text of a PDF answer, blanks folded."""
    assert response.headers["Content-Type"] == "application/pdf"
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
