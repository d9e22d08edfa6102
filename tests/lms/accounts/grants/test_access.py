"""What somebody can see is told in words that follow the doors; reading it is recorded."""

from __future__ import annotations

import pytest
import rules
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from lms.accounts.access import Access, forget_access, open_to, register_access, registered_access
from lms.accounts.grants.services import grant_role
from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, SAFEGUARDING, FormerName, User
from lms.accounts.profiles.services import change_profile
from lms.audit.models import AuditEvent
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db

# Rules that open nobody else's record: one's own things, deeds, pages, and what asks for one record.
NOT_ABOUT_OTHERS = {
    "assessment.read_work",  # as assessment.review, for one
    "assessment.review_work",  # as assessment.review, for one
    "accounts.decide_standing",
    "accounts.look_after_invitation",
    "accounts.recover_account",
    "cohorts.confirm_pathway",
    "cohorts.edit_date_advice",  # words about the law, and nobody in them
    "cohorts.read_decision",
    "cohorts.read_review",
    "cohorts.review_applications",
    "cohorts.handle_application",
    "cohorts.lead_session",
    "cohorts.read_application",  # as cohorts.run_some_cohort, for one
    "cohorts.run_cohort",  # as cohorts.run_some_cohort, for one
    "cohorts.see_cohort",
    "cohorts.see_pathway",  # as cohorts.run_some_cohort, for one
    "cohorts.see_place",
    "cohorts.see_session",
    "cohorts.set_up_programmes",
    "cohorts.write_forms",
    "cohorts.write_review",
    "consent.reword",
    "consent.see_counts",
    "courses.download_certificate",
    "courses.keep_certificate",
    "courses.learn",
    "courses.read_certificate",
    "accounts.end_council",  # counts people, and names none
    "courses.read_lesson",
    "courses.read_writing",
    "messaging.edit_copy",
    "messaging.send_bulk",
    "pages.edit_pages",
    "pages.read_document",
    "pages.write_drafts",
    "privacy.act_for_the_dead",
    "privacy.delay_reading",
    "privacy.download_copy",
    "privacy.dry_run",
}


def test_every_rule_that_opens_others_records_is_told_in_words():
    told = {kind.rule for kind in registered_access() if kind.rule}
    there = set(rules.permissions.permissions)

    assert sorted(there - told - NOT_ABOUT_OTHERS) == []
    assert sorted(told - there) == []


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("", set()),
        (EDITORS, set()),
        (
            ORGANISERS,
            {
                "access_needs",
                "applications",
                "attendance",
                "certificates",
                "cohort_people",
                "invitations",
                "pathways",
                "phone_round",
                "timelines",
                "works",
            },
        ),
        (SAFEGUARDING, {"accounts", "timelines", "safeguarding_timelines"}),
    ],
)
def test_what_each_role_may_read(group, codes):
    assert {kind.code for kind in open_to(UserFactory(group=group))} == codes


def test_administrators_read_all_but_what_is_told_to_others():
    everything = {kind.code for kind in registered_access()}
    mine = {kind.code for kind in open_to(UserFactory(group=ADMINISTRATORS))}
    assert everything - mine == {
        "access_needs",
        "applications",
        "attendance",
        "cohort_people",
        "pathways",
        "reviewing",
        "safeguarding_timelines",
        "works",
    }


def test_words_follow_the_rule_of_the_door():
    person = UserFactory()
    rules.set_perm("tests.read", rules.predicate(lambda user: user == person))
    kind = Access("tests", "Things", "to try", rule="tests.read")
    register_access(kind)
    try:
        assert kind in open_to(person)
        assert kind not in open_to(UserFactory(group=ADMINISTRATORS))
        with pytest.raises(ImproperlyConfigured):
            register_access(Access("tests", "Other things", "to try", rule="tests.read"))
    finally:
        forget_access("tests")
        rules.remove_perm("tests.read")


def test_an_administrator_sees_what_somebody_can_see_and_it_is_recorded():
    ada, person = UserFactory(group=ADMINISTRATORS, name="Ada"), UserFactory(name="Olu")
    grant_role(person=person, role=ORGANISERS, actor=ada)
    change_profile(
        person=person, name="Olu", certificate_name="", pronouns="they/them", access_needs="A lift"
    )

    page = sign_in(Client(), ada).get(f"/admin/sees/{person.uid}/").content.decode()

    assert "Certificates that are valid" in page
    assert "organiser, for the whole organisation" in " ".join(page.split())
    assert "by Ada" in page
    assert "they/them" in page
    assert "A lift" not in page  # for organisers, not for administrators
    read = AuditEvent.objects.get(action="accounts.read_access")
    assert (read.actor_uid, read.about_uid, read.is_read) == (ada.uid, person.uid, True)


def test_former_names_are_for_administrators_and_each_reading_is_recorded():
    ada, person = UserFactory(group=ADMINISTRATORS), UserFactory(name="Formerly")
    change_profile(person=person, name="Now", certificate_name="")
    client, address = sign_in(Client(), ada), f"/admin/sees/{person.uid}/former-names/"

    assert FormerName.objects.get().name == "Formerly"
    assert "Formerly" not in client.get(f"/admin/sees/{person.uid}/").content.decode()
    assert "Formerly" in client.get(address).content.decode()
    assert "Formerly" in client.get(address).content.decode()
    assert AuditEvent.objects.filter(action="accounts.read_former_names", about_uid=person.uid).count() == 2
    for group in (EDITORS, ORGANISERS, SAFEGUARDING):
        assert sign_in(Client(), UserFactory(group=group)).get(address).status_code == 302


def test_opening_a_person_in_wagtail_is_recorded():
    ada, person = UserFactory(group=ADMINISTRATORS), UserFactory()
    page = sign_in(Client(), ada).get(f"/admin/users/edit/{person.pk}/").content.decode()
    assert f"/admin/sees/{person.uid}/" in page
    read = AuditEvent.objects.get(action="accounts.read_person")
    assert (read.actor_uid, read.about_uid, read.is_read) == (ada.uid, person.uid, True)


def test_everybody_sees_what_they_see_and_who_sees_them():
    page = sign_in(Client(), UserFactory()).get("/account/access/").content.decode()
    assert "Nothing but their names where you meet them." in page
    assert "You and organisers; not administrators, and no other learner." in page

    organiser = sign_in(Client(), UserFactory(group=ORGANISERS)).get("/account/access/").content.decode()
    assert "Accessibility needs, where people told them" in organiser
    assert "since " in organiser


@pytest.mark.parametrize("size", [1, 30])
def test_the_screen_asks_as_many_queries_for_one_role_as_for_thirty(django_assert_num_queries, size):
    ada, person = UserFactory(group=ADMINISTRATORS), UserFactory()
    for number in range(size):
        giver = UserFactory()
        person.grants.create(role=f"role {number}", given_by=giver, ended_by=giver, ended_at=None)
    client = sign_in(Client(), ada)
    client.get(f"/admin/sees/{person.uid}/")
    with django_assert_num_queries(12):
        client.get(f"/admin/sees/{person.uid}/")


def test_a_page_with_a_persons_names_needs_a_second_factor():
    person = UserFactory()
    for group in (SAFEGUARDING, ADMINISTRATORS):
        client = sign_in(Client(), UserFactory(group=group), second_factor=False)
        for address in ("/admin/", f"/admin/sees/{person.uid}/", "/admin/record/export.csv", "/admin/users/"):
            assert client.get(address)["Location"].startswith("/account/second-factor/")
        assert client.get("/admin/api/main/pages/")["Location"].startswith("/account/second-factor/")
    assert not AuditEvent.objects.filter(is_read=True).exists()


def test_an_organiser_of_one_cohort_needs_a_second_factor_too():
    from uuid import uuid4

    person = UserFactory()
    grant_role(person=person, role=ORGANISERS, actor=None, scope_kind="cohort", scope_uid=uuid4())
    client = sign_in(Client(), User.objects.get(pk=person.pk), second_factor=False)
    assert client.get("/my/")["Location"].startswith("/account/second-factor/")
