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


def permenpanrb_8_2021(given):
    result = dict.fromkeys(["indicators", "additional", "additional_total", "skp", "behaviour", "total", "predicate"])
    skp = total = None
    if "additional" in given:
        share = {
            "Sangat Baik": F(1),
            "Baik": F(8, 10),
            "Cukup": F(6, 10),
            "Kurang": F(4, 10),
            "Sangat Kurang": F(2, 10),
        }
        earned = [
            share[piece["category"]] * F(piece["scope_weight"]) * F(piece["value"]) / 100
            for piece in given["additional"]
        ]
        result["additional"] = [rounded(one) for one in earned]
        extra = min(F(10), sum(earned, F(0)))
        result["additional_total"] = rounded(extra)
    else:
        extra = F(0)
    if "indicators" in given:
        rows = [indicator(row) for row in given["indicators"]]
        result["indicators"] = [
            {"achievement": rounded(reached), "category": category, "value": rounded(value)}
            for reached, category, value in rows
        ]
        skp = average([value for _, _, value in rows]) + extra
        result["skp"] = rounded(skp)
    if "behaviour" in given:
        behaviour = average([F(value) for value in given["behaviour"].values()])
        result["behaviour"] = rounded(behaviour)
        if skp is not None:
            total = (
                skp * F(6, 10) + behaviour * F(4, 10)
                if given.get("peers_used")
                else skp * F(7, 10) + behaviour * F(3, 10)
            )
    if "total" in given:
        total = F(given["total"])
    if total is not None:
        total = min(total, F(120))
        result["total"] = rounded(total)
        result["predicate"] = (
            "Sangat Baik" if total >= 110 and given.get("new_idea")
            else "Baik" if total >= 90
            else "Cukup" if total >= 70
            else "Kurang" if total >= 50
            else "Sangat Kurang"
        )  # fmt: skip
    return result


def indicator(row):
    """Achievement, category and value of an indicator of PermenPANRB 8/2021."""
    realised, target = F(row["realised"]), row["target"]
    if isinstance(target, list):
        low, high = F(target[0]), F(target[1])
        goal = high if realised > high else low if realised < low else None
    else:
        goal = F(target)
    if goal is None:
        reached = F(100)
    elif row["direction"] == "higher":
        reached = realised / goal * 100
    else:
        reached = (1 + (1 - realised / goal)) * 100
    reached = max(reached, F(0))
    c = floor(reached + F(1, 2))
    if row.get("maximum") and c >= 100:
        return reached, "Sangat Baik", F(120)
    if c > 110:
        return reached, "Sangat Baik", F(120)
    if c > 100:
        return reached, "Sangat Baik", 110 + F(10, 9) * (c - 101)
    if c == 100:
        return reached, "Baik", F(109)
    if c >= 80:
        return reached, "Cukup", F(70 + c - 80)
    if c >= 60:
        return reached, "Kurang", F(50 + c - 60)
    return reached, "Sangat Kurang", F(49 * c, 59)


def permenpanrb_6_2022(given):
    work, behaviour = given["work_result"], given["behaviour"]
    if behaviour == "below":
        label, code = ("Sangat Kurang", 5) if work == "below" else ("Kurang", 4)
    elif work == "below":
        label, code = "Butuh Perbaikan", 3
    elif work == behaviour == "above":
        label, code = "Sangat Baik", 1
    else:
        label, code = "Baik", 2
    order = ["above", "meets", "below"]
    return {
        "predicate": label,
        "siasn_code": code,
        "work_result_siasn_code": order.index(work) + 1,
        "behaviour_siasn_code": order.index(behaviour) + 1,
    }


def perbkn_3_2023(given):
    coefficients = {
        "pemula": F(15, 4), "terampil": F(5), "mahir": F(25, 2), "penyelia": F(25),
        "ahli_pertama": F(25, 2), "ahli_muda": F(25), "ahli_madya": F(75, 2), "ahli_utama": F(50),
    }  # fmt: skip
    shares = {
        "Sangat Baik": F(3, 2), "Baik": F(1), "Cukup": F(3, 4), "Butuh Perbaikan": F(3, 4), "Kurang": F(1, 2),
        "Sangat Kurang": F(1, 4),
    }  # fmt: skip
    rows = [
        rounded(F(int(row["months"]), 12) * shares[row["predicate"]] * coefficients[row["level"]])
        for row in given["periods"]
    ]
    return {"periods": rows, "sum": rounded(sum(map(F, rows), F(0)))}
