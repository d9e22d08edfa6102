"""Lesson 3: power, officers, conduct, safety."""

from lms.demo.material import (
    LGA,
    Lesson,
    bullets,
    checklist,
    heading,
    key_points,
    law,
    note,
    question,
    right,
    text,
    work,
    wrong,
)

LESSON = Lesson(
    title="What you can and can’t change",
    slug="what-you-can-and-cant-change",
    introduction=(
        "One councillor can order nobody to do anything, and can still change a street. It helps to know "
        "which levers are yours, whose hands belong on the others, and which rules you accept on the first "
        "day."
    ),
    minutes=11,
    body=[
        heading("Three kinds of problem"),
        text(
            "Most of what comes to a councillor is one of three kinds. Say which, early, and people will "
            "trust the rest of what you say.",
            bullets(
                "<b>Ours to decide.</b> The council tax, how often bins are emptied, whether a library stays "
                "open, what may be built. Councillors decide these together, never alone.",
                "<b>Ours to push.</b> A bus company’s timetable, a water company’s roadworks, the doctor’s "
                "surgery that is full. The council cannot give orders here, but it can ask in public and "
                "bring people into one room.",
                "<b>Not ours.</b> The rate of a benefit, the law on eviction. Say so kindly, and pass the "
                "person on to someone who can help, such as their MP.",
            ),
        ),
        heading("How a crossing gets built"),
        text(
            "Parents at a primary school want a crossing. Here is an ordinary way for that to happen. Three "
            "parents count the children who cross between half past eight and nine, for a week. Their "
            "councillor asks the highways officer what it would take, and learns that there is a list with a "
            "points system. The count goes into the file. The councillor asks the group to back more money "
            "for safer crossings, loses one year and wins the next. The parents come to the budget meeting. "
            "The crossing opens two winters after the first conversation.",
            "Nobody in that story had the power to do it alone. The councillor knew where the list was, when "
            "the budget was made, and whom to bring.",
        ),
        heading("Officers"),
        text(
            "You will want things from officers every week. You may ask for anything, and you may instruct "
            "nobody: they work to the chief executive and owe the same advice to every party. Ask in "
            "writing, with the address and the date, and say by when you need it. Thank people by name "
            "when a thing is done. Take a complaint to the manager, and keep it off Facebook.",
        ),
        question(
            "instruct",
            "true_false",
            "Once you are elected, you may tell a housing officer whose repair to do first.",
            wrong(
                "True",
                "You may ask how the order is decided and press a case with facts. Jumping the queue for "
                "one resident is unfair to the next.",
            ),
            right(
                "False",
                "You can ask, press and question the policy in committee. The order of the work is "
                "the officer’s, under rules that are the same for everybody.",
            ),
            explanation="If the order of repairs is wrong, change the policy. That lever is yours.",
        ),
        heading("The rules you accept"),
        law(
            "The first days",
            "You take office on the fourth day after the election. You must sign a declaration of acceptance "
            "of office within two months, or the seat falls vacant.",
            publisher={
                "nation": "england",
                "source": "Local Government Act 1972, section 83 (legislation.gov.uk)",
                "source_url": "https://www.legislation.gov.uk/ukpga/1972/70/section/83",
            },
        ),
        text(
            "Election night ends with paperwork. You sign that you accept the office, you write down your "
            "interests, and you undertake to keep to the council’s code. Officers will help you with all "
            "three, and would sooner be asked twice than not at all.",
        ),
        law(
            "Your interests",
            "Register them within 28 days, and any change within 28 days. Where a meeting comes to a matter "
            "in which you have a disclosable pecuniary interest (your own money, work or property, put "
            "shortly), you say so, you do not speak or vote, and you leave, unless you have been given a "
            "dispensation.",
            publisher=LGA,
        ),
        question(
            "interest",
            "single",
            "The next item concerns land that you own, and it is a disclosable pecuniary interest. You have "
            "no dispensation. What do you do?",
            wrong(
                "Declare it, then speak as a resident but do not vote",
                "Half right. With an interest of this kind you do not speak either, and you leave.",
            ),
            wrong(
                "Stay silent and abstain",
                "The meeting has to hear of it, and staying in the room is part of what the rule forbids.",
            ),
            right(
                "Declare it, take no part, and leave until the item is over",
                "Disclose, do not speak or vote, leave. If in doubt, ask the monitoring officer (the "
                "officer who looks after standards) a day before.",
            ),
            explanation="Ask before the meeting. Once the item has begun it is too late for good advice.",
        ),
        law(
            "The model code",
            "The Local Government Association’s Model Councillor Code of Conduct covers respect; bullying, "
            "harassment and discrimination; the impartiality of officers; confidentiality; disrepute; the "
            "use of your position and of the council’s resources; interests; and gifts. Your council has its "
            "own version. Read that one.",
            publisher=LGA,
        ),
        text(
            "Beneath the code lie the Seven Principles of Public Life: selflessness, integrity, "
            "objectivity, accountability, openness, honesty and leadership.",
        ),
        work(
            "one-problem",
            "One problem, sorted",
            "Take one thing that somebody in your street complains about. In 120 words: whose it is to "
            "decide, whom you would ask, and what you would ask them for. Somebody from your cohort’s team "
            "reads it and answers.",
            rubric={
                "Whose it is": ("not said", "said", "said, with how you know"),
                "What you would ask for": ("a wish", "a request", "a request with a day in it"),
            },
            most_words=120,
        ),
        heading("Stay safe"),
        text(
            "Abuse of councillors is common, and many do not know whom to tell. Decide that now. On this "
            "site, “Get help” stands on every page and names a person. Knock on doors in pairs. Keep "
            "threatening messages and answer none of them at midnight. Tell someone the first time, because "
            "the first time is when it is easiest.",
        ),
        note(
            "Debate Not Hate",
            "The Local Government Association runs this campaign against the abuse of people in public "
            "life. Its website collects what councils can do. In an emergency ring 999.",
            publisher=LGA,
        ),
        key_points(
            "What to keep",
            "Sort each problem: ours to decide, ours to push, not ours.",
            "Ask officers, in writing and with dates. Instruct none.",
            "Know whom you will tell if somebody threatens you.",
        ),
        checklist(
            "safe",
            "Before you go on",
            "I have opened “Get help” and read who answers there.",
            "I have looked through my social media as a stranger would.",
            "I have found my own council’s code of conduct.",
        ),
    ],
)
