"""Lesson 1: which council, what it runs, who decides."""

from lms.demo.material import (
    LGA,
    Lesson,
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

LESSON = Lesson(
    title="The council you would join",
    slug="the-council-you-would-join",
    introduction=(
        "Before you tell anyone that you want to be a councillor, be able to say which council, what it "
        "runs and who runs it. Plenty of people who have lived there all their lives cannot. After this "
        "lesson, and ten minutes on your council’s website, you can."
    ),
    minutes=10,
    body=[
        heading("A bin and a bus"),
        text(
            "Take two problems from one neighbourhood. On Tanner Street the recycling has been missed three "
            "weeks running. Round the corner the 14 bus has stopped running after seven in the evening, so "
            "the people who clean the offices in town walk home. Both neighbours say that the council ought "
            "to do something. In parts of England they are talking about two different councils.",
            "Where there are two tiers, the <b>county council</b> has the services that cover a wide area: "
            "social care, school places, libraries, roads, and money for buses that would not otherwise "
            "run. The <b>district council</b>, which may call itself a borough or a city, collects the "
            "bins, looks after housing and decides most planning applications. In other places one council "
            "does all of it. That is a <b>unitary</b> council, a <b>metropolitan</b> council in and around "
            "the biggest cities, or a <b>London borough</b>.",
            "So the first thing that a resident needs from a councillor is often directions. Whose job is "
            "this, and who there will pick up the telephone? You can learn to answer that long before "
            "anybody votes for you.",
        ),
        note(
            "The map is changing",
            "In England, two-tier areas are being replaced by unitary councils by 2028. If you live in one, "
            "find out what the next election is for: the council you know, or the new one that takes over "
            "from it. Scotland, Wales and Northern Ireland have their own councils and their own law, and "
            "this course says so wherever it matters.",
            publisher=LGA,
        ),
        question(
            "bus",
            "single",
            "You live in a two-tier area. A neighbour asks you to get the evening bus back. Which answer "
            "helps her most?",
            wrong(
                "“Buses are run by companies. Councils have nothing to do with them.”",
                "Companies run most routes, but a council can pay for a bus that would not otherwise run. "
                "In a two-tier area that is the county.",
            ),
            right(
                "“That one is the county’s. I’ll find out who our county councillor is, and we can write "
                "to them together.”",
                "She gets the right door and company on the way to it, and you have promised nothing "
                "that you cannot do.",
            ),
            wrong(
                "“I’ll have it raised at the district’s planning committee.”",
                "That committee decides planning applications. It has no say over bus routes, and she would "
                "lose a month finding out.",
            ),
            explanation="Knowing whose job it is comes first. Going along with the person comes second.",
        ),
        heading("Who decides, and in which room"),
        text(
            "<b>Full council</b> is every councillor in one room. It sets the budget and the council tax. "
            "Between those evenings, councils take decisions in one of three ways.",
            bullets(
                "<b>Leader and cabinet.</b> Councillors choose a leader, who runs things with a small "
                "cabinet; each member answers for a subject, such as housing. The other councillors question "
                "them in scrutiny committees.",
                "<b>Committees.</b> Councillors of all parties share the decisions out among committees, one "
                "for each subject.",
                "<b>An elected mayor.</b> Voters choose the mayor directly, and the mayor leads in place of "
                "a leader.",
            ),
            "Whichever it is, planning and licensing applications go to a committee of councillors. It is "
            "often the first place where a new councillor holds a real vote.",
            "The paid staff are called <b>officers</b>: the planner who writes the report, the housing "
            "officer who visits the damp flat, the chief executive. They serve the whole council and stay "
            "impartial between parties. You will meet them again in lesson 3.",
        ),
        heading("The group"),
        text(
            "Councillors of one party form a <b>group</b>. It elects its leader, meets before the council "
            "does, and settles how its members will vote. The <b>whip</b> tells everyone what was settled, "
            "and has a word with those who did otherwise. If your party runs the council, much is decided in "
            "the group meeting. If it does not, the group’s tools are questions, amendments and agreements "
            "with others.",
            "Ask early which of the two you would be joining. One of thirty who run a council and one of "
            "four who oppose it are different jobs. Both are worth doing, and each suits different people.",
        ),
        question(
            "backbench",
            "true_false",
            "Where there is a leader and a cabinet, a councillor outside the cabinet has nothing to decide.",
            wrong(
                "True",
                "Every councillor votes on the budget at full council. Many also sit on planning, licensing "
                "or scrutiny.",
            ),
            right(
                "False",
                "The budget needs every councillor’s vote, planning and licensing sit with "
                "committees, and scrutiny can make a cabinet think again.",
            ),
            explanation="The cabinet takes many of the everyday decisions. The budget belongs to everybody.",
        ),
        key_points(
            "What to keep",
            "Know which councils cover your home, and which one you would stand for.",
            "Know how yours decides: cabinet, committees or mayor.",
            "Know whether your group would run it or oppose it.",
        ),
        checklist(
            "this-week",
            "Ten minutes on your council’s website",
            "I can name every council that covers my home.",
            "I know how mine takes decisions.",
            "I know which party or parties run it, and by how many seats.",
            "I have found the names of my own ward’s councillors.",
            "I have the date of the next full council, and know how to watch it.",
            introduction="Search for the council’s name and “your councillors”. Tick what you have found.",
        ),
    ],
)
