"""A second computation of every rule set in plain fractions, written from the regulations apart from the rules.

Takes the input of `manage.py score` as plain values and gives its result; knows nothing of `workflows.rules`.
"""

from fractions import Fraction
from math import floor

F = Fraction


def rounded(value):
    """Half away from zero, two decimals, as text."""
    cents = floor(abs(value) * 100 + F(1, 2))
    return f"{'-' if value < 0 and cents else ''}{cents // 100}.{cents % 100:02}"


def average(values):
    return sum(values, F(0)) / len(values)


def frugality(target, realised):
    """Time and cost of PP 46/2011."""
    r, t = F(realised), F(target)
    if r == 0:
        return F(0)
    merit = (F("1.76") * t - r) / t * 100
    return merit if 100 - r / t * 100 <= 24 else 76 - (merit - 100)


def pp46_2011(given):
    result = dict.fromkeys(["activities", "additional_tasks", "creativity", "skp", "behaviour", "total", "predicate"])
    skp = behaviour = None
    if "activities" in given:
        rows, values = [], []
        for row in given["activities"]:
            aspects = {
                "quantity": F(row["quantity"]["realised"]) / F(row["quantity"]["target"]) * 100,
                "quality": F(row["quality"]["realised"]) / F(row["quality"]["target"]) * 100,
                "time": frugality(row["time"]["target"], row["time"]["realised"]),
                "cost": None,
            }
            if "cost" in row and F(row["cost"]["target"]) > 0:
                aspects["cost"] = frugality(row["cost"]["target"], row["cost"]["realised"])
            value = average([v for v in aspects.values() if v is not None])
            values.append(value)
            rows.append({k: None if v is None else rounded(v) for k, v in {**aspects, "value": value}.items()})
        result["activities"] = rows
        skp = average(values)
    if "additional_tasks" in given:
        tasks = int(given["additional_tasks"])
        points = 0 if tasks == 0 else 1 if tasks <= 3 else 2 if tasks <= 6 else 3
        result["additional_tasks"] = rounded(F(points))
        skp = None if skp is None else skp + points
    if "creativity" in given:
        result["creativity"] = rounded(F(given["creativity"]))
        skp = None if skp is None else skp + F(given["creativity"])
    if "behaviour" in given:
        rated = dict(given["behaviour"])
        if not given.get("structural", "leadership" in rated):
            rated.pop("leadership", None)
        behaviour = average([F(value) for value in rated.values()])
        result["behaviour"] = rounded(behaviour)
    if skp is not None:
        result["skp"] = rounded(skp)
        if behaviour is not None:
            total = skp * F(6, 10) + behaviour * F(4, 10)
            result["total"] = rounded(total)
            result["predicate"] = (
                "Sangat Baik" if total >= 91
                else "Baik" if total >= 76
                else "Cukup" if total >= 61
                else "Kurang" if total >= 51
                else "Buruk"
            )  # fmt: skip
    return result
