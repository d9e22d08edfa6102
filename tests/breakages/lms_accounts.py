"""People: how they join, what roles they hold, who may change whom."""

# ruff: noqa: E501

from tests.breakages import Room

ROOM = Room("accounts")
HERE = "tests/lms/accounts"

addresses = ROOM.file("lms/accounts/safety/addresses.py", f"{HERE}/safety/test_addresses.py")
addresses.breaks(
    "    EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()\n",
    "",
    "A former address still opens the account.",
    f"{HERE}/test_people.py",
)
addresses.breaks(
    "    _drop_newer_factors(person, change.at)\n",
    "",
    "Whoever took an account over keeps a passkey to it after the owner is back.",
)
addresses.breaks(
    "        person.set_unusable_password()\n",
    "        pass\n",
    "Whoever took an account over still knows its password after the owner is back.",
)

services = ROOM.file(
    "lms/accounts/services.py", f"{HERE}/test_sign_up.py", f"{HERE}/test_alike.py", f"{HERE}/test_sign_in.py"
)
services.breaks(
    "    letter.save()\n    enqueue(_ANSWER, letter.pk)\n",
    "    letter.save()\n",
    "Nobody ever gets a letter: no sign-up, no code, no new password.",
)
services.breaks(
    "password=make_password(password))",
    "password=password)",
    "Passwords of people who sign up lie in the database as they were typed.",
)
services.breaks(
    'f"{secrets.randbelow(10**8):08d}"',
    'f"{secrets.randbelow(10**8)}"',
    "One code in ten has fewer than eight digits and looks broken.",
    f"{HERE}/test_sign_in.py",
    f"{HERE}/test_letters.py",
)
services.breaks(
    "salt=_SIGN_UP_SALT, max_age=SIGN_UP_LASTS))",
    "salt=_SIGN_UP_SALT))",
    "A link to sign up works for ever.",
)
services.breaks(
    "    except (signing.BadSignature, ValueError):\n        raise LinkUsedError from None",
    "    except ValueError:\n        raise LinkUsedError from None",
    "A link that was copied by half is answered by an error page.",
)
services.breaks(
    "filter(pk=letter_id, answered_at=None).first()",
    "filter(pk=letter_id).first()",
    "A job that runs twice sends the sign-up letter twice.",
    HERE,
)
services.breaks(
    '        send_letter("account/email/account_already_exists", letter.email, links)\n        letter.delete()\n        return\n',
    '        send_letter("account/email/account_already_exists", letter.email, links)\n        return\n',
    "Somebody who signs up again and again gets letter after letter, and the name they typed stays.",
    HERE,
)
services.breaks(
    '        send_letter("account/email/password_reset_key", letter.email, context)\n    letter.delete()\n',
    '        send_letter("account/email/password_reset_key", letter.email, context)\n',
    "Codes stay in the database after they were sent, and a second run sends them again.",
    HERE,
)
services.breaks(
    "if letter is None or letter.created_at < timezone.now() - SIGN_UP_LASTS:\n        raise LinkUsedError",
    "if letter is None:\n        raise LinkUsedError",
    "An old sign-up can be confirmed where the key was made anew.",
    HERE,
)
services.breaks(
    "    if password is not None and not check_password(password, letter.password):\n        raise WrongPasswordError\n",
    "",
    "Whoever reads the letter opens the account with any password.",
)
services.breaks(
    "    except IntegrityError:  # two letters for one address, used at the same moment\n        raise LinkUsedError from None",
    "    except ZeroDivisionError:\n        raise LinkUsedError from None",
    "Two clicks at the same moment: one person sees an error page.",
    HERE,
)
services.breaks(
    "        confirmed_adult_at=letter.created_at,\n",
    "",
    "We cannot show when somebody said that they are 18 or over.",
)
services.breaks(
    "    confirm_address(person=person)\n    LetterRequest",
    "    LetterRequest",
    "The address of a new person counts as unconfirmed.",
)
services.breaks(
    "    LetterRequest.objects.filter(kind=LetterKind.SIGN_UP, email=letter.email).delete()\n",
    "",
    "A second link for the same address stays usable, with its password.",
)
services.breaks(
    '    record(actor_uid=person.uid, action="accounts.signed_up", subject=f"person:{person.uid}")\n',
    "",
    "The record of actions does not know of a new person.",
)
services.breaks(
    "    if before is not None:\n        _refuse_lockout(before, person, held, wanted, actor)\n",
    "    if before is not None:\n        pass\n",
    "The last administrator can be taken away, and nobody can bring one back.",
    f"{HERE}/test_people_admin.py",
)
services.breaks(
    "        person.set_unusable_password()\n    person.save()",
    "        pass\n    person.save()",
    "A person whom an administrator adds has an empty password.",
    f"{HERE}/test_people_admin.py",
)
services.breaks(
    "    if before is not None and before.email != person.email:\n        EmailAddress.objects.filter(user=person).delete()\n",
    "",
    "An address that an administrator typed counts as confirmed by its owner.",
    f"{HERE}/test_people_admin.py",
)
services.breaks(
    "    person.groups.remove(*Group.objects.filter(name__in=held - wanted))\n",
    "",
    "A role that is taken away stays.",
    f"{HERE}/test_people_admin.py",
)
services.breaks(
    "    wanted = set(roles) & set(STAFF_GROUPS)\n",
    "    wanted = set(roles)\n",
    "A form can put people into groups that are no roles.",
    f"{HERE}/test_people_admin.py",
)
services.breaks(
    "    was = before.is_active and (before.is_superuser or ADMINISTRATORS in held)",
    "    was = ADMINISTRATORS in held",
    "The only superuser can be switched off.",
    f"{HERE}/test_people_admin.py",
)
services.breaks(
    "Q(is_superuser=True) | Q(groups__name=ADMINISTRATORS), is_active=True)",
    "Q(is_superuser=True) | Q(groups__name=ADMINISTRATORS))",
    "An administrator who cannot sign in counts as the other administrator.",
    f"{HERE}/test_people_admin.py",
)
services.breaks(
    "    if actor.pk == before.pk:\n        raise OwnAccessError\n",
    "",
    "An administrator locks themselves out by a slip.",
    f"{HERE}/test_people_admin.py",
)
services.breaks(
    "    elif before.is_active != person.is_active:\n",
    "    elif before.is_active and person.is_active:\n",
    "Nobody knows who switched an account off.",
    f"{HERE}/test_people_admin.py",
)
services.breaks(
    "            added=sorted(wanted - held),\n",
    "            added=sorted(wanted),\n",
    "The record says that roles were given which were there before.",
    f"{HERE}/test_people_admin.py",
)
ROOM.file("lms/accounts/profiles/services.py", f"{HERE}/profiles", f"{HERE}/test_own_account.py").breaks(
    '    person.save(update_fields=["name", "time_zone", "language"])',
    '    person.save(update_fields=["time_zone", "language"])',
    "A new name is not kept.",
)
services.breaks(
    "    old = LetterRequest.objects.filter(created_at__lt=timezone.now() - FORGET_AFTER)",
    "    old = LetterRequest.objects.filter(created_at__gt=timezone.now() - FORGET_AFTER)",
    "Sign-ups that wait are forgotten, old ones are kept for ever.",
    HERE,
)
services.breaks(
    "    factor.data = {**factor.data, name: renewed}\n",
    "    factor.data = {name: renewed}\n",
    "Recovery codes that were used once work again after a change of key.",
    f"{HERE}/test_sealing.py",
)
services.breaks(
    "    if renewed is None:\n        return False\n",
    "    if renewed is None:\n        return True\n",
    "The operator is told that all secrets are renewed, and drops the old key too soon.",
    f"{HERE}/test_sealing.py",
)

receivers = ROOM.file("lms/accounts/receivers.py", f"{HERE}/test_second_factor.py", f"{HERE}/test_roles.py")
ROOM.file("lms/accounts/grants/services.py", f"{HERE}/test_second_factor.py", f"{HERE}/grants").breaks(
    "    has_role = person.groups.exists() or scoped.exists()\n",
    "    has_role = person.has_role or person.groups.exists() or scoped.exists()\n",
    "Somebody who has left the staff must use a second factor for ever.",
)
receivers.breaks(
    "            for person in User.objects.filter(pk__in=pk_set or ()):\n                keep_in_step(person=person)\n",
    "            pass\n",
    "Somebody put into a group from the group's side is not asked for a second factor.",
)
receivers.breaks(
    "    if authenticator.type != Authenticator.Type.RECOVERY_CODES:\n",
    "    if True:\n",
    "Asking for recovery codes alone counts as a second factor.",
)
receivers.breaks(
    "User.objects.filter(groups=instance).update(has_role=True)",
    "User.objects.filter(groups=instance).update(has_role=False)",
    "A group that is emptied and filled again loses the second factor.",
)
receivers.breaks(
    '    ensure_schedule("Forget ended sessions", "lms.accounts.tasks.forget_sessions_job", minutes=24 * 60)\n',
    "",
    "The database keeps for ever who was signed in when.",
    f"{HERE}/test_sessions.py",
    fresh=True,
)

roles = ROOM.file("lms/accounts/roles.py", f"{HERE}/test_roles.py")
roles.breaks(
    'ROLES[ORGANISERS] = Role(\n    everywhere={"wagtailadmin.access_admin"},\n    pages={"add", "change"},',
    'ROLES[ORGANISERS] = Role(\n    everywhere={"wagtailadmin.access_admin"},\n    pages={"add", "change", "publish"},',
    "Organisers publish without an editor.",
    fresh=True,
)
roles.breaks('        "accounts.add_user",\n', "", "Administrators cannot add people.", fresh=True)
roles.breaks(
    "filter(name__in=(EDITORS, ADMINISTRATORS))",
    "filter(name__in=(EDITORS, ORGANISERS, ADMINISTRATORS))",
    "Organisers approve their own drafts.",
    fresh=True,
)

predicates = ROOM.file("lms/accounts/rules.py", f"{HERE}/test_roles.py", f"{HERE}/test_second_factor.py")
predicates.breaks(
    "    return bool(user.is_authenticated and user.is_active and (user.is_superuser or user.has_role))",
    "    return bool(user.is_authenticated and user.is_active and user.has_role)",
    "A superuser needs no second factor.",
)
predicates.breaks(
    "    return (user.is_active and user.is_superuser) or ADMINISTRATORS in roles_of(user)",
    "    return user.is_superuser or ADMINISTRATORS in roles_of(user)",
    "A superuser who was switched off still counts as administrator.",
)

selectors = ROOM.file(
    "lms/accounts/selectors.py",
    f"{HERE}/test_people.py",
    f"{HERE}/test_roles.py",
    f"{HERE}/test_demo.py",
    f"{HERE}/test_sign_in.py",
    f"{HERE}/test_alike.py",
)
selectors.breaks(
    "    return User.objects.filter(email=email, is_active=True).first()",
    "    return User.objects.filter(email=email).first()",
    "Somebody whose account was switched off signs in by letter.",
)
selectors.breaks(
    '    if not getattr(user, "has_role", False) or not user.is_active:\n',
    '    if not getattr(user, "has_role", False):\n',
    "Somebody whose account was switched off keeps their role while a job or a page asks.",
)

viewsets = ROOM.file("lms/accounts/viewsets.py", f"{HERE}/test_people_admin.py")
viewsets.breaks(
    "        if self.object.is_superuser and not request.user.is_superuser:\n            raise PermissionDenied\n",
    "",
    "An administrator takes over the superuser by changing their address.",
)
viewsets.breaks(
    '        return [p for p in super().get_urlpatterns() if p.name != "delete"]',
    "        return super().get_urlpatterns()",
    "People can be deleted, and with them what their certificates stand on.",
)
ROOM.file("lms/accounts/wagtail_hooks.py", f"{HERE}/test_people_admin.py").breaks(
    "    if User in action.models:\n        raise PermissionDenied\n",
    "    return\n",
    "Many people are deleted or given a role at once, and nothing is recorded.",
)
fields = ROOM.file(
    "lms/accounts/fields.py",
    f"{HERE}/test_people.py",
    f"{HERE}/test_sign_in.py",
    f"{HERE}/test_people_admin.py",
)
fields.breaks(
    'unicodedata.normalize("NFKC", value).strip().lower()',
    "value.strip().lower()",
    "An address typed on a Japanese keyboard is another person's.",
)
ROOM.file("lms/accounts/letters.py", f"{HERE}/test_letters.py").breaks(
    '        "site_url": settings.SITE_URL,\n',
    '        "site_url": "http://testserver2",\n',
    "Links in letters lead where a visitor said that the site is.",
)
