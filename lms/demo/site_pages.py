"""What the demo organisation says about itself: home, about, privacy, accessibility."""

from __future__ import annotations

from lms.demo.material import Lesson as Text
from lms.demo.material import bullets, heading, key_points, note, text

ORGANISATION = "Wendale Future Councillors"

# The person behind “Get help”. The number is one of those that Ofcom keeps for drama.
HELP = {
    "help_name": "Sam Whitfield",
    "help_email": "organiser@example.org",
    "help_telephone": "01632 960 148",
    "help_reply": "within one working day",
    "help_hours": "Monday to Friday, 10:00 to 19:00",
}

HOME = Text(
    title="Your street could use a councillor",
    slug="home",
    introduction=(
        "Free training for people who have wondered whether the council might be for them: what a "
        "councillor does, how people come to be chosen, and how to be ready when your turn comes."
    ),
    minutes=1,
    body=[
        heading("For people with jobs, children and doubts"),
        text(
            "You need no experience, no degree and no free afternoons. The lessons are short enough for a "
            "phone on the bus home, and each of them ends in something that you can use this week: a "
            "message to send, a ward to walk, a statement of 150 words. You can stop anywhere and go on "
            "from the same line, on another device too.",
        ),
        heading("Begin with one course"),
        text(
            '<b><a href="/courses/standing-for-council/">Standing for council</a></b> has ten lessons and '
            "takes about two hours of reading, spread over as many evenings as you like. Early "
            "on, it shows an ordinary week of a councillor, so that you can tell in good time if it is not "
            "for you. It ends with your application, your interview and your speech.",
        ),
        key_points(
            "What you can count on",
            "It is free, and it asks for no more about you than it needs.",
            "What you write is yours. Nobody else reads it unless you show it to them.",
            "Every statement of law names its source and the day on which it was checked.",
            "A person with a name answers when you need help.",
        ),
        heading("A certificate that says what it says"),
        text(
            "When you have finished, you can download a certificate, and anyone to whom you show it can "
            "check that it is real. It records training. It is not an endorsement, and it does not make "
            "you a candidate: members choose those.",
        ),
    ],
)

ABOUT = Text(
    title="About us",
    slug="about",
    introduction=(
        "Wendale Future Councillors helps people to become good candidates and good councillors. Wendale "
        "does not exist; this is a demonstration of the Hustings learning site."
    ),
    minutes=1,
    body=[
        heading("What this site is for"),
        text(
            "Most people who would make good councillors have never been asked. Those who are asked often "
            "meet a wall of forms, abbreviations and dates that nobody wrote down. This site is where we "
            "write them down, in plain English, in an order that makes sense, for people who read in the "
            "evening.",
        ),
        heading("How it goes"),
        text(
            "You make an account, choose a course, and take the lessons when you like. Knowledge checks tell "
            "you at once what you have understood, and you can try them as often as you wish. The texts you "
            "write and the lists you tick are kept for you.",
            "Being trained here does not make anybody a candidate, and nobody is recommended to a party "
            "because of it. Candidates are chosen by members, under rules that their party publishes.",
        ),
        heading("Who looks after it"),
        text(
            "Sam Whitfield answers your questions. Eleri Vaughan writes and checks the lessons. Marcus Bell "
            "looks after accounts. All three are made up, as is everyone else whom you may meet in this "
            "demonstration.",
        ),
        note(
            "This is a demonstration",
            "Do not enter anything about yourself or about others that matters. Everything here may be made "
            "anew at any time.",
            kind="warning",
        ),
    ],
)

PRIVACY = Text(
    title="Privacy",
    slug="privacy",
    introduction=(
        "To be known to a site like this one says something about your politics. So we hold little, say what "
        "it is, and show it to few people."
    ),
    minutes=1,
    body=[
        heading("What we hold"),
        text(
            bullets(
                "<b>Your account:</b> your name, your e-mail address if you gave one, a sign-in name, your "
                "password in a form that cannot be read back, passkeys and codes if you use them, the "
                "day on which you confirmed that you are 18 or over, and when you last signed in. A sign-up "
                "that nobody confirms is forgotten after three days.",
                "<b>What you do in courses:</b> which you joined, what you have read and finished, where you "
                "stopped, your answers, the items you ticked, and the texts you wrote with their earlier "
                "versions.",
                "<b>Certificates:</b> the name you want printed, the course and the date; earlier "
                "certificates with the name you had then, and what happened to each.",
                "<b>Letters:</b> that a letter was sent to your address, and when. What it said is wiped "
                "once it has gone, and the rest after 30 days.",
                "<b>A record of changes</b> that matter for trust, such as a role given or a certificate "
                "revoked: who did it and when, without the contents.",
            )
        ),
        heading("Why we may"),
        text(
            "We hold these because you asked us for the training. Since they reveal a political opinion, the "
            "law treats them as a special category, and so do we.",
        ),
        heading("Who can see it"),
        text(
            "Your texts, answers and ticks are shown to you alone. Administrators can see accounts and "
            "certificates with their history. Organisers can see the certificates that are in force, to "
            "correct them. Editors see how many people have begun and finished a lesson, and no names. "
            "Anyone with the number of a certificate sees whether it is valid, for whom, for what and from "
            "which day, unless you hide its page; the number of one that was replaced shows no name.",
            "Signing up, signing in and asking for a new password look the same to a stranger whether or not "
            "your address is known here.",
        ),
        heading("On your device"),
        text(
            "Our cookies keep you signed in, protect the forms and carry short notices such as “Saved”; "
            "there are no others. What you type while you are without a connection waits on your device "
            "until it can be sent, for your account only. On a shared device, say so when you sign in, and "
            "nothing is kept there. No other company’s scripts, pictures or fonts are loaded on any page, "
            "so nobody follows you here.",
            "<b>Listen</b> reads a lesson with a recording of ours or with the voice of your device, and we "
            "learn nothing of it. Some browsers have only voices that their maker speaks from afar and "
            "sends the text there; where yours is one, we say so first, and nothing is sent before you press "
            "Play. The speed you choose stays on your device.",
        ),
        heading("Your say"),
        text(
            'Under <a href="/account/data/">Your data</a> you see what we hold on you and who opened it; '
            "you can have a copy of everything, and be erased, without asking anybody. "
            '<a href="/privacy/data/">What is held on people here</a> lists every kind of data with its '
            'purpose, and <a href="/privacy/retention/">how long everything is kept</a> has the periods.',
            'To have something put right, write to the person named under <a href="/help/">Get help</a>. '
            "If you are not content with the answer, "
            'you can complain to the <a href="https://ico.org.uk/">Information Commissioner’s Office</a>.',
        ),
    ],
)

ACCESSIBILITY = Text(
    title="Accessibility",
    slug="accessibility",
    introduction=(
        "Everyone should be able to take these courses, whatever they read with, listen with or steer with."
    ),
    minutes=1,
    body=[
        heading("What we aim for"),
        text(
            "The site is made to meet the Web Content Accessibility Guidelines 2.2 at level AA. In practice "
            "you can expect the following.",
            bullets(
                "Everything works with the keyboard alone, and you can see where you are.",
                "Pages can be enlarged to 400 per cent and read on a screen 320 pixels wide without moving "
                "sideways.",
                "Pictures have a description, and recordings have captions or a transcript.",
                "“Listen” reads every lesson aloud and marks the sentence, if your device has a voice.",
                "Films and recordings say how long and how big they are before they load.",
                "Light or dark follows your device, and nothing moves if you have asked your device for "
                "stillness.",
                "Lessons can be read and answered with scripts switched off.",
                "Certificates are tagged, so that a screen reader can read them.",
            ),
        ),
        heading("What is not as good as it should be"),
        text(
            "The recordings in the course “Standing for council” are spoken by a computer. Their words "
            "are printed beside them. The line of dates in lesson 7 is a picture; the same dates stand in "
            "the text below it.",
        ),
        heading("Tell us"),
        text(
            "If something does not work for you, or you would like a lesson in another form, write to or "
            "ring "
            'the person named under <a href="/help/">Get help</a>. Say which page it was and what you were '
            "using, and you will have an answer within one working day.",
        ),
    ],
)

FOOTER = (ABOUT, PRIVACY, ACCESSIBILITY)
