"""Facts and tables; a table that becomes cards on phones carries the roles that changing `display` takes away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any

from django.utils.html import escape, format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString

TAG = re.compile(r"<(/?)(table|thead|tbody|tfoot|tr|th|td)\b([^>]*)>", re.IGNORECASE)
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell"}


def facts(pairs: Iterable[tuple[object, object]]) -> SafeString:
    """Return two to six short facts about one thing."""
    return format_html('<dl class="facts">{}</dl>', format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", pairs))


def with_roles(markup: str) -> SafeString:
    """Add `role`, `scope` and `data-label` to a hand-written table that a template has rendered and escaped.

    Takes one table without another inside. A cell's label is the head of its column; a cell that has `data-label`,
    `role` or `scope` already keeps it. `colspan` is counted.
    """
    heads: list[str] = []
    out: list[str] = []
    position = column = 0
    in_head = False
    head_from: int | None = None
    for found in TAG.finditer(markup):
        out.append(markup[position : found.start()])
        position = found.end()
        closing, name, attributes = found.group(1), found.group(2).lower(), found.group(3)
        if closing:
            if name == "thead":
                in_head = False
            if name == "th" and in_head and head_from is not None:
                heads.append(" ".join(unescape(strip_tags(markup[head_from : found.start()])).split()))
                head_from = None
            out.append(found.group(0))
            continue
        added = ""
        if name == "thead":
            in_head = True
        elif name == "tr":
            column = 0
        if name == "th":
            role, scope = ("columnheader", "col") if in_head else ("rowheader", "row")
            head_from = found.end() if in_head else None
        else:
            role, scope = ROLES[name], ""
        if "role=" not in attributes:
            added += f' role="{role}"'
        if scope and "scope=" not in attributes:
            added += f' scope="{scope}"'
        if name in ("td", "th") and not in_head:
            if name == "td" and "data-label=" not in attributes and column < len(heads) and heads[column]:
                added += f' data-label="{escape(heads[column])}"'
            span = re.search(r'colspan="(\d+)"', attributes)
            column += int(span.group(1)) if span else 1
        out.append(f"<{found.group(2)}{added}{attributes}>")
    out.append(markup[position:])
    return SafeString("".join(out))


def table_row(cells: Sequence[Any], heads: Sequence[tuple[Any, str]]) -> SafeString:
    """Return one row: the first cell names it."""
    drawn = []
    for index, cell in enumerate(cells):
        head, css = heads[index] if index < len(heads) else ("", "")
        kind = SafeString(f' class="{css}"') if css else ""
        if index == 0:
            drawn.append(format_html('<th role="rowheader" scope="row"{}>{}</th>', kind, cell))
        else:
            label = format_html(' data-label="{}"', head) if head else ""
            drawn.append(format_html('<td role="cell"{}{}>{}</td>', kind, label, "" if cell is None else cell))
    return format_html('<tr role="row">{}</tr>', format_html_join("", "{}", ((cell,) for cell in drawn)))


def cards_table(
    caption: object,
    columns: Iterable[Any],
    rows: Iterable[Sequence[Any]],
    foot: Sequence[Any] | None = None,
    cards: bool = True,
) -> SafeString:
    """Return a whole table from values.

    `columns` are texts, or (text, "n") for figures; the first cell of a row is its head; cells may be markup that was
    escaped before. `foot` is one more row under the line. `cards` false keeps rows on phones.
    """
    # Only "n" is a class of figures; anything else would let a caller's text into an attribute.
    heads = [
        (column[0], "n" if tuple(column[1:]) == ("n",) else "") if isinstance(column, tuple | list) else (column, "")
        for column in columns
    ]
    drawn_heads = [(SafeString(' class="n"') if css else "", text) for text, css in heads]
    return format_html(
        '<table class="{}" role="table">{}<thead role="rowgroup"><tr role="row">{}</tr></thead>'
        '<tbody role="rowgroup">{}</tbody>{}</table>',
        "t t-cards" if cards else "t",
        format_html("<caption>{}</caption>", caption) if caption else "",
        format_html_join("", '<th role="columnheader" scope="col"{}>{}</th>', drawn_heads),
        format_html_join("", "{}", ((table_row(row, heads),) for row in rows)),
        format_html('<tfoot role="rowgroup">{}</tfoot>', table_row(foot, heads)) if foot else "",
    )
