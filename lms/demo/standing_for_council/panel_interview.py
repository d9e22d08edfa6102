"""Lesson 9: the interview, rehearsed."""

from lms.demo.material import (
    Lesson,
    bullets,
    checklist,
    heading,
    key_points,
    note,
    question,
    quotation,
    right,
    text,
    wrong,
)

LESSON = Lesson(
    title="The panel interview",
    slug="the-panel-interview",
    introduction=(
        "Three people, a list of questions and perhaps a glass of water. You can guess most of what they "
        "will ask, which means that you can prepare most of what you will say. An hour this week, half of "
        "it aloud, is usually enough to stop your knees."
    ),
    minutes=14,
    body=[
        heading("The room"),
        text(
            "You will usually meet three people from your party, in a room or on a screen. They put the same "
            "questions to everybody, so that people can be compared fairly. It explains why they may look "
            "stern: they are writing, and they are trying not to help one person more than the next.",
            "They have your form in front of them. They want to know three things. Do you understand the "
            "job? Can you work with other people, those who annoy you included? Will you do what you say, on "
            "a wet Tuesday, year after year?",
        ),
        heading("Questions to expect"),
        text(
            "The wording changes and the subjects seldom do:",
            bullets(
                "Why do you want to be a councillor, and why now?",
                "What does a councillor do in a week? (Lesson 2.)",
                "Tell us about something you changed together with other people.",
                "What would you do about a problem in this ward, and what can the council really do about "
                "it? (Lesson 3.)",
                "The group decides against you. What do you do?",
                "How much time do you have? What happens at work, or at home, when there is a meeting?",
                "Is there anything in your past, or online, that could embarrass you or the party?",
            ),
            "Answer the last one truthfully, and before you are asked a second time. A thing you mention is "
            "a thing they can weigh. A thing they find is a thing you hid.",
        ),
        heading("Four sentences for each story"),
        text(
            "Pick three things from the list you made in lesson 8. For each of them, write four sentences on "
            "a card: <b>what was wrong</b>, <b>what you did</b>, <b>who did it with you</b>, <b>what changed "
            "or what you learned</b>. Three cards answer most of the questions above, because a good story "
            "about damp is also a story about patience, about officers and about time.",
            "Choose one card on which things went badly. “We lost the youth club. I had left it to the week "
            "before the budget. The next year we began in September, and we kept the library” is a better "
            "answer than any victory, since it shows a person who can be taught.",
        ),
        quotation(
            "The best answer I ever heard began with “I got that wrong”. We all put our pens down.",
            who="Jo Morris",
            role="a councillor made up for this course",
        ),
        question(
            "group",
            "single",
            "“The group votes to close the leisure centre in your ward. What do you do?” Which answer is "
            "strongest?",
            wrong(
                "“I would vote against. My ward comes first.”",
                "Brave, and it leaves them wondering what you would do the next time. Say first what you "
                "would do before the vote.",
            ),
            wrong(
                "“I would vote with the group, whatever it was.”",
                "Loyal, but they have not heard you fight for anybody.",
            ),
            right(
                "“I would make the case in the group with figures and look for another way. If I lost, I "
                "would keep to the decision and explain it to my residents myself.”",
                "It has argument, loyalty and the courage to face people. If there is a point at which "
                "you could not, say where it lies and that you would tell the whip beforehand.",
            ),
            explanation="They are asking how you lose. Everyone does, most weeks.",
        ),
        heading("On the day"),
        text(
            "Take the cards in with you; hardly anybody minds. If you do not know something, say so and say "
            "how you would find out. If you lose the thread, stop, breathe out and ask for the question "
            "again. Speak for a minute or so and then stop. A pause is theirs to fill.",
            "On a screen, put the camera at the height of your eyes and the cards just below it. Have the "
            "telephone number of the organiser on paper in case the line drops.",
            "At the end they usually ask whether you have a question. Have one about the ward: “What would "
            "you most like the next councillor for Canal Side to know?”",
        ),
        note(
            "If you need something to be different",
            "A step-free room, a later hour because of the children, questions on paper, a sign-language "
            "interpreter: ask as soon as you have the date. It is an ordinary request, and early is easier "
            "for everybody.",
        ),
        question(
            "unknown",
            "multiple",
            "They ask about the council’s housing debt, and you do not know. What helps? Choose all that do.",
            right(
                "Saying that you do not know",
                "Panels know when people are inventing, and you save a minute.",
            ),
            right(
                "Saying where you would look, or whom you would ask",
                "Councillors meet new subjects every week. How they find out is the skill.",
            ),
            wrong("Giving a figure that sounds about right", "One of them may know the real one."),
            wrong(
                "Saying that figures are a matter for officers",
                "Officers advise. It is councillors who vote on the budget.",
            ),
            right(
                "Saying what you do know about housing in the ward",
                "A sentence of it helps, if it is true and fits the question.",
            ),
            explanation="I don’t know, here is how I would find out, and here is what I have seen.",
        ),
        heading("Rehearse aloud"),
        text(
            "Reading your cards is not rehearsing. Ask one person to sit opposite and read you five of the "
            "questions in any order, without smiling. Answer aloud. Then swap. The first time is dreadful, "
            "and that is what it is for: better in your kitchen than there.",
        ),
        key_points(
            "What to keep",
            "Three stories on three cards, one of them about a failure.",
            "Answer for a minute, then stop.",
            "Say aloud what you might be asked about before they find it.",
        ),
        checklist(
            "rehearse",
            "One hour this week",
            "I have three cards with four sentences each.",
            "I have answered five questions aloud to another person.",
            "I have a truthful answer about time, work and home.",
            "I have one question for them about the ward.",
        ),
    ],
)
