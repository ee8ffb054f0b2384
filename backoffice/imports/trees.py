"""Trees of codes, each with the code above it: circles found, and the order from the top down."""

from collections.abc import Mapping


def circle_through(code: str, above: Mapping[str, str]) -> list[str]:
    """The codes from `code` upwards until it comes back, `code` again at the end; empty where it does not."""
    line = [code]
    current = above.get(code, "")
    while current and current not in line:
        line.append(current)
        current = above.get(current, "")
    return [*line, code] if current == code else []


def levels(codes: Mapping[str, object], above: Mapping[str, str]) -> list[list[str]]:
    """The codes by their distance from the top of `above`, which must have no circle; the topmost first."""
    depth: dict[str, int] = {}

    def depth_of(code: str) -> int:
        line = []
        while code and code not in depth:
            line.append(code)
            code = above.get(code, "")
        reached = depth[code] + 1 if code else 0
        for passed in reversed(line):
            depth[passed] = reached
            reached += 1
        return reached

    by_depth: dict[int, list[str]] = {}
    for code in codes:
        depth_of(code)
        by_depth.setdefault(depth[code], []).append(code)
    return [by_depth[number] for number in sorted(by_depth)]
