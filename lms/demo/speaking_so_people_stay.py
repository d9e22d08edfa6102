"""A second course, still being written: what an editor sees of drafts and of the workflow."""

from lms.demo.material import (
    CourseMaterial,
    Lesson,
    Module,
    checklist,
    heading,
    key_points,
    question,
    right,
    text,
    wrong,
)

FIRST_MINUTE = Lesson(
    title="The first minute",
    slug="the-first-minute",
    introduction=(
        "People decide in the first minute whether they are listening. You can decide what that minute is "
        "made of."
    ),
    minutes=8,
    body=[
        heading("Arrive before you speak"),
        text(
            "Get there while the chairs are still being put out. Carry some. By the time you stand up you "
            "will have talked with four or five people, and the room will hold faces in place of an "
            "audience. Ask each of them what brought them out on such an evening. One of the answers may "
            "be a better beginning than the one in your pocket.",
            "Look at the room as well. Where will the light be? Can the back row hear the front row? Is "
            "there a loop for people who use hearing aids, and is it switched on? The person who finds "
            "that out at ten to seven is remembered kindly.",
        ),
        heading("Stand, look, wait"),
        text(
            "Stand with both feet on the floor. Look at one person near the back, then at one on the left, "
            "then at one on the right. Breathe out. It takes four seconds and feels like forty. In that time "
            "the talking stops by itself, so that nobody has to ask for quiet.",
            "Then say your first sentence, which you know by heart, to one person. It has a place in it and "
            "something that happened there. The second sentence goes to somebody else.",
        ),
        question(
            "quiet",
            "single",
            "You stand up and people are still talking. What is most likely to help?",
            wrong("Begin louder", "You will be competing with them for the rest of the evening."),
            right("Look at three people and wait", "Silence spreads if you leave room for it."),
            wrong("Tap a glass and ask for order", "It works once, and it makes you the teacher."),
            explanation="Four seconds. Count them.",
        ),
        key_points(
            "What to keep",
            "Arrive early and carry chairs.",
            "Look at three people before the first word.",
            "Know the first sentence by heart.",
        ),
        checklist(
            "try",
            "At your next meeting",
            "I was there before the chairs were out.",
            "I waited for four seconds before I spoke.",
        ),
    ],
)

QUESTIONS = Lesson(
    title="Questions from the floor",
    slug="questions-from-the-floor",
    introduction=(
        "The speech is yours. The questions belong to the room, and are where people make up their minds."
    ),
    minutes=7,
    body=[
        heading("Take three at a time"),
        text(
            "If the meeting is large, take three questions and then answer them. It gives you half a minute "
            "to think, it lets a hostile question stand beside two friendly ones, and nobody feels that they "
            "were skipped. Write down a name and one word for each. Answer the hardest first.",
        ),
        heading("When you do not know"),
        text(
            "Say so, say who would know, and ask the person to give you an address before they leave. Then "
            "write to them within two days. A promise kept about a drain has won more votes than any answer "
            "about a drain.",
        ),
        key_points(
            "What to keep",
            "A name and one word for each question.",
            "Say that you do not know; then find out within two days.",
        ),
    ],
)

COURSE = CourseMaterial(
    title="Speaking so people stay",
    slug="speaking-so-people-stay",
    summary="How to begin, how to be heard at the back, and what to do with questions. Being written.",
    description=(
        "<p>For anyone who has to stand up in a draughty room and say something. Two short lessons so far; "
        "more are being written.</p>"
    ),
    modules=[
        Module(
            title="In the room",
            slug="in-the-room",
            summary="From the chairs to the last question.",
            lessons=[FIRST_MINUTE, QUESTIONS],
        )
    ],
)
# The lesson that waits for another pair of eyes.
IN_WORKFLOW = QUESTIONS
