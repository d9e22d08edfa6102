"""Lesson 2: where the hours go."""

from lms.demo.material import (
    LGA,
    Lesson,
    audio,
    bullets,
    checklist,
    heading,
    key_points,
    note,
    question,
    right,
    text,
    wrong,
)

TRANSCRIPT = (
    "<p>It is a quarter to ten on a Wednesday evening. The planning committee has just finished, and "
    "councillor Beth Walker is looking for her bicycle.</p>"
    "<p>She has sat for two and a half hours. She has listened to two neighbours, a developer and a very "
    "patient planning officer. She voted, and half the room went home cross.</p>"
    "<p>Tomorrow she starts work at eight. On the way she will ring about a bedroom wall that is black "
    "with mould.</p>"
    "<p>Nobody will write about either in the newspaper. This lesson is about evenings like that one, and "
    "about whether they would fit into your week.</p>"
    "<p><i>Beth is made up for this course, and the voice is made by a computer.</i></p>"
)

LESSON = Lesson(
    title="A week in the life",
    slug="a-week-in-the-life",
    introduction=(
        "Twenty-two hours a week is what councillors said when they were asked. Here is where such hours "
        "go, evening by evening, so that you can hold them against your own week before you say yes."
    ),
    minutes=10,
    narration=("week-read-aloud.mp3", "week-read-aloud.vtt"),
    body=[
        audio("Wednesday, a quarter to ten", "wednesday.mp3", transcript=TRANSCRIPT, minutes=1),
        heading("Twenty-two hours"),
        note(
            "Where the number comes from",
            "Councillors spend about 22 hours a week on the role, according to the 2018 census of "
            "councillors. They receive an allowance, which is not a salary.",
            publisher=LGA,
        ),
        text(
            "That is close to three working days, and much of it falls in the evening. Treat the number as "
            "a middle: a cabinet member’s week is longer, a quiet week in August is shorter, and every "
            "councillor’s is longer while the budget is being made.",
        ),
        heading("One week, day by day"),
        text(
            "Beth Walker is not real. Her week is put together from ordinary ones.",
            bullets(
                "<b>Monday, 7 to 9 pm: group meeting.</b> The group talks about parking charges for forty "
                "minutes. Beth argues against the rise and loses. When it comes to council she will vote "
                "with the group.",
                "<b>Tuesday, lunch hour: e-mail.</b> Eleven messages. Three are about one overgrown alley. "
                "One is from a mother whose son’s bedroom wall is black with mould. Beth rings the housing "
                "office before her break ends.",
                "<b>Wednesday, 7 to 9.30 pm: planning committee.</b> Nine flats on the old dairy site. She "
                "read the report on Sunday. She keeps an open mind until the debate is over, then votes on "
                "planning grounds.",
                "<b>Thursday: nothing.</b> Her daughter asked for Thursdays, and Beth has kept them.",
                "<b>Friday, on the train: reading.</b> Papers for the scrutiny committee’s look at adult "
                "social care. She writes two questions in the margin.",
                "<b>Saturday, 10 to noon: ward surgery.</b> Open hours at the library, where anyone can "
                "bring a problem. Four people come; one of them mainly wants to be listened to. Then an hour "
                "of knocking on doors in Tanner Street with two other members.",
                "<b>Sunday evening: catching up.</b> She notes what she promised, to whom and by when.",
            ),
        ),
        heading("Casework"),
        text(
            "<b>Casework</b> is the name for the problems that residents bring you. You will mend few of "
            "them yourself. You find the officer who can, give them an address, dates and photographs, and "
            "ask by when. Then you tell the resident what happened, and you do that when the answer is no "
            "as well.",
            "People forgive a no. They rarely forgive silence. A councillor who writes “Still nothing, I "
            "have chased it again today” keeps more trust than one who goes quiet until there is good news.",
        ),
        question(
            "damp",
            "multiple",
            "Mrs Ali rents from the council and her ceiling is wet. Which of these belong in your first "
            "reply? Choose every one that does.",
            right(
                "Which officer you have asked, and for what",
                "She can see that something has moved, and she has a name to mention if she rings.",
            ),
            wrong(
                "A promise that she will be moved to another flat",
                "That is not yours to promise. Officers decide it under rules that treat everyone on the "
                "list alike.",
            ),
            right(
                "The day on which she will hear from you again",
                "A date turns waiting into something she can bear, and it keeps you honest.",
            ),
            right(
                "A request for photographs and the date it began",
                "Facts move a repair along faster than adjectives do.",
            ),
            wrong(
                "What you think of the housing department",
                "It may be forwarded by teatime, and the officer who reads it is the one whose help she "
                "needs.",
            ),
            explanation="Say what you did, what you need and when she will hear. Promise only your part.",
        ),
        heading("Money, work and home"),
        text(
            "Each council sets its own allowances and publishes them; look yours up. Extra duties, such as "
            "a seat in the cabinet, bring extra. Ask whether the council helps with travel and with the cost "
            "of caring for somebody while you are at meetings.",
            "Talk to your employer before you apply: which meetings are in the daytime, and what would they "
            "agree to? If you receive benefits, get advice about what an allowance would change. And ask the "
            "people you live with which evening is theirs.",
        ),
        key_points(
            "What to keep",
            "Plan for about 22 hours a week, and expect much of it in the evening.",
            "Answer people even when there is nothing new to say.",
            "Give one evening away before the job takes it.",
        ),
        checklist(
            "my-week",
            "Your own week",
            "I have drawn next week on one sheet and marked the hours I could give.",
            "I have agreed with the people I live with which evening stays free.",
            "I have looked up my council’s allowances.",
            "I have asked one serving councillor what last week was really like.",
            introduction="Nobody sees these ticks but you.",
        ),
    ],
)
