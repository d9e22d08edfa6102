"""Lesson 5: from the party's form to the ballot paper."""

from lms.demo.material import (
    Lesson,
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
    title="How selection works where you live",
    slug="how-selection-works",
    introduction=(
        "Long before anyone votes in an election, a smaller group of people decides whose name will be on "
        "the paper. Knowing how they decide is the most useful thing a would-be candidate can learn, and "
        "the least written down."
    ),
    minutes=12,
    body=[
        heading("Five steps to a ballot paper"),
        text(
            "To stand for a party you have to be chosen by it first. That is <b>selection</b>, and it is "
            "often finished months before the public election begins. It usually goes like this.",
            "<ol><li><b>Applications open.</b> Your region writes to members. There is a form and a closing "
            "date.</li><li><b>You send the form.</b> It asks for your details, your work in the party and in "
            "the community, and your reasons.</li><li><b>You are interviewed,</b> usually by three people, "
            "who ask everybody the same questions.</li><li><b>You join the panel,</b> the list of members "
            "approved to stand. A <i>panel of candidates</i> is a list, in spite of the name.</li><li><b>A "
            "ward chooses you.</b> Names from the panel are shortlisted, the shortlist speaks to the branch, "
            "and branch members vote.</li></ol>",
            "Usually you need to have been a member for 12 months by the closing date. If you have not, "
            "ask about it before you write the form.",
        ),
        note(
            "Every year differs",
            "Rules and dates change each year, and they differ in Scotland and Wales. Two people know this "
            "year’s: your Local Government Committee (the members who run council selections in your area) "
            "and your CLP secretary (the secretary of your constituency party). Ask one of them for this "
            "year’s timetable. A search engine will give you an old one.",
            kind="warning",
        ),
        question(
            "timetable",
            "single",
            "A friend on the other side of the country was selected last spring and tells you the closing "
            "date was in June. What do you do?",
            wrong(
                "Put June in your calendar",
                "Dates move from year to year and from place to place. Yours may be months sooner.",
            ),
            right(
                "Ask your Local Government Committee or CLP secretary for this year’s timetable",
                "Ask this week. One e-mail now is worth more than any list of typical dates.",
            ),
            wrong(
                "Wait for the e-mail from the region",
                "It may go to an address you no longer read. Asking costs nothing, and people notice who "
                "asks.",
            ),
            explanation="A missed closing date is one of the few mistakes here that cannot be repaired.",
        ),
        heading("The interview and the panel"),
        text(
            "Usually three people from your party ask everybody the same questions. They want to hear what "
            "you have done, so bring evidence: a residents’ meeting you called, a shift pattern you got "
            "changed, a form you filled in with a neighbour. Lesson 9 is a rehearsal for it.",
            "Being approved is not yet being a candidate. It means that wards may choose you. The panel "
            "usually lasts until the next one is endorsed, so it also supplies candidates for "
            "<b>by-elections</b>, the single elections held when a councillor leaves in mid-term. Those come "
            "without warning. Somebody on the panel with a leaflet photograph and a free fortnight is in "
            "demand.",
        ),
        question(
            "disagree",
            "single",
            "At interview you are asked about a party policy that you disagree with. What serves you best?",
            wrong(
                "Change the subject to one you know well",
                "They will notice, and you will have answered a question nobody asked.",
            ),
            right(
                "Say where you agree, where you would argue inside the group, and that you would keep to "
                "what the group decides",
                "Panels listen for judgement and for working with others.",
            ),
            wrong(
                "Say that you agree with everything",
                "Few believe it, and it tells them nothing about how you would handle a hard vote.",
            ),
            explanation="Groups survive on people who argue in the meeting and stand together after it.",
        ),
        heading("Shortlist and vote"),
        text(
            "Now it becomes local. Members of the branch meet to hear the shortlist; there may be fewer of "
            "them in the room than you expect. Each candidate speaks for a few minutes and answers "
            "questions. Then members vote, and one vote can settle it.",
            "So the weeks before matter more than the evening. Go to branch meetings. Offer to do the dull "
            "job. Ask members, one at a time and over a cup of tea, what they want for the ward. Find out "
            "first what this year’s rules allow you to send to members, and when.",
        ),
        heading("If the answer is not this time"),
        text(
            "Ask what would have made the difference, and write it down. If you think that the rules were "
            "not followed, you can usually appeal to the regional board within 14 days, so read the letter "
            "on the day it comes. Other wards may still be looking, and some of the councillors you admire "
            "heard the same answer before they heard the other one.",
            "A message you could send tonight:",
            "<i>“Dear …, I am a member in … branch and I am thinking of applying to stand for the council. "
            "Could you tell me when applications open and close this year, how long I need to have been a "
            "member, and which wards are choosing? Many thanks, …”</i>",
        ),
        key_points(
            "What to keep",
            "Form, interview, panel, shortlist, vote.",
            "Get this year’s timetable from a person.",
            "A place on the panel lasts, and by-elections come without warning.",
        ),
        checklist(
            "ask",
            "This week",
            "I have sent the message above, in my own words.",
            "I know the month in which I joined.",
            "I have the date of the next branch meeting.",
            "The party has the e-mail address that I read.",
        ),
    ],
)
