"""Lesson 7: nomination, agents, spending and the calendar."""

from lms.demo.material import (
    ENGLAND,
    SCOTLAND,
    UNITED_KINGDOM,
    WALES,
    Lesson,
    bullets,
    checklist,
    heading,
    key_points,
    law,
    picture,
    question,
    right,
    text,
    video,
    wrong,
)

TRANSCRIPT = (
    "<p>Five dates, for the English polls of the sixth of May 2027.</p>"
    "<p>By Wednesday the thirty-first of March, the notice of election is published.</p>"
    "<p>On Thursday the eighth of April, at four in the afternoon, nominations close. Papers go in by "
    "hand, in the original. Plan for a week sooner.</p>"
    "<p>Monday the nineteenth of April is the last day to register to vote.</p>"
    "<p>Tuesday the twentieth of April is the last day to apply for a postal vote.</p>"
    "<p>And Thursday the sixth of May is polling day.</p>"
    "<p><i>The voice is made by a computer. Each date is shown on the screen while it is spoken.</i></p>"
)

LESSON = Lesson(
    title="Papers, money and dates",
    slug="papers-money-and-dates",
    introduction=(
        "Elections are lost on doorsteps, and now and then at five past four on a Thursday in April, in "
        "front of a locked office. This lesson is the outline of forms, money and dates. Your agent will "
        "know the rest."
    ),
    minutes=14,
    body=[
        heading("Five weeks that do not move"),
        picture(
            "timeline.png",
            alt_text=(
                "A line with five stops, for English polls on 6 May 2027. By 31 March: notice of election. "
                "8 April, 4 pm: nominations close. 19 April: last day to register to vote. 20 April: last "
                "day to apply for a postal vote. 6 May: polling day."
            ),
            caption="The calendar for polls in England on Thursday 6 May 2027.",
        ),
        law(
            "The dates for 6 May 2027",
            "Notice of election by 31 March. Nomination papers by <b>4 pm on 8 April</b>, the 19th working "
            "day before the poll, by hand and in the original. Registration to vote by 19 April, "
            "postal-vote applications by 20 April.",
            publisher=ENGLAND,
        ),
        text(
            "Treat 8 April as the day when it is too late. Ask your agent for an appointment in the week "
            "before, when the elections office can look the papers through and you can still mend them.",
        ),
        video(
            "The calendar in forty-five seconds",
            "timeline.mp4",
            small="timeline-small.mp4",
            sound="timeline-sound.mp3",
            captions="timeline.vtt",
            poster="timeline-poster.png",
            transcript=TRANSCRIPT,
            minutes=1,
        ),
        heading("The papers"),
        law(
            "Nomination in England",
            "You hand in:",
            bullets(
                "the nomination form, signed by <b>two electors of the ward</b>, called subscribers, after "
                "name and description have been filled in;",
                "the home-address form;",
                "your consent, signed before a witness no earlier than one calendar month before the "
                "deadline;",
                "for a party candidate, the certificate that authorises the party’s name, and the request to "
                "use its emblem.",
            ),
            publisher=ENGLAND,
        ),
        text(
            "The forms come as a <b>nomination pack</b> from your council’s elections office, usually as a "
            "file to print. Print two. Write your name as you want it and spell it alike on every sheet. "
            "Copy your subscribers’ names and numbers from the register itself, and have one person read "
            "out while another checks.",
        ),
        question(
            "subscribers",
            "single",
            "A neighbour offers to sign your nomination form tonight. The space for your description is "
            "still empty. What do you do?",
            wrong(
                "Let her sign and fill in the rest later",
                "Name and description have to be there before a subscriber signs. Otherwise the form can be "
                "turned down.",
            ),
            right(
                "Thank her, fill in name and description, then ask her to sign",
                "The form has to be complete when she signs it. Look her up in the ward’s register too.",
            ),
            wrong(
                "Ask your cousin in the next ward instead",
                "Subscribers have to be electors of the ward where you are standing.",
            ),
            explanation="Complete first, signatures after, both of them from the ward.",
        ),
        law(
            "Wales",
            "Candidates nominate themselves before a witness, without subscribers, and may deliver the "
            "papers electronically.",
            publisher=WALES,
        ),
        text(
            "If you stand in Wales or Scotland, use this page for the order of things and the official pages "
            "for every form, date and amount. Northern Ireland’s Electoral Office, linked in lesson 4, has "
            "forms of its own. Never fill in another nation’s.",
        ),
        law(
            "Scotland",
            "There are no subscribers, and nominations close earlier than in England.",
            publisher=SCOTLAND,
        ),
        text(
            "Wherever you are, the elections office answers questions from candidates. Ring early: it is a "
            "small team with a great deal to do in March.",
        ),
        heading("Agent and money"),
        text(
            "Your <b>agent</b> is the person answerable in law for the running of your campaign and its "
            "accounts. Parties usually provide one. If you name nobody, you are your own.",
        ),
        law(
            "Spending in England",
            "For polls from May 2026 the limit is <b>£960 plus 8p per elector</b>. For two joint candidates "
            "it is a quarter less each, for three or more a third less. It covers the time from the day "
            "after you become a candidate to polling day. The return is due within 35 days of the result. "
            "The amounts in Scotland and Wales differ.",
            publisher=ENGLAND,
        ),
        text(
            "In a ward of 5,000 electors that is £960 + £400 = <b>£1,360</b>. Keep every receipt in one "
            "envelope from the first day.",
        ),
        question(
            "limit",
            "single",
            "What may you spend, standing alone in a ward of 6,000 electors in England?",
            wrong("£960", "That is the fixed part. Add 8p for each elector."),
            right("£1,440", "That is £960 and 6,000 times 8p, which is £480."),
            wrong("£1,360", "That was the ward of 5,000. This one has 6,000 electors."),
            wrong("£5,760", "Check the second part: 6,000 times 8p is £480."),
            explanation="£960 + (6,000 × £0.08) = £1,440.",
        ),
        heading("What you print and post"),
        law(
            "Imprints and postal votes",
            "Printed material names its printer, its promoter and the person on whose behalf it appears. "
            "Paid political adverts online always carry a digital imprint, and so does unpaid election "
            "material from candidates, parties and office-holders. Campaigners never handle other people’s "
            "postal votes.",
            publisher=UNITED_KINGDOM,
        ),
        question(
            "imprint",
            "true_false",
            "Your own unpaid post, “Vote for me on Thursday”, needs a digital imprint.",
            right(
                "True",
                "It is election material by a candidate, so it needs one although you paid nothing.",
            ),
            wrong(
                "False", "Paying is one test. Unpaid election material by a candidate needs an imprint too."
            ),
            explanation="The Electoral Commission’s guidance shows what the words are and where they go.",
        ),
        key_points(
            "What to keep",
            "4 pm, 19 working days before the poll; aim for a week sooner.",
            "Form first, signatures after.",
            "One envelope for receipts.",
        ),
        checklist(
            "dates",
            "Put the dates in your calendar",
            "Notice of election: by 31 March 2027",
            "Nominations close: Thursday 8 April 2027, 4 pm",
            "Last day to register to vote: 19 April 2027",
            "Last day to apply for a postal vote: 20 April 2027",
            "Polling day: Thursday 6 May 2027",
            introduction=(
                "For a poll on 6 May 2027 in England. Standing elsewhere or later? Enter your own dates "
                "instead. Tick each when it is in."
            ),
            required=True,
        ),
    ],
)
