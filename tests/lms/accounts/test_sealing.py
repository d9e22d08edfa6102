"""Secrets of second factors are unreadable without the site's key."""

from __future__ import annotations

import json
import logging
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.management import call_command
from django.core.management.base import CommandError

from lms.accounts.sealing import seal, unseal
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FORMER, PRESENT = "the former key " * 5, "the present key " * 5


def _code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, list(yield_hotp_counters_from_time())[1]))


def _stored(factor: Authenticator) -> str:
    return json.dumps(Authenticator.objects.get(pk=factor.pk).data)


def test_secret_of_an_app_is_not_in_the_database_and_its_code_is_right() -> None:
    app = TOTP.activate(UserFactory(), SECRET)

    assert SECRET not in _stored(app.instance)
    assert _stored(app.instance).startswith('{"secret": "gAAAA')
    assert app.validate_code("000000") is False
    assert app.validate_code(_code_now()) is True


def test_seed_of_recovery_codes_is_not_in_the_database_and_each_code_works_once() -> None:
    codes = RecoveryCodes.activate(UserFactory())
    first, second = codes.generate_codes()[:2]

    seed = unseal(codes.instance.data["seed"])
    assert len(seed) == 80
    assert seed not in _stored(codes.instance)
    assert [codes.validate_code(first), codes.validate_code(first), codes.validate_code(second)] == [
        True,
        False,
        True,
    ]


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    assert seal(SECRET) != seal(SECRET)
    assert unseal(seal(SECRET)) == SECRET


def test_former_key_opens_until_the_secrets_are_renewed(settings: Any) -> None:
    settings.SECRET_KEY = FORMER
    app = TOTP.activate(UserFactory(), SECRET)
    codes = RecoveryCodes.activate(app.instance.user)
    wanted = codes.generate_codes()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = PRESENT, [FORMER]

    assert app.validate_code(_code_now()) is True
    said = StringIO()
    call_command("renew_secrets", stdout=said)
    settings.SECRET_KEY_FALLBACKS = []

    assert said.getvalue() == "2 second factors are sealed with the present key.\n"
    app.instance.refresh_from_db()
    codes.instance.refresh_from_db()
    assert unseal(app.instance.data["secret"]) == SECRET
    assert codes.generate_codes() == wanted
    assert codes.instance.data["used_mask"] == 0


def test_secret_of_an_unknown_key_makes_every_code_wrong_and_is_an_error(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SECRET_KEY = FORMER
    app = TOTP.activate(UserFactory(), SECRET)
    settings.SECRET_KEY = PRESENT

    with caplog.at_level(logging.ERROR, "lms.accounts.sealing"):
        assert app.validate_code(_code_now()) is False
    assert caplog.messages == [
        "a second factor was sealed with a key that SECRET_KEY_FALLBACKS does not name"
    ]
    assert unseal(app.instance.data["secret"]) != unseal(app.instance.data["secret"])
    with pytest.raises(CommandError, match=r"1 could not be opened. Is their key named"):
        call_command("renew_secrets", stdout=StringIO())


def test_what_was_stored_in_the_open_is_no_secret() -> None:
    app = TOTP.activate(UserFactory(), SECRET)
    app.instance.data = {"secret": SECRET}
    app.instance.save()

    assert app.validate_code(_code_now()) is False
