"""The people of the demo. Every one of them is made up; nothing here touches the database."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "hustings-demo"  # noqa: S105


@dataclass(frozen=True)
class Person:
    """Someone who can be chosen on the sign-in page in demo mode."""

    email: str
    name: str
    role: str  # what they are here for, in a few words
    group: str = ""
    reads: str = ""  # reading settings, as lms.reading keeps them


# They appear with their screens: a mentor and a councillor follow when there is something for them to see.
PEOPLE = (
    Person("trainee@example.org", "Nadia Ahmed", "a trainee in the middle of the course"),
    Person(
        "organiser@example.org",
        "Sam Whitfield",
        "an organiser of the programme",
        "organiser",
        reads="face:clear.size:4.ground:cream",
    ),
    Person("editor@example.org", "Eleri Vaughan", "an editor, who writes the courses", "editor"),
    Person("admin@example.org", "Marcus Bell", "an administrator", "administrator"),
)


@dataclass(frozen=True)
class Learner:
    """Someone on the course: how many lessons are done, and when."""

    username: str
    name: str
    done: int
    began: int  # days ago
    seen: int  # days ago
    email: str | None = None
    statement: str = ""
    stumbles: bool = False  # answered something wrongly first
    withdrew: bool = False
    certified_as: str = ""  # had another name when the certificate was issued, and had it replaced
    hides: bool = False  # wants no public page for the certificate
    here: tuple[str, str] | None = (
        None  # block they stopped at in the lesson after those done, and its heading
    )


NADIAS_DRAFT = (
    "I have lived in Canal Side for eleven years, on the fourth floor of Kestrel House, and I work as a "
    "pharmacy assistant at the general hospital. In January our lift had been out for nine weeks. I "
    "collected twenty-six signatures, took three neighbours to the area meeting, and rang every Friday "
    "until it ran again at the end of February. We still meet, now about the damp. As a councillor I would "
    "want every repair to have a date that the tenant is told, and I would push the county for the last 14 "
    "bus"
)

STATEMENT_OF_GARETH = (
    "I came to Wendale fifteen years ago to drive the 14 bus, and I still drive it. I know who gets on at "
    "ten to six and who no longer can after seven. When the evening service was cut I asked passengers to "
    "write down where they were going. In three weeks we had two hundred and forty journeys: cleaners, "
    "carers, students. With the union and the college we took them to the county, and won back Thursdays "
    "and Fridays until nine. As a councillor I would go on until the other nights follow, and I would ask "
    "for seats and a light at the six stops that have neither. I work shifts, so I know my free evenings a "
    "month ahead, and I would hold a surgery at the depot café, where people already tell me what is wrong."
)

STATEMENT_OF_MERCY = (
    "I have run the breakfast club at Alma Road primary for eight years, and I am a governor of the "
    "school. Two winters ago eleven children came to us from one block where the bedrooms were black with "
    "mould. I asked their parents if we could look at it together. We took photographs every Monday for a "
    "month, wrote to the landlord as one group, and invited the council’s housing officer to breakfast. "
    "Nine of the eleven flats have been treated. As a councillor I would like that to need no breakfast: "
    "one telephone number, one date for each visit, and a list that tenants can see. I would also look "
    "after the library, where our children do their homework. I have Mondays, Wednesdays and Saturdays, "
    "and my sister has the children."
)

STATEMENT_OF_HARPREET = (
    "I have lived on Tanner Street all my life and do the accounts for three small charities in town. When "
    "our recycling was missed three times running I asked the neighbours to note each date, found that the "
    "lorry could not pass the parked cars on market day, and suggested that our round move to Thursday. It "
    "took two letters and one walk with the depot manager, and it has worked since May. Most of what I "
    "have done is like that: finding out why, then asking the right person. As a councillor I would bring "
    "the same patience to the budget, which too few people read, and publish a page of it in plain words "
    "for our ward. I can give three evenings a week, and I finish what I start."
)

LEARNERS = (
    Learner(
        "nadia.ahmed",
        "Nadia Ahmed",
        done=4,
        began=19,
        seen=1,
        email="trainee@example.org",
        statement=NADIAS_DRAFT,
        stumbles=True,
        here=("heading-3", "Shortlist and vote"),
    ),
    Learner(
        "gareth.llyr",
        "Gareth Llŷr Pugh",
        done=10,
        began=33,
        seen=6,
        email="gareth.pugh@example.org",
        statement=STATEMENT_OF_GARETH,
        hides=True,
    ),
    Learner(
        "mercy.adeyemi",
        "Mercy Adeyemi",
        done=10,
        began=27,
        seen=3,
        email="mercy.adeyemi@example.org",
        statement=STATEMENT_OF_MERCY,
        certified_as="Mercy Okonjo",
        stumbles=True,
    ),
    Learner(
        "harpreet.gill",
        "Harpreet Kaur Gill",
        done=9,
        began=24,
        seen=2,
        email="harpreet.gill@example.org",
        statement=STATEMENT_OF_HARPREET,
        here=("heading-2", "Four parts"),
    ),
    Learner(
        "tomasz.z",
        "Tomasz Zieliński",
        done=7,
        began=30,
        seen=9,
        email="tomasz.zielinski@example.org",
        stumbles=True,
        here=("heading-3", "A shape that works"),
    ),
    Learner(
        "siobhan.kelly",
        "Siobhán Kelly",
        done=2,
        began=12,
        seen=4,
        email="siobhan.kelly@example.org",
        here=("heading-3", "Officers"),
    ),
    Learner(
        "joel.francis",
        "Joel Francis",
        done=2,
        began=40,
        seen=31,
        email="joel.francis@example.org",
        withdrew=True,
    ),
    Learner("rukhsana.malik", "Rukhsana Malik", done=1, began=5, seen=5, email="rukhsana.malik@example.org"),
    # Signs in with a sign-in name: has no e-mail address.
    Learner(
        "dennis.cartwright",
        "Dennis Cartwright",
        done=0,
        began=2,
        seen=2,
        here=("heading-1", "A bin and a bus"),
    ),
)
