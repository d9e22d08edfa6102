"""Lesson 4: who may stand, nation by nation."""

from lms.demo.material import (
    ENGLAND,
    NORTHERN_IRELAND,
    SCOTLAND,
    WALES,
    Lesson,
    bullets,
    checklist,
    heading,
    key_points,
    law,
    question,
    right,
    text,
    wrong,
)

LESSON = Lesson(
    title="Can I stand?",
    slug="can-i-stand",
    introduction=(
        "Two lists decide it: one that you have to meet, and one that must not apply to you. Ten quiet "
        "minutes with both of them now can spare you a hard conversation in April."
    ),
    minutes=12,
    body=[
        text(
            "Read this one on your own. We do not ask for your answers, and there is nowhere on this page to "
            "write them. If something on the second list gives you pause, please do not send it to us. The "
            "Electoral Commission’s guidance goes into detail, and your council’s elections office answers "
            "general questions without needing to know why you ask.",
        ),
        heading("In England: what you need"),
        law(
            "Qualifying to stand",
            "You must be 18 or over, and a British, Irish or eligible Commonwealth citizen, or a citizen of "
            "an EU country who qualifies or has retained rights (the rules changed on 7 May 2024). You must "
            "also meet <b>at least one</b> of these:",
            bullets(
                "you are a registered elector there;",
                "you have occupied property there for the last 12 months;",
                "your main or only place of work has been there for the last 12 months;",
                "you have lived there for the last 12 months.",
            ),
            publisher=ENGLAND,
        ),
        text(
            "“There” is the area of the whole council, so you can stand in a ward you do not live in. If you "
            "meet more than one of the four, put down all of them on the form.",
            "Work need not be paid employment at a desk. What counts is where you mainly do it. Someone who "
            "drives a van all over the county, or who works from home for a firm two hundred miles away, "
            "should read the guidance closely and ask.",
        ),
        question(
            "work",
            "single",
            "Priya lives just over the border in the next council’s area. For two years her only job has "
            "been at a warehouse in yours. She meets the other conditions. Can she stand for your council?",
            wrong(
                "No, she has to live in the area",
                "Living there is one way of four. One is enough.",
            ),
            wrong(
                "Yes, but only in the ward where the warehouse is",
                "The link is with the council’s area as a whole, so any ward in it is open to her.",
            ),
            right(
                "Yes, her place of work gives her the link",
                "It has been her main or only place of work for the whole of the last 12 months.",
            ),
            explanation="Four links, and one is enough. Write down all that apply.",
        ),
        heading("In England: what rules you out"),
        law(
            "Disqualifications",
            "You cannot stand if any of these applies to you:",
            bullets(
                "you are a paid employee or office-holder of that authority;",
                "you hold a politically restricted post;",
                "you are under a bankruptcy restrictions order;",
                "in the last five years you were sentenced to three months’ prison or more, suspended "
                "sentences included;",
                "you are disqualified for a corrupt or illegal practice at an election;",
                "you are under a relevant order for a sexual offence;",
                "you are under an order for an intimidation offence.",
            ),
            publisher=ENGLAND,
        ),
        text(
            "Two of these catch people by surprise. The first is working for the council itself, in any "
            "paid job however small: a gardener for Wendale Council cannot stand for Wendale Council, though "
            "the council next door may be open to her. The second is the <b>politically restricted post</b>, "
            "a public job, often a senior one, whose holder must keep out of party politics. Your contract "
            "or your personnel office will tell you whether yours is one.",
        ),
        question(
            "ruled-out",
            "multiple",
            "Who of these could not stand for Wendale Council? Choose all of them.",
            right(
                "Tom, who is paid by Wendale Council for six hours a week as a gardener",
                "A paid employee of that authority, however few the hours.",
            ),
            wrong(
                "Grace, who rents her home and has moved house twice within Wendale this year",
                "Renting is no bar, and moving within the area keeps the link. She is probably on the "
                "register as well.",
            ),
            right(
                "Ahmed, who was given a six-month suspended sentence two years ago",
                "Three months or more within five years, and suspended sentences count.",
            ),
            wrong(
                "Lowri, who has been in debt but is under no order",
                "Debt alone does not disqualify. A bankruptcy restrictions order does.",
            ),
            right(
                "Dan, who is under a bankruptcy restrictions order",
                "The order is what disqualifies, for as long as it lasts.",
            ),
            explanation="Look at the words: <i>that</i> authority, <i>three months</i>, an <i>order</i>.",
        ),
        heading("Nobody checks for you"),
        text(
            "You sign to say that you qualify and that nothing disqualifies you. The <b>Returning "
            "Officer</b>, who runs the election, does not check it, and a false statement is a crime. A "
            "mistake found after the count can cost the seat and your good name. So check early, and check "
            "again on the day you sign, since jobs and addresses change.",
        ),
        question(
            "checked",
            "true_false",
            "If the Returning Officer accepts your papers, that proves you were qualified.",
            wrong("True", "The papers are looked at for form. Whether what they say is true stays with you."),
            right("False", "The Returning Officer does not check it. You answer for your statement."),
            explanation="If you are unsure, ask before you sign.",
        ),
        heading("Elsewhere in the United Kingdom"),
        law(
            "Wales",
            "You can stand at 18, and vote at 16. Candidates nominate themselves before a witness, without "
            "subscribers, and may deliver papers electronically. You declare party membership of the last "
            "12 months.",
            publisher=WALES,
        ),
        text(
            "If your council is in Wales, read the Welsh rules from the beginning. They are a law of their "
            "own, and looking for the differences takes longer.",
        ),
        law(
            "Scotland",
            "You can stand at 18. Councillors are elected by single transferable vote: voters number the "
            "candidates in order of choice. No subscribers are needed, and nominations close earlier.",
            publisher=SCOTLAND,
        ),
        text(
            "Scotland votes in another way and to another timetable, so the English forms and dates in this "
            "course do not apply there. What it says about the work, the interview and the speech does.",
        ),
        law(
            "Northern Ireland",
            "Northern Ireland has its own election law and its own forms. Start from its Electoral Office.",
            publisher=NORTHERN_IRELAND,
        ),
        key_points(
            "What to keep",
            "One link with the council’s area is enough; name all you have.",
            "Working for that council, in any paid job, rules you out.",
            "You answer for what you sign.",
        ),
        checklist(
            "sure",
            "Make sure",
            "I know which of the four links I have.",
            "I have found the paper that shows it, such as a tenancy, a payslip or my entry in the register.",
            "I have read the second list to the end.",
            "I know what to ask, and whom, if something was unclear.",
            introduction="Tick when you are done. We do not ask what you found.",
        ),
    ],
)
