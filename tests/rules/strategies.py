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
