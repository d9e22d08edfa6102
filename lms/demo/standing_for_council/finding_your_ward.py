"""Lesson 6: choosing a ward and getting to know it."""

from lms.demo.material import (
    SCOTLAND,
    Lesson,
    bullets,
    checklist,
    heading,
    key_points,
    law,
    note,
    question,
    quotation,
    right,
    text,
    wrong,
)

LESSON = Lesson(
    title="Finding your ward",
    slug="finding-your-ward",
    introduction=(
        "Some people stand where they live, some where they were asked to, and a few where nobody else "
        "would. Here is how to choose with open eyes, and what to find out about a place before you ask it "
        "for its vote."
    ),
    minutes=10,
    body=[
        heading("Three ways to stand"),
        text(
            "A <b>ward</b> is the part of a council’s area that elects one or more councillors (some "
            "councils say <i>division</i>). You may be offered one of three kinds.",
            bullets(
                "<b>Your own.</b> You know the school gate and the bad junction. People can find you, on the "
                "way to the shop as well.",
                "<b>A ward your party may win.</b> It needs months of work on doorsteps, and probably more "
                "than one member wants it.",
                "<b>A ward your party will hardly win.</b> A <i>paper candidate</i> stands so that voters "
                "have the choice. It is a kind way to learn the forms. Agree beforehand how much work is "
                "expected, and be ready: now and then one of them wins.",
            ),
            "There is no shame in any of the three. The unhappy candidates are those who thought that they "
            "were in the second and found that they were in the third.",
        ),
        heading("Read the last result"),
        text(
            "Your council publishes its results ward by ward. Write down four numbers: how many electors "
            "there are, how many voted, how many votes the last elected candidate had, and how many the next "
            "one had. The last two tell you how far there is to go. Then divide.",
            "Say that a ward has 6,000 electors, 2,000 of them voted, and 180 votes lay between winning and "
            "losing. A hundred and eighty people live in a few streets. You could knock on every one of "
            "their doors before the spring.",
            "Ask, too, whether the ward will have the same edges next time. Boundaries are redrawn, and "
            "where a new unitary council takes over, the whole map may change.",
        ),
        question(
            "paper",
            "true_false",
            "A paper candidate needs no qualification, because nobody expects them to win.",
            wrong(
                "True", "The law knows only candidates. Every rule in lesson 4 applies to every one of them."
            ),
            right("False", "Same forms, same rules, same spending return. And sometimes they win."),
            explanation="If you sign the form you may be elected. Be willing.",
        ),
        law(
            "Scotland votes another way",
            "In Scotland councillors are elected by single transferable vote, so second and third choices "
            "matter. Look at how votes moved from one candidate to another as well as at first choices.",
            publisher=SCOTLAND,
        ),
        heading("Walk it"),
        text(
            "Take an hour, once in daylight and once after dark. Go on foot or by the bus that people there "
            "take. Leave the leaflets at home. Read the notices in the launderette, look at which shops have "
            "closed, count the street lamps that are out, and sit for ten minutes where people wait.",
            "You will come home with a list like this one: fly-tipping behind the garages on Alma Road; the "
            "14 stops at seven; the community room is locked, and the key is with somebody called Maureen.",
        ),
        quotation(
            "I learned more about my ward from the woman who ran the school breakfast club than from every "
            "report the council ever sent me.",
            who="Jo Morris",
            role="a councillor made up for this course",
        ),
        heading("Draw who can say yes"),
        text(
            "A <b>power map</b> is one sheet of paper for one wish. In the middle write the wish: “the 14 "
            "runs until ten”. Around it put the people who can say yes: the county’s member for transport, "
            "the bus company’s manager. Around them, the people they listen to: the hospital, whose late "
            "shift ends at nine; the college; the evening paper. On the outside, the people with a reason to "
            "care: cleaners, students, the pub.",
            "Now draw a line from you to each person you know. Usually there are more lines than you "
            "expected, and one gap that matters. That gap is your next cup of tea.",
        ),
        question(
            "map",
            "single",
            "You want the 14 to run later. Your map shows that you know cleaners and students, but nobody at "
            "the county. What is the best next step?",
            wrong(
                "Start a petition and send it to the bus company",
                "A petition helps once you know who decides and what would move them. It may come later.",
            ),
            right(
                "Find someone you know whom the county’s transport member listens to",
                "One step inwards on the map, starting from people you already have.",
            ),
            wrong(
                "Wait until you are elected",
                "People who will vote for you next year need the bus tonight. Work done before an election "
                "is also the best evidence at a selection interview.",
            ),
            explanation="Move one ring inwards at a time, through a person somebody trusts.",
        ),
        note(
            "When you note things about people",
            "Write down issues and places. Think before you write down anything about a person, above all "
            "their politics or their health, and keep what you do write where others cannot read it.",
        ),
        key_points(
            "What to keep",
            "Ask which of the three kinds of ward you are being offered.",
            "Four numbers tell you how far there is to go.",
            "One wish, one sheet, one gap to close.",
        ),
        checklist(
            "walk",
            "One hour in the ward",
            "I have written down the four numbers from the last result.",
            "I have walked the ward with a notebook.",
            "I have talked with one person who holds something together there.",
            "I have drawn a power map for one wish.",
            introduction="Choose an hour before next Sunday. The ticks wait for you.",
        ),
    ],
)
