"""Lesson 10: two or three minutes in front of the branch."""

from lms.demo.material import (
    Lesson,
    checklist,
    heading,
    key_points,
    note,
    question,
    right,
    text,
    work,
    writing,
    wrong,
)

LESSON = Lesson(
    title="The speech",
    slug="the-speech",
    introduction=(
        "A few minutes in front of people who have come out on a cold evening and have heard two others "
        "already. They will remember one thing you said. This lesson is about choosing which."
    ),
    minutes=14,
    body=[
        heading("Choose the one thing"),
        text(
            "Before you write a line, finish this sentence: <i>“When they talk about me on the way home, I "
            "want them to say that …”</i> It might be “she got that lift mended”, or “he’ll be on our doors "
            "until May”. Write it at the top of the page. Whatever does not serve it stays out, however true "
            "it is.",
            "Then ask how long you have. A minute is about 150 words, so three minutes are three times "
            "the statement that you wrote in lesson 8. Time yourself: if you speak slowly, write less.",
        ),
        heading("Four parts"),
        text(
            "<ol><li><b>Begin in a place.</b> “Last January the lift at Kestrel House had been out for "
            "nine weeks. Mrs Begum on the seventh floor had not been to the shops since Christmas.” Thank "
            "the chair first if it is the custom, and keep your name for the second sentence. They have it "
            "on the paper.</li><li><b>What we did.</b> The story from your statement, with the people in "
            "it. Say <i>we</i> where it was we.</li><li><b>What I would do.</b> Two things within the "
            "council’s power. Give each of them a street.</li><li><b>What I ask of you.</b> Their vote, in "
            "so many words, and one thing to do together afterwards: “Come out with me on Saturday at ten, "
            "from the library steps.”</li></ol>",
            "The last part is the one that people leave out. They have come to choose somebody, and they "
            "like to be asked.",
        ),
        note(
            "Mrs Begum",
            "The people in your examples are real. Ask them, change what they would not want told in a room, "
            "and never use someone who cannot say no to you.",
        ),
        question(
            "opening",
            "single",
            "Which opening would make you look up from your telephone?",
            wrong(
                "“Good evening, friends and members. For those who don’t know me, my name is Sam, and I’m "
                "delighted to be here tonight.”",
                "Twenty words, and nothing has happened yet. Say thank you in four.",
            ),
            right(
                "“At twenty past seven every evening, forty people walk home from the hospital along a road "
                "without a pavement.”",
                "We can see it, and we want to know what you did about it.",
            ),
            wrong(
                "“Local government finance is in a sorry state, and the formula is unfair.”",
                "Perhaps so. But it could be said in any town, by anybody, and nobody can picture it.",
            ),
            explanation="Begin where something can be seen.",
        ),
        heading("Write for the ear"),
        text(
            "Short sentences. One thought in each. Words that you would use over the fence: <i>home</i> for "
            "<i>dwelling</i>, <i>bus</i> for <i>transport provision</i>. Two numbers at most, and turn them "
            "into people if you can: nine weeks is a number, “since Christmas” is a winter.",
            "Write it in full once, so that you know how long it is. Then carry only the first sentence, the "
            "last sentence and four words in between, on one card. You will look at the room, and the room "
            "will look back.",
        ),
        writing(
            "opening-minute",
            "Your first sixty seconds",
            "Write the beginning of your speech, about 150 words. Start in a place. It is saved as "
            "you write and only you can see it. This one is yours to do or to leave; the lesson counts "
            "without it.",
            least_words=60,
            most_words=180,
        ),
        heading("Stand up and say it"),
        text(
            "Say it aloud three times: once to a wall, once to your telephone’s recorder, once to a person. "
            "Listen to the recording for one thing only, the speed. Almost everyone is too fast. A breath "
            "after each part is enough to mend that.",
            "If your hands shake, hold the card in both and rest them on something. If your voice shakes, "
            "stop and take a mouthful of water; to the room it looks like confidence. If you stand with a "
            "stick, use a chair, or speak with an interpreter, tell the chair beforehand how you want the "
            "room to be.",
        ),
        work(
            "speech",
            "Your three minutes",
            "Send the whole speech to the person who reads with you: as a text, or said aloud into your "
            "telephone. You need not have been chosen anywhere. They answer with one thing that works and "
            "one thing to do next, and you may send it again as often as you like.",
            rubric={
                "Begins in a place": ("speaks about a subject", "names a place", "lets us see the place"),
                "What you would do": ("wishes for it", "says what", "says what, and what it takes"),
                "Asks for the vote": ("stops", "asks", "asks, and stops there"),
            },
            most_words=480,
            takes_recordings=True,
        ),
        heading("The questions afterwards"),
        text(
            "Someone will ask the thing you hoped they would not. Thank them, answer in two sentences, stop. "
            "If the question is really a speech, find the part that you agree with and say so. And if you "
            "are asked about another candidate, say something good about them. You may be knocking on doors "
            "together next week.",
        ),
        question(
            "end",
            "true_false",
            "You should end your speech by asking members for their vote.",
            right("True", "Ask in so many words, and then stop. It is why everyone has come."),
            wrong(
                "False",
                "Many people feel shy about it. But a room that has come to choose likes to be asked.",
            ),
            explanation="“I would like your vote tonight” is a complete last sentence.",
        ),
        heading("Where you are now"),
        text(
            "You know which council it is, what the week looks like and what a councillor can change. You "
            "have read both lists, you know whom to ask for this year’s timetable, you have walked a ward, "
            "and the dates are in your calendar. You have a statement, three cards and the start of a "
            "speech. That is more than most people bring. Whether they choose you is up to them, and this "
            "work keeps: for the next ward, for a by-election, for another year.",
        ),
        key_points(
            "What to keep",
            "One thing they will say about you on the way home.",
            "Begin in a place; end by asking.",
            "Aloud, three times.",
        ),
        checklist(
            "spoken",
            "Before the evening",
            "I have finished the sentence about the way home.",
            "I have said the speech aloud to one person, with a watch.",
            "I have asked everyone whose story I tell.",
            "I know how many minutes I have, and who chairs.",
        ),
    ],
)
