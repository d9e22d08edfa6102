"""Changing people: the letters asked for at the door, roles, names."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from lms.accounts.duties import hand_duties_over
from lms.accounts.errors import LastAdministratorError, LinkUsedError, OwnAccessError, WrongPasswordError
from lms.accounts.grants.services import begin_grant, finish_grants
from lms.accounts.letters import send_letter
from lms.accounts.models import (
    ADMINISTRATORS,
    ORGANISERS,
    STAFF_GROUPS,
    LetterKind,
    LetterRequest,
    User,
)
from lms.accounts.profiles.services import keep_former_name
from lms.accounts.safety.addresses import confirm_address, note_address_change
from lms.accounts.sealing import seal_anew
from lms.accounts.selectors import person_who_may_sign_in
from lms.audit.services import record
from lms.language import content_language, speaking
from lms.queue.services import enqueue
from lms.reading import Reading, is_choice, read

SIGN_UP_LASTS = timedelta(days=3)
CODE_LASTS = timedelta(minutes=15)
FORGET_AFTER = timedelta(days=3)
_ANSWER = "lms.accounts.tasks.answer_letter_request_job"
_SIGN_UP_SALT = "lms.accounts.sign-up"


@transaction.atomic
def _ask(letter: LetterRequest) -> LetterRequest:
    """Write the request down and queue its one answer. Never looks the address up."""
    letter.language = content_language()
    letter.save()
    enqueue(_ANSWER, letter.pk)
    return letter


def ask_to_sign_up(*, email: str, name: str, password: str) -> LetterRequest:
    """A letter to ``email`` is on its way: a link that makes the account, or word that there is one.

    The caller has the person's word that they are 18 or over; the moment of
    asking is the moment of that word. No account exists before the link is used.
    """
    return _ask(
        LetterRequest(kind=LetterKind.SIGN_UP, email=email, name=name, password=make_password(password))
    )


def ask_for_password(*, email: str) -> LetterRequest:
    """A letter to ``email`` is on its way: a link to choose a password, or word that there is no account."""
    return _ask(LetterRequest(kind=LetterKind.PASSWORD, email=email))


def ask_for_code(*, email: str) -> LetterRequest:
    """A letter to ``email`` is on its way: the request's code, or word that there is no account."""
    code = f"{secrets.randbelow(10**8):08d}"
    return _ask(LetterRequest(kind=LetterKind.CODE, email=email, code=code))


def _link(name: str, **kwargs: str) -> str:
    return settings.SITE_URL + reverse(name, kwargs=kwargs)


def sign_up_key(letter: LetterRequest) -> str:
    return signing.dumps(str(letter.uid), salt=_SIGN_UP_SALT)


def read_sign_up_key(key: str) -> UUID:
    """Raises ``LinkUsedError`` for a key that is forged or older than three days."""
    try:
        return UUID(signing.loads(key, salt=_SIGN_UP_SALT, max_age=SIGN_UP_LASTS))
    except (signing.BadSignature, ValueError):
        raise LinkUsedError from None


@transaction.atomic
def answer_letter_request(*, letter_id: int) -> None:
    """The request is answered by exactly one letter, and forgotten unless it waits to be confirmed.

    Idempotent; locks the request, so a job that runs twice sends one letter.
    """
    letter = LetterRequest.objects.select_for_update().filter(pk=letter_id, answered_at=None).first()
    if letter is None:
        return
    if letter.kind == LetterKind.SIGN_UP:
        with speaking(letter.language):
            _answer_sign_up(letter)
    else:
        person = person_who_may_sign_in(letter.email)
        with speaking((person.language if person else "") or letter.language):
            _answer_with_way_in(letter, person)


def _answer_sign_up(letter: LetterRequest) -> None:
    if User.objects.filter(email=letter.email).exists():
        links = {"login_url": _link("account_login"), "password_reset_url": _link("account_reset_password")}
        send_letter("account/email/account_already_exists", letter.email, links)
        letter.delete()
        return
    url = _link("accounts:confirm_sign_up", key=sign_up_key(letter))
    send_letter(
        "account/email/email_confirmation_signup",
        letter.email,
        # Without the name: whoever typed it could write a message of their own to a stranger.
        {"activate_url": url, "days": SIGN_UP_LASTS.days},
    )
    letter.answered_at = timezone.now()
    letter.save(update_fields=["answered_at"])


def _answer_with_way_in(letter: LetterRequest, person: User | None) -> None:
    if person is None:
        send_letter("account/email/unknown_account", letter.email, {"signup_url": _link("account_signup")})
    elif letter.kind == LetterKind.CODE:
        minutes = int(CODE_LASTS.total_seconds() // 60)
        code = f"{letter.code[:4]} {letter.code[4:]}"
        send_letter("account/email/login_code", letter.email, {"code": code, "minutes": minutes})
    else:
        url = _link(
            "account_reset_password_from_key",
            uidb36=user_pk_to_url_str(person),
            key=default_token_generator.make_token(person),
        )
        context = {"password_reset_url": url, "username": person.username}
        send_letter("account/email/password_reset_key", letter.email, context)
    letter.delete()


@transaction.atomic
def confirm_sign_up(*, uid: UUID, password: str | None) -> User:
    """The person who asked has an account with a confirmed address.

    ``password`` is what they typed to show that it was they who signed up;
    None where the caller knows that already (the same browser). Whoever merely
    reads the letter cannot be led into an account whose password a stranger chose.

    Locks the request: of two clicks one makes the account. Raises
    ``LinkUsedError`` and ``WrongPasswordError``.
    """
    letter = LetterRequest.objects.select_for_update().filter(uid=uid, kind=LetterKind.SIGN_UP).first()
    if letter is None or letter.created_at < timezone.now() - SIGN_UP_LASTS:
        raise LinkUsedError
    if password is not None and not check_password(password, letter.password):
        raise WrongPasswordError
    if User.objects.filter(email=letter.email).exists():
        raise LinkUsedError
    person = User(
        email=letter.email,
        name=letter.name,
        password=letter.password,
        language=letter.language if letter.language != settings.LANGUAGE_CODE else "",
        confirmed_adult_at=letter.created_at,
    )
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # two letters for one address, used at the same moment
        raise LinkUsedError from None
    confirm_address(person=person)
    LetterRequest.objects.filter(kind=LetterKind.SIGN_UP, email=letter.email).delete()
    record(actor_uid=person.uid, action="accounts.signed_up", subject=f"person:{person.uid}")
    return person


@transaction.atomic
def save_person(*, person: User, roles: Iterable[str], actor: User, successor: User | None = None) -> User:
    """``person`` is stored as given, in exactly the staff groups named by ``roles``.

    A new person has no password: they sign in by a code, or choose one by
    letter. Whoever changes somebody's address leaves it to be confirmed anew, and both
    addresses are told.
    Role changes are recorded, and who gave which role is kept. Where the last organiser stops
    being one, ``successor`` is the next, or else an administrator.
    Locks the administrators' group, so that two administrators cannot take each other's role at once.

    Raises ``LastAdministratorError`` and ``OwnAccessError``.
    """
    Group.objects.select_for_update().get(name=ADMINISTRATORS)
    before = User.objects.filter(pk=person.pk).first() if person.pk else None
    held = (
        set(before.groups.filter(name__in=STAFF_GROUPS).values_list("name", flat=True)) if before else set()
    )
    wanted = set(roles) & set(STAFF_GROUPS)
    if before is not None:
        _refuse_lockout(before, person, held, wanted, actor)
    else:
        person.set_unusable_password()
    person.save()
    if before is not None:
        keep_former_name(person=person, former=before.name)
    if before is not None and before.email != person.email:
        EmailAddress.objects.filter(user=person).delete()
        note_address_change(person=person, old=before.email, actor_uid=actor.uid)
    if before is not None and ORGANISERS in held - wanted:
        hand_duties_over(person=person, successor=successor, actor=actor)
    for role in held - wanted:
        finish_grants(person=person, role=role, actor=actor)
    person.groups.remove(*Group.objects.filter(name__in=held - wanted))
    for role in wanted - held:
        begin_grant(person=person, role=role, actor=actor)
    person.groups.add(*Group.objects.filter(name__in=wanted - held))
    _record_changes(before, person, held, wanted, actor)
    return person


def _refuse_lockout(before: User, after: User, held: set[str], wanted: set[str], actor: User) -> None:
    was = before.is_active and (before.is_superuser or ADMINISTRATORS in held)
    stays = after.is_active and (before.is_superuser or ADMINISTRATORS in wanted)
    if not was or stays:
        return
    others = User.objects.filter(Q(is_superuser=True) | Q(groups__name=ADMINISTRATORS), is_active=True)
    if not others.exclude(pk=before.pk).exists():
        raise LastAdministratorError
    if actor.pk == before.pk:
        raise OwnAccessError


def _record_changes(before: User | None, person: User, held: set[str], wanted: set[str], actor: User) -> None:
    subject = f"person:{person.uid}"
    if before is None:
        record(actor_uid=actor.uid, action="accounts.person_added", subject=subject, about_uid=person.uid)
    elif before.is_active != person.is_active:
        action = "accounts.person_activated" if person.is_active else "accounts.person_deactivated"
        record(actor_uid=actor.uid, action=action, subject=subject, about_uid=person.uid)
    if held != wanted:
        record(
            actor_uid=actor.uid,
            action="accounts.roles_changed",
            subject=subject,
            about_uid=person.uid,
            added=sorted(wanted - held),
            removed=sorted(held - wanted),
        )


def choose_language(*, person: User, language: str) -> None:
    """``person`` is spoken and written to in ``language`` from now on. Idempotent."""
    if person.language != language:
        person.language = language
        person.save(update_fields=["language"])


def choose_reading(*, person: User, reading: Reading) -> None:
    """``person`` reads in this way on every device from now on. Idempotent."""
    if person.reading != reading.kept:
        person.reading = reading.kept
        person.save(update_fields=["reading"])


def adopt_reading(*, person: User, kept: str) -> None:
    """Somebody who never chose has the choice of the device, if it holds one. Idempotent."""
    if not person.reading and is_choice(kept):
        choose_reading(person=person, reading=read(kept))


def forget_letter_requests() -> int:
    """Sign-ups nobody confirmed for three days are gone afterwards; returns how many went."""
    old = LetterRequest.objects.filter(created_at__lt=timezone.now() - FORGET_AFTER)
    return old.delete()[0]


def forget_sessions() -> None:
    """Sessions that have ended are gone from the database: who was signed in once is nobody's business."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def renew_secrets() -> tuple[int, int]:
    """Every secret of an app or of recovery codes is sealed with the present key; how many are, how many not.

    For a change of ``SECRET_KEY``. Repeatable; one short transaction for each, which locks it.
    """
    sealed = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk")
    outcomes = [_renew_secret(pk) for pk in sealed.values_list("pk", flat=True)]
    return sum(outcomes), len(outcomes) - sum(outcomes)


@transaction.atomic
def _renew_secret(authenticator_id: int) -> bool:
    factor = Authenticator.objects.select_for_update().filter(pk=authenticator_id).first()
    if factor is None:
        return True
    name = "secret" if factor.type == Authenticator.Type.TOTP else "seed"
    renewed = seal_anew(factor.data.get(name, ""))
    if renewed is None:
        return False
    factor.data = {**factor.data, name: renewed}
    factor.save(update_fields=["data"])
    return True
