"""Random inputs of `manage.py score`, as plain values that JSON can hold."""

from hypothesis import strategies as st


def numbers(lowest, highest, places=2):
    """Numbers as text, with up to so many decimals."""
    return st.decimals(lowest, highest, places=places, allow_nan=False).map(lambda value: f"{value:f}")


above_zero = numbers("0.01", "9999")
zero_or_more = numbers(0, 9999)
hundred = numbers(0, 100)


def measure(targets=above_zero, realisations=zero_or_more):
    return st.fixed_dictionaries({"target": targets, "realised": realisations})


# Near its target, where the branches meet.
near = st.integers(1, 12).flatmap(
    lambda target: st.fixed_dictionaries({"target": st.just(str(target)), "realised": numbers(0, 2 * target)})
)
pp46_activities = st.lists(
    st.fixed_dictionaries(
        {"quantity": measure(), "quality": measure(), "time": near},
        optional={"cost": near | measure(zero_or_more)},
    ),
    min_size=1,
    max_size=5,
)
pp46_behaviour = st.fixed_dictionaries(
    dict.fromkeys(("service_orientation", "integrity", "commitment", "discipline", "cooperation"), hundred)
)
pp46_inputs = st.fixed_dictionaries(
    {"activities": pp46_activities},
    optional={
        "additional_tasks": st.integers(0, 10),
        "creativity": st.sampled_from(["0", "3", "6", "12"]),
        "behaviour": pp46_behaviour
        | st.builds(lambda five, sixth: five | {"leadership": sixth}, pp46_behaviour, hundred),
    },
)

# Whole and half per cents of a target of 200, where the bands meet, beside anything at all.
percents = st.integers(0, 500).map(str)
goals = st.just("200") | above_zero
ranges = st.lists(st.integers(0, 300), min_size=2, max_size=2).map(lambda bounds: [str(b + 1) for b in sorted(bounds)])
p8_indicators = st.lists(
    st.fixed_dictionaries(
        {
            "target": goals | ranges,
            "realised": percents | numbers(-50, 9999),
            "direction": st.sampled_from(["higher", "lower"]),
        },
        optional={"maximum": st.booleans()},
    ),
    min_size=1,
    max_size=5,
)
p8_additional = st.lists(
    st.fixed_dictionaries(
        {
            "category": st.sampled_from(["Sangat Baik", "Baik", "Cukup", "Kurang", "Sangat Kurang"]),
            "scope_weight": st.sampled_from(["1", "2", "3"]),
            "value": numbers(0, 120),
        }
    ),
    max_size=6,
)
p8_behaviour = st.dictionaries(
    st.sampled_from(["service_orientation", "commitment", "initiative", "cooperation", "leadership"]),
    numbers(0, 120),
    min_size=1,
)
p8_inputs = st.fixed_dictionaries(
    {},
    optional={
        "indicators": p8_indicators,
        "additional": p8_additional,
        "behaviour": p8_behaviour,
        "peers_used": st.booleans(),
        "new_idea": st.booleans(),
    },
) | st.fixed_dictionaries({"total": numbers(0, 130)}, optional={"new_idea": st.booleans()})

credit_periods = st.lists(
    st.fixed_dictionaries(
        {
            "level": st.sampled_from(
                ["pemula", "terampil", "mahir", "penyelia", "ahli_pertama", "ahli_muda", "ahli_madya", "ahli_utama"]
            ),
            "predicate": st.sampled_from(
                ["Sangat Baik", "Baik", "Cukup", "Butuh Perbaikan", "Kurang", "Sangat Kurang"]
            ),
            "months": st.integers(1, 12),
        }
    ),
    min_size=1,
    max_size=8,
)
