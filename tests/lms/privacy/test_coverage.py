"""No table with a person in it is forgotten, and what is registered makes sense."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from lms.accounts.models import User
from lms.privacy.registry import PersonalData, all_data, covered_models, in_order_of_erasing, register_data

# Tables that hold an address or a number of somebody, and yet nothing on a person who uses the site.
NOT_PERSONAL = {
    "pages.sitesettings",  # the organisation’s own address for help
}


def names_a_person(field: models.Field) -> bool:
    """An own foreign key to a person, a number of one, or an address."""
    if field.related_model is User:
        return True
    return field.name.endswith("_uid") or "email" in field.name or isinstance(field, models.EmailField)


def tables_with_people() -> set[str]:
    found = set()
    for model in apps.get_models():
        own = [*model._meta.local_fields, *model._meta.local_many_to_many]
        if model is User or any(names_a_person(field) for field in own):
            found.add(model._meta.label_lower)
    return found


def test_every_table_with_a_person_in_it_is_registered():
    missing = tables_with_people() - covered_models() - NOT_PERSONAL

    assert sorted(missing) == []


def test_every_registered_table_exists():
    known = {model._meta.label_lower for model in apps.get_models()}

    assert sorted(covered_models() - known) == []


def test_the_test_of_coverage_sees_what_it_should():
    assert {
        "accounts.user",
        "courses.writing",
        "wagtailcore.page",
        "audit.auditevent",
    } <= tables_with_people()


def test_account_goes_last():
    assert in_order_of_erasing()[-1].code == "account"


def test_same_code_for_two_things_is_refused():
    known = all_data()[0]

    register_data(known)
    with pytest.raises(Exception, match="Two kinds of personal data"):
        register_data(PersonalData(known.code, "Other", "why", "who", "long"))


@pytest.mark.django_db
def test_everything_can_be_counted_and_exported_for_somebody_new():
    person = User.objects.create_user("new", "new@example.org", name="New")

    for data in all_data():
        list(data.export(person))
        for part in data.erase:
            assert part.count(person) >= 0, (data.code, str(part.what))
