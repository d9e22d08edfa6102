"""Lesson 8: the form, and the statement of 150 words."""

from lms.demo.material import (
    Lesson,
    bullets,
    checklist,
    download,
    heading,
    key_points,
    note,
    question,
    right,
    text,
    writing,
    wrong,
)

LESSON = Lesson(
    title="Your application",
    slug="your-application",
    introduction=(
        "Somebody will read your form on a Sunday evening with thirty others beside it. A hundred and fifty "
        "words are enough to be remembered by, if they are about things that happened. Today you write them."
    ),
    minutes=20,
    body=[
        heading("What the form asks"),
        text(
            "Forms differ, and yours may have boxes of another size. Most ask for three things: who you are, "
            "what you have done in the party and in your community, and why you want to be a councillor. The "
            "first takes ten minutes. The second and third are the statement, and everything later grows out "
            "of it: the interview asks about it, the speech tells it aloud.",
            "Before you write, make a list of <b>things you did</b>. Give yourself ten minutes and do not "
            "judge. The rota you sorted out. The time you rang the water company until somebody came. The "
            "year as treasurer of the allotments. People leave out most of what would count, because nobody "
            "called it politics at the time.",
        ),
        heading("From feeling to fact"),
        text(
            "Here is a sentence of the kind that readers have seen thirty times that evening:",
            "<i>“I am passionate about housing and have always wanted to make a difference in my "
            "community.”</i>",
            "And here is what its writer had really done:",
            "<i>“In January the lift at Kestrel House had been out for nine weeks. I collected twenty-six "
            "signatures, took three neighbours to the area meeting, and it was running by the end of "
            "February.”</i>",
            "The second needs no adjectives. It has a place, a date, a number, other people and an end. You "
            "know at once what its writer would be like as your councillor. Try each sentence of your own "
            "with one question: could anybody else on the list have written this? If so, it can go.",
        ),
        question(
            "better",
            "single",
            "Which sentence would you keep?",
            wrong(
                "“I have excellent communication skills and work well in a team.”",
                "Everybody writes this one. Show it by what you did and with whom.",
            ),
            right(
                "“When the food bank lost its hall, I rang eleven churches in two days and found it "
                "another.”",
                "There is a problem, an action and a result, and nobody else could have written it.",
            ),
            wrong(
                "“Our town deserves better than this tired administration.”",
                "It may be so, but it tells the reader nothing about you. Keep it for the campaign.",
            ),
            explanation="A place, a number, other people, an end.",
        ),
        heading("A shape that works"),
        text(
            "<ol><li><b>Where you stand in the place</b> (about 25 words). How long, which street, what you "
            "do all day. Plain facts.</li><li><b>One thing you did with others</b> (about 60 words). The "
            "best from your list, told as above.</li><li><b>What you would do as a councillor</b> (about 40 "
            "words). One or two things, both of them within the council’s power; lesson 3 tells you "
            "which.</li><li><b>A last sentence</b> (about 25 words). What members get if they choose "
            "you: time, skill, a promise you can keep.</li></ol>",
            "Write it too long first. Leave it overnight. Then cut the first sentence, which was you "
            "clearing your throat, and read the rest aloud. Where you run out of breath, put a full stop.",
        ),
        note(
            "Be careful with",
            bullets(
                "<b>Other people’s stories.</b> Ask before you use a neighbour’s troubles, and leave out the "
                "name.",
                "<b>Claims you cannot show.</b> A panel may ask local activists, or search social media. "
                "Let them find the same person.",
                "<b>Help from a computer program.</b> It writes the sentence that anybody could have "
                "written. Use it to count words.",
            ),
            kind="warning",
        ),
        download(
            "Worksheet: your 150-word statement",
            "statement-worksheet.pdf",
            "One A4 page to print or fill in: the list, the four parts, the last check.",
        ),
        writing(
            "statement",
            "Your 150-word statement",
            "Write your statement here: between 100 and 150 words. It is saved as you write and only you can "
            "see it. Use the four parts as a rail and leave them when you no longer need them.",
            bullets(
                "One thing that happened, with a place and a number.",
                "One or two things that a councillor can really do.",
            ),
            least_words=100,
            most_words=150,
            required=True,
        ),
        heading("Before you send it"),
        text(
            "Give it to two people: one who knows you, and one who does not know politics. Ask the first "
            "“What have I left out?” and the second “What did I do?” If the second cannot tell you, "
            "the facts are still hiding. Then check the dull things. The form has a closing date with an "
            "hour in it. Your phone number has the right number of digits. You have kept a copy, because at "
            "the interview they will have theirs in front of them.",
        ),
        question(
            "criteria",
            "true_false",
            "If the form lists the criteria that applicants are judged by, your statement should touch each "
            "of them.",
            right(
                "True",
                "Somebody goes down that list with a pen. A few words for each are enough; save most "
                "of the room for your one story.",
            ),
            wrong(
                "False",
                "Readers go down the list they were given. If one is missing in your text, they cannot "
                "guess it.",
            ),
            explanation="Write for the person with the list in front of them.",
        ),
        key_points(
            "What to keep",
            "List what you did before you write how you feel.",
            "A place, a date, a number, other people, an end.",
            "Cut the first sentence. Read the rest aloud.",
        ),
        checklist(
            "send",
            "Ready to send",
            "Two people have read it and told me what they understood.",
            "Every claim in it is one that I can show.",
            "I know the closing date and the hour.",
            "I have kept a copy.",
        ),
    ],
)
