import datetime as dt

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone

from lms.pages.blocks import PageBody
from lms.pages.templatetags import components


def render(source, request=None, **context):
    return engines["django"].from_string(source).render(context, request)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(None, ""), (1, "1 minute"), (12, "12 minutes"), (60, "1 hour"), (110, "1 h 50"), (125, "2 h 05"),
     (360, "6 hours")],
)  # fmt: skip
def test_duration_says_minutes_as_people_do(minutes, words):
    assert components.duration(minutes) == words


def test_on_date_names_the_year_only_when_it_is_not_this_one(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: dt.date(2027, 1, 5))

    assert components.on_date(dt.date(2027, 3, 8)) == "Monday 8 March"
    assert components.on_date(dt.date(2026, 11, 3)) == "Tuesday 3 November 2026"
    assert components.on_date(None) == ""


def test_at_time_is_shown_in_the_zone_of_the_reader(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: dt.date(2027, 1, 5))
    summer = dt.datetime(2027, 6, 21, 18, 0, tzinfo=dt.UTC)

    assert components.at_time(summer) == "Monday 21 June, 19:00"


def test_short_day_names_the_weekday_only_within_the_week(monkeypatch):
    monkeypatch.setattr(components.timezone, "localdate", lambda: dt.date(2027, 3, 10))

    assert components.short_day(dt.date(2027, 3, 8)) == "Mon 8"
    assert components.short_day(dt.date(2027, 3, 2)) == "2 Mar"
    assert components.short_day(None) == ""


def test_long_date_takes_a_date_or_its_iso_text_and_nothing_else():
    assert components.long_date("2026-11-03") == "3 November 2026"
    assert components.long_date(dt.date(2026, 11, 3)) == "3 November 2026"
    assert components.long_date("soon") == ""
    assert components.long_date(None) == ""


def test_telephone_keeps_what_a_telephone_dials():
    assert components.telephone("+44 (0)20 7946 0000") == "+442079460000"
    assert components.telephone("020 7946 0000") == "02079460000"


LINE = '{% include "components/line.html" with stops=stops label="The way" only %}'


def test_line_is_an_ordered_list_with_the_states_in_words():
    stops = [
        {"label": "Accepted", "state": "done", "note": "2 February"},
        {"label": "Training", "state": "here", "href": "/my/"},
        {"label": "Panel", "state": "next"},
        {"label": "Nominated", "state": "missed"},
        {"label": "Elected", "state": "later"},
    ]

    html = render(LINE, stops=stops)

    assert html.count("<li") == 5
    assert '<ol class="line line--auto ' in html
    assert 'aria-label="The way"' in html
    assert html.count('aria-current="step"') == 1
    for word in ("(done)", "(you are here)", "(next)", "(missed)", "(later)"):
        assert html.count(word) == 1
    assert '<a class="stop__label" href="/my/">Training</a>' in html


def test_line_of_parts_holds_a_list_for_each_part():
    stops = [{"label": "What a councillor does", "stops": [{"label": "A week", "state": "done"}]}]

    html = render(LINE, stops=stops)

    assert html.count("<ol") == 2
    assert 'aria-label="What a councillor does"' in html


def test_form_token_works_where_django_s_own_does_not():
    request = RequestFactory().get("/")

    html = render(
        '{% include "components/form.html" with form=form label="Send" only %}', request, form=forms.Form()
    )

    assert html.count('name="csrfmiddlewaretoken"') == 1


class _Form(forms.Form):
    name = forms.CharField(label="Your name", help_text="As on the certificate.")
    nation = forms.ChoiceField(
        label="Nation", choices=[("e", "England"), ("w", "Wales")], widget=forms.RadioSelect
    )
    adult = forms.BooleanField(label="I am 18 or over")


def test_form_errors_sum_up_and_lead_to_the_fields():
    html = render('{% include "components/form_errors.html" with form=form only %}', form=_Form({}))

    assert "3 things need another look" in html
    assert '<a href="#id_name">Your name: This field is required.</a>' in html
    assert '<a href="#id_nation">Nation: This field is required.</a>' in html
    assert "autofocus" in html
    assert 'role="alert"' in html


def test_form_without_errors_has_no_summary():
    html = render('{% include "components/form_errors.html" with form=form only %}', form=_Form())

    assert html.strip() == ""


def test_field_names_its_hint_and_its_error():
    html = render('{% include "components/field.html" with field=form.name only %}', form=_Form({}))

    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_choice_is_a_group_with_a_legend():
    html = render('{% include "components/field.html" with field=form.nation only %}', form=_Form())

    assert html.count("<fieldset") == 1
    assert html.count("<legend") == 1
    assert html.count('type="radio"') == 2


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("https://www.gov.uk/", "https://www.gov.uk/"),
        ("HTTP://www.gov.uk/", "HTTP://www.gov.uk/"),
        ("javascript:alert(1)", ""),
        (" JavaScript:alert(1)", ""),
        ("java\tscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//evil.example/", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_web_address_is_one_or_nothing(typed, shown):
    assert components.web_address(typed) == shown


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("callout", {"kind": "note", "title": "T", "source": "S", "source_url": "javascript:x"}),
        ("quotation", {"text": "x", "who": "W", "source_url": "javascript:x"}),
        ("video", {"title": "V", "embed_url": "javascript:x"}),
    ],
)
def test_draft_s_address_is_no_link_unless_it_is_one(kind, value):
    """In the admin's preview a script's address would run with the rights of whoever presses it."""
    shown = PageBody().to_python([{"type": kind, "value": value, "id": "a"}])[0].render()

    assert "javascript" not in shown
