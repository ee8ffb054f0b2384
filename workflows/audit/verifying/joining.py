"""The verifier as one file that needs nothing but Python: the modules of which it is made, one behind the other."""

import ast
from pathlib import Path

from workflows.audit import canonical
from workflows.audit.verifying import anchors, breaks, covering, exports, walking

PARTS = (canonical, covering, breaks, anchors, walking, exports)
OURS = "workflows"
TITLE = '''"""Jenjang's stand-alone verifier of the record of decisions.

{usage}
"""
'''


def joined() -> str:
    """The source of the file: what is imported from outside once on top, what the parts import from each other gone."""
    whole: set[str] = set()
    names: dict[str, set[str]] = {}
    bodies = []
    for part in PARTS:
        source = Path(part.__file__ or "").read_text(encoding="utf-8")
        lines = source.splitlines()
        for node in ast.parse(source).body:
            is_import = isinstance(node, ast.Import | ast.ImportFrom)
            is_title = isinstance(node, ast.Expr) and node.lineno == 1
            if isinstance(node, ast.Import):
                whole.update(each.name for each in node.names)
            elif isinstance(node, ast.ImportFrom) and not str(node.module).startswith(OURS):
                names.setdefault(str(node.module), set()).update(each.name for each in node.names)
            if is_import or is_title:
                lines[node.lineno - 1 : node.end_lineno] = [""] * ((node.end_lineno or node.lineno) - node.lineno + 1)
        bodies.append("\n".join(lines).strip())
    usage = str(exports.__doc__).strip()
    imports = [f"import {name}" for name in sorted(whole)]
    imports += [f"from {module} import {', '.join(sorted(names[module]))}" for module in sorted(names)]
    return TITLE.format(usage=usage) + "\n" + "\n".join(imports) + "\n\n\n" + "\n\n\n".join(bodies) + "\n"
