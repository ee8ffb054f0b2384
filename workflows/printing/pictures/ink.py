"""Colours of the pictures on paper.

The PDF writer reads each inline SVG as a document of its own: the page's style sheet does not reach into it. So
the rules of the pictures are put inside when a sheet is printed; they repeat `static/jenjang.css` in plain values.
"""

import re

INK = (
    "text{fill:#12211f;font-size:17px;font-family:'Noto Sans','DejaVu Sans',sans-serif}"
    ".ax{fill:#465a55}.b{font-weight:700}"
    ".cell{fill:#fff;stroke:#ccd7d3}.cell.good{fill:#e0f2e7}.cell.fix{fill:#fdf0d3}.cell.poor{fill:#fdebea}"
    ".here{fill:none;stroke:#b3741a;stroke-width:5}.pin{fill:#b3741a;stroke:#fff;stroke-width:3}"
    ".was{fill:none;stroke:#465a55;stroke-width:2.5;stroke-dasharray:6 5}"
    ".bg{fill:#e9efed;stroke:#ccd7d3}rect.a{fill:#0b4f4a}rect.b{fill:#85a7a4}rect.c{fill:#7a4900}rect.z{fill:#a3161c}"
    ".tick{stroke:#b3741a;stroke-width:4}.plan{fill:#e1efec;stroke:#667a74;stroke-width:1.5}.grid{stroke:#ccd7d3}"
    ".floor{stroke:#667a74;stroke-width:2}"
    ".d-on{fill:#0b4f4a}.d-late{fill:#7a4900}.d-none{fill:#fdebea;stroke:#a3161c;stroke-width:1.6}"
    ".d-cross{stroke:#a3161c;stroke-width:1.6}.d-away{fill:#667a74}.d-now{fill:none;stroke:#b3741a;stroke-width:2}"
)
OPENING = re.compile(r"<svg\b[^>]*>")


def with_ink(markup: str) -> str:
    """Return the page with the rules of the pictures inside each inline SVG."""
    return OPENING.sub(lambda found: f"{found.group(0)}<style>{INK}</style>", markup)
