"""The course “Standing for council”: three modules, ten lessons, one file each."""

from lms.demo.material import CourseMaterial, Module
from lms.demo.standing_for_council import (
    can_i_stand,
    council_you_would_join,
    finding_your_ward,
    how_selection_works,
    panel_interview,
    papers_money_dates,
    the_speech,
    week_in_the_life,
    what_you_can_change,
    your_application,
)

COURSE = CourseMaterial(
    title="Standing for council",
    slug="standing-for-council",
    summary=(
        "What a councillor really does, whether you can stand, and how to be chosen. Ten lessons of an "
        "evening’s length, each with something to do this week."
    ),
    description=(
        "<p>This course is for members who have wondered whether the council might be for them, and for "
        "those who have decided and want to be ready. You need no experience. You can read it on a phone, "
        "stop anywhere, and go on from the same place.</p>"
        "<p>Afterwards you can:</p>"
        "<ul><li>say which council you would join, how it decides, and what one councillor can change;</li>"
        "<li>tell whether you can stand, and whom to ask where you are unsure;</li>"
        "<li>find out this year’s way to selection where you live, with its dates;</li>"
        "<li>send a statement of 150 words, sit an interview and make a speech.</li></ul>"
        "<p>The law on elections is that of England unless a note says otherwise. Every statement of law "
        "names its source and the day on which it was last checked. It is not legal advice.</p>"
    ),
    modules=[
        Module(
            title="What a councillor does",
            slug="what-a-councillor-does",
            summary="The council, the week and the limits: what you would be saying yes to.",
            lessons=[council_you_would_join.LESSON, week_in_the_life.LESSON, what_you_can_change.LESSON],
        ),
        Module(
            title="Can I stand, and how selection works",
            slug="can-i-stand-and-selection",
            summary="Who may stand, who chooses, where, and by which day.",
            lessons=[
                can_i_stand.LESSON,
                how_selection_works.LESSON,
                finding_your_ward.LESSON,
                papers_money_dates.LESSON,
            ],
        ),
        Module(
            title="Preparing to stand",
            slug="preparing-to-stand",
            summary="A statement, an interview and a speech that are yours.",
            lessons=[your_application.LESSON, panel_interview.LESSON, the_speech.LESSON],
        ),
    ],
)
