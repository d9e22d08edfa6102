"""Words of organisers in place of the house's: gaps are filled from a declared set, and from nothing else."""

from __future__ import annotations

import pytest

from lms.accounts.models import ORGANISERS
from lms.audit.models import AuditEvent
from lms.messaging.copy_services import check_subject, copy_for, reset_copy, save_copy
from lms.messaging.copy_text import WordsError, check_words, fill, paragraphs_html, paragraphs_text
from lms.messaging.models import MessageCopy
from tests.factories.accounts import UserFactory

KIND = "session.moved"


@pytest.mark.parametrize(
    "words",
    [
        "{user}",
        "{name.password}",
        "{name[0]}",
        "{name!r}",
        "{name:>9999999999}",
        "{}",
        "{0}",
        "{ name }",
        "{Name}",
        "{name",
        "name}",
        "{{name}}",
        "{__class__}",
        "{name}{",
    ],
)
def test_only_whole_placeholders_of_the_set_are_words(words):
    with pytest.raises(WordsError):
        check_words(words, allowed={"name"})


def test_the_refusal_names_what_is_unknown():
    with pytest.raises(WordsError, match=r"There is nothing to put in place of \{court\}, \{user\} here\."):
        check_words("Dear {user}, {name}, see {court}", allowed={"name"})


def test_a_value_is_never_read_for_gaps_again():
    assert fill("{name} {link}", {"name": "{link}", "link": "x"}) == "{link} x"


def test_values_and_words_are_escaped_in_html():
    html = paragraphs_html("<b>Dear</b> {name},\none\n\n \n\ntwo & three", {"name": '<img src=x> "&amp;"'})

    assert html == (
        "<p>&lt;b&gt;Dear&lt;/b&gt; &lt;img src=x&gt; &quot;&amp;amp;&quot;,<br>one</p>\n"
        "<p>two &amp; three</p>"
    )


def test_plain_text_keeps_its_paragraphs():
    assert (
        paragraphs_text("Dear {name},\r\n\r\n\r\nOne.\nTwo.", {"name": "<Nadia>"})
        == "Dear <Nadia>,\n\nOne.\nTwo."
    )


def test_subject_takes_no_placeholder_with_somebodys_words():
    sets = {"allowed": {"name", "when"}, "in_subject": {"when"}}

    check_subject("Your session on {when}", **sets)
    with pytest.raises(
        WordsError, match=r"The subject is seen on locked screens, so it cannot hold \{name\}"
    ):
        check_subject("A word for {name}", **sets)
    with pytest.raises(WordsError, match="nothing to put in place of"):
        check_subject("{other}", **sets)


@pytest.mark.django_db
def test_the_newest_version_counts_and_the_house_may_speak_again():
    organiser = UserFactory(group=ORGANISERS)
    words = {"kind": KIND, "language": "en-gb", "actor": organiser}
    assert copy_for(KIND, "en-gb") is None

    save_copy(subject="One", text="First {name}", **words)
    save_copy(subject="Two", text="Second {name}", **words)
    save_copy(subject="Two", text="Second {name}", **words)
    found = copy_for(KIND, "en-gb")

    assert (found.subject({}), found.text({"name": "Nadia"})) == ("Two", "Second Nadia")
    assert copy_for(KIND, "cy") is None
    assert copy_for("another", "en-gb") is None

    reset_copy(kind=KIND, language="en-gb", actor=organiser)
    reset_copy(kind=KIND, language="en-gb", actor=organiser)

    assert copy_for(KIND, "en-gb") is None
    history = MessageCopy.objects.values_list("version", "is_house", "text")
    assert list(history) == [(3, True, ""), (2, False, "Second {name}"), (1, False, "First {name}")]


@pytest.mark.django_db
def test_the_record_says_who_changed_which_words_but_not_the_words():
    organiser = UserFactory(group=ORGANISERS)
    save_copy(kind=KIND, language="cy", subject="One", text="Secret {name}", actor=organiser)

    event = AuditEvent.objects.get()

    assert (event.action, event.subject, event.actor_uid) == ("copy.change", f"copy:{KIND}:cy", organiser.uid)
    assert event.details == {"version": 1}


@pytest.mark.django_db
def test_reading_the_words_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        copy_for(KIND, "en-gb")


def test_a_copy_knows_when_a_value_is_missing():
    from lms.messaging.copy_services import Copy

    copy = Copy("About {what}", "Dear {name}")

    assert copy.fits({"what": "x", "name": "y", "more": "z"})
    assert not copy.fits({"name": "y"})
