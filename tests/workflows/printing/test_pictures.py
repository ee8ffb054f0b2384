"""Marks, bars, days, months, chains and tables: exact markup, values in attributes, everything escaped."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from workflows.printing.pictures import bars, chains, days, marks, months, tables

NB = "\u00a0"
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # 13.00 in Jakarta


@pytest.fixture(autouse=True)
def english(settings):
    settings.TIME_ZONE = "Asia/Jakarta"
    with translation.override("en"):
        yield


def test_a_tag_has_a_known_colour_or_none():
    assert marks.tag("Disahkan", "green") == '<span class="tag tag-green">Disahkan</span>'
    assert marks.tag("Rancangan") == '<span class="tag">Rancangan</span>'
    assert marks.tag("<b>", 'x" onclick="') == '<span class="tag">&lt;b&gt;</span>'


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), '<span class="tag due tag-red">2 working days late</span>'),
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), '<span class="tag due tag-red">1 working day late</span>'),
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), '<span class="tag due tag-amber">Due today</span>'),
        (datetime(2026, 11, 25, 9, 0, tzinfo=UTC), '<span class="tag due tag-amber">Due tomorrow</span>'),
        (date(2026, 11, 26), f'<span class="tag due tag-green">Due Thursday, 26{NB}November</span>'),
        (date(2027, 1, 4), f'<span class="tag due tag-green">Due Monday, 4{NB}January 2027</span>'),
        (
            NOW - timedelta(hours=1),
            f'<span class="tag due tag-red">Past due since Tuesday, 24{NB}November</span>',
        ),
    ],
)
def test_a_due_date_says_how_urgent_it_is(due, expected):
    assert marks.due_tag(due, NOW) == expected


def test_the_office_calendar_counts_when_it_is_given():
    assert "5 working days late" in marks.due_tag(date(2026, 11, 10), NOW, working_days_late=5)
    assert "tag-amber" in marks.due_tag(date(2026, 11, 30), NOW, working_days_left=1)
    assert marks.due_tag(None, NOW) == ""


def test_a_due_date_at_the_head_of_a_page_is_full():
    expected = f'<span class="tag due tag-amber">Due tomorrow, Wednesday, 25{NB}November 2026</span>'
    assert marks.due_tag(date(2026, 11, 25), NOW, full=True) == expected


def test_due_words_in_indonesian():
    with translation.override("id"):
        assert "Terlambat 2 hari kerja" in marks.due_tag(date(2026, 11, 20), NOW)
        assert "Batas hari ini" in marks.due_tag(date(2026, 11, 24), NOW)
        assert "Batas besok" in marks.due_tag(date(2026, 11, 25), NOW)
        assert f"Batas Kamis, 26{NB}November" in marks.due_tag(date(2026, 11, 26), NOW)


def test_a_bar_takes_its_values_from_attributes():
    assert bars.bar("7 of 30", 7, 4, 1, total=30, tick="24.3") == (
        '<svg class="bar" role="img" aria-label="7 of 30"><rect class="bg" width="100%" height="100%"/>'
        '<rect class="a" x="0%" width="23.33%" height="100%"/>'
        '<rect class="b" x="23.33%" width="13.33%" height="100%"/>'
        '<rect class="c" x="36.66%" width="3.33%" height="100%"/>'
        '<line class="tick" x1="81%" x2="81%" y1="0" y2="100%"/></svg>'
    )


def test_a_bar_never_leaves_its_frame():
    full = bars.bar("x", 40, 10, total=30)
    assert '<rect class="a" x="0%" width="100%" height="100%"/>' in full
    assert 'class="b"' not in full
    assert '<rect class="a"' not in bars.bar("nothing", 0, total=0)


def test_a_bar_escapes_its_label():
    assert 'aria-label="&quot;&gt;&lt;script&gt;"' in bars.bar('"><script>', 1)


def test_key_names_each_colour():
    assert bars.bar_key([("a", "7 done"), ("tick", "should be 24")]) == (
        '<ul class="key"><li><svg viewBox="0 0 16 16" aria-hidden="true">'
        '<rect class="a" width="16" height="16" rx="3"/>'
        '</svg>7 done</li><li><svg viewBox="0 0 16 16" aria-hidden="true">'
        '<line class="tick" x1="8" x2="8" y1="0" y2="16"/>'
        "</svg>should be 24</li></ul>"
    )


def test_a_new_week_leaves_a_gap():
    week = [date(2026, 11, 5), date(2026, 11, 6), date(2026, 11, 9), date(2026, 11, 10)]
    assert days.positions(week) == [0, 21, 50, 71]


def test_each_state_of_a_day_has_its_shape():
    strip = days.days_strip(
        "Ghaliyati", [(date(2026, 11, 2), "on"), (date(2026, 11, 3), "none"), (date(2026, 11, 4), "away"),
                      (date(2026, 11, 5), "late"), (date(2026, 11, 6), "now"), (date(2026, 11, 9), "future")]
    )  # fmt: skip
    assert strip == (
        '<svg viewBox="0 0 378 18" role="img" aria-label="Ghaliyati: 1 on the day, 1 late, 1 missing, '
        '1 absent or on duty elsewhere"><rect class="d-on" x="0" y="0" width="18" height="18" rx="3"/>'
        '<rect class="d-none" x="22" y="1" width="16" height="16" rx="3"/>'
        '<path class="d-cross" d="M26 5l8 8m0-8l-8 8"/>'
        '<circle class="d-away" cx="51" cy="9" r="4"/>'
        '<rect class="d-late" x="63" y="9" width="18" height="9" rx="2"/>'
        '<rect class="d-now" x="85" y="1" width="16" height="16" rx="3"/></svg>'
    )


def test_the_ruler_stands_over_the_marks():
    ruler = days.days_ruler([date(2026, 11, 6), date(2026, 11, 9)])
    assert '<text x="9" y="11">6</text><text x="38" y="11">9</text>' in ruler
    assert 'aria-hidden="true"' in ruler


def test_month_chart_says_its_figures_and_scales_to_the_highest():
    chart = months.month_chart("Target 2026", [(1, 30, 15), (2, 30, None)], "usulan", current=2)
    assert '<desc id="m-d">January: target 30 usulan, reached 15 usulan. February: target 30 usulan.</desc>' in chart
    assert chart.count('class="plan"') == 2
    assert '<rect class="a" x="115.0" y="118" width="28.0" height="88"/>' in chart
    assert chart.count('class="tick"') == 1
    assert ">January</text>" in chart


def test_a_whole_year_is_labelled_by_first_letters():
    chart = months.month_chart("x", [(month, 1, 0) for month in range(1, 13)])
    assert ">J</text>" in chart
    assert "January</text>" not in chart


def test_an_empty_chart_is_drawn_without_bars():
    assert "<rect" not in months.month_chart("x", [(1, 0, None)])


def test_a_chain_marks_where_it_is_and_where_nobody_is():
    drawn = chains.chain(
        [
            {"name": "A", "small": "Submits", "tag": "Done", "colour": "green", "state": "done"},
            {"name": "B", "state": "now"},
            {"name": "<i>", "state": "gap", "tag": "Gap", "colour": "red"},
            {"name": "D", "state": "wrong"},
        ]
    )
    assert drawn == (
        '<ol class="chain chain-stairs"><li class="done"><b>A</b><span class="small quiet">Submits</span>'
        '<br><span class="tag tag-green">Done</span></li><li class="now" aria-current="step"><b>B</b></li>'
        '<li class="gap"><b>&lt;i&gt;</b><br><span class="tag tag-red">Gap</span></li><li><b>D</b></li></ol>'
    )


def test_the_history_shows_both_names_where_somebody_acted_for_another():
    drawn = chains.timeline(
        [
            {
                "what": "Approved", "by": "Ophelia", "post": "Plh Kepala Bidang", "acting": True,
                "principal": "On behalf of Siti Pratama.", "at": datetime(2026, 11, 24, 6, 54, tzinfo=UTC),
            },
            {"what": "Returned", "by": "Siti", "post": "Kepala", "quote": "No <b>.", "at": date(2026, 11, 13)},
        ]
    )  # fmt: skip
    assert drawn == (
        '<ol class="timeline"><li class="acting"><p><b>Approved</b> by Ophelia</p><p class="small">'
        '<span class="tag tag-acting">Plh Kepala Bidang</span></p><p class="small">On behalf of Siti Pratama.</p>'
        f'<time datetime="2026-11-24T13:54">24{NB}November 2026, 13.54</time></li><li><p>'
        f"<b>Returned</b> by Siti, Kepala</p>"
        f'<q>No &lt;b&gt;.</q><time datetime="2026-11-13">13{NB}November 2026</time></li></ol>'
    )


def test_a_table_from_values_carries_roles_and_labels():
    drawn = tables.cards_table("Caption", ["Name", ("Empty", "n")], [["A & B", 6]], foot=["Total", 6])
    assert drawn == (
        '<table class="t t-cards" role="table"><caption>Caption</caption><thead role="rowgroup"><tr role="row">'
        '<th role="columnheader" scope="col">Name</th><th role="columnheader" scope="col" class="n">Empty</th>'
        "</tr></thead>"
        '<tbody role="rowgroup"><tr role="row"><th role="rowheader" scope="row">A &amp; B</th>'
        '<td role="cell" class="n" data-label="Empty">6</td></tr></tbody><tfoot role="rowgroup"><tr role="row">'
        '<th role="rowheader" scope="row">Total</th><td role="cell" class="n" data-label="Empty">6</td></tr>'
        "</tfoot></table>"
    )


def test_a_hand_written_table_gets_roles_and_labels():
    plain = (
        '<table class="t t-cards"><thead><tr><th>Name</th><th class="n">Days &amp; <b>hours</b></th></tr></thead>'
        '<tbody><tr><th>A</th><td class="n">6</td></tr></tbody></table>'
    )
    assert tables.with_roles(plain) == (
        '<table role="table" class="t t-cards"><thead role="rowgroup"><tr role="row">'
        '<th role="columnheader" scope="col">'
        'Name</th><th role="columnheader" scope="col" class="n">Days &amp; <b>hours</b></th></tr></thead>'
        '<tbody role="rowgroup"><tr role="row"><th role="rowheader" scope="row">A</th>'
        '<td role="cell" data-label="Days &amp; hours" class="n">6</td></tr></tbody></table>'
    )
