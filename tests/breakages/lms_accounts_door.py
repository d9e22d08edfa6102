"""The door: who gets in, and what strangers learn from asking."""

# ruff: noqa: E501

from tests.breakages import Room

ROOM = Room("door")
HERE = "tests/lms/accounts"

backends = ROOM.file(
    "lms/accounts/backends.py", f"{HERE}/test_alike.py", f"{HERE}/test_sign_in.py", f"{HERE}/test_roles.py"
)
backends.breaks(
    "        return person if right and self.user_can_authenticate(person) else None",
    "        return person if right else None",
    "Somebody whose account was switched off signs in.",
)
backends.breaks(
    "            User().set_password(password)  # the work that a wrong password would have cost\n",
    "",
    "Whoever measures the time learns which addresses are known here.",
)
backends.breaks(
    'field = "email" if "@" in login else "username"',
    'field = "email"',
    "People without an address cannot sign in.",
)
backends.breaks(
    "        return Permission.objects.none()\n\n    def _get_group",
    "        return super()._get_user_permissions(user_obj)\n\n    def _get_group",
    "A permission set on one person by hand opens doors that no role has.",
)

middleware = ROOM.file(
    "lms/accounts/middleware.py",
    f"{HERE}/test_second_factor.py",
    f"{HERE}/test_demo.py",
    f"{HERE}/test_sign_in.py",
)
middleware.breaks(
    'good = {"mfa", "demo"} if settings.DEMO else {"mfa"}',
    'good = {"mfa", "demo"}',
    "A session of the demo counts as a second factor on the real site.",
)
middleware.breaks(
    'good = {"mfa", "demo"} if settings.DEMO else {"mfa"}',
    'good = {"mfa", "demo", "password"}',
    "Staff need a password only.",
)
middleware.breaks(
    '        "account_logout",\n',
    "",
    "Staff who have no second factor yet cannot sign out.",
)
middleware.breaks(
    "    if is_staff_member(request.user):\n        passed = ",
    '    if is_staff_member(request.user) and request.method == "GET":\n        passed = ',
    "Without a second factor staff cannot look, but post anything.",
)
middleware.breaks(
    '        if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):\n            raise PermissionDenied\n',
    "",
    "A learner at the admin's door is sent round in circles.",
)

limits = ROOM.file("lms/accounts/limits.py", f"{HERE}/test_limits.py", f"{HERE}/test_sign_in.py")
limits.breaks(
    "        module.cache = SHARED\n",
    "        pass\n",
    "Each process counts wrong passwords for itself: four processes, four times the tries.",
)
limits.breaks(
    "        if self.seconds > FIVE_MINUTES:\n            cache.touch(",
    "        if False:\n            cache.touch(",
    "A limit of ten minutes ends after five.",
)
limits.breaks("return bool(count <= self.most)", "return bool(count < self.most)", "One fewer than we say.")
limits.breaks(
    '        return f"person:{request.user.pk}"',
    '        return "person"',
    "One learner's sending stops everybody else's.",
)
limits.breaks(
    '        return f"limit:{self.name}:{who}:{int(time.time()) // self.seconds}"',
    '        return f"limit:{who}:{int(time.time()) // self.seconds}"',
    "One limit uses up another's.",
)

sealing = ROOM.file("lms/accounts/sealing.py", f"{HERE}/test_sealing.py")
sealing.breaks(
    "    return _keys().encrypt(text.encode()).decode()",
    "    return text",
    "Secrets of second factors can be read in every backup.",
)
sealing.breaks(
    "(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])",
    "(settings.SECRET_KEY,)])",
    "A change of the secret key locks all staff out.",
)
sealing.breaks(
    "        return base64.b32encode(secrets.token_bytes(20)).decode()",
    "        return base64.b32encode(bytes(20)).decode()",
    "With the wrong key there is one code that opens every account.",
)
sealing.breaks(
    "        return _keys().rotate(sealed.encode()).decode()",
    "        return sealed",
    "Renewing renews nothing; dropping the old key locks everybody out.",
)

views = ROOM.file(
    "lms/accounts/views.py",
    f"{HERE}/test_sign_in.py",
    f"{HERE}/test_sign_up.py",
    f"{HERE}/test_demo.py",
    f"{HERE}/test_alike.py",
)
views.breaks(
    'time.time() - state["at"] > services.CODE_LASTS.total_seconds()',
    'time.time() - state["at"] > 10 * services.CODE_LASTS.total_seconds()',
    "A code from a letter works for hours.",
)
views.breaks(
    '        state["tries"] += 1\n',
    "",
    "A code can be guessed without end.",
)
views.breaks(
    "    if not settings.DEMO:\n        raise Http404\n",
    "",
    "On the real site one click signs anybody in as a demo person who was left there.",
)
views.breaks(
    " if email in DEMO_PEOPLE else None",
    "",
    "In the demo one click signs anybody in as anybody.",
)
views.breaks(
    '        same_browser = started.get("uid") == str(uid)\n',
    "        same_browser = bool(started)\n",
    "Whoever began a sign-up of their own confirms a stranger's without the password.",
)
views.breaks(
    "        get_adapter().logout(request)\n    request.session.pop(_SIGN_UP, None)",
    "        pass\n    request.session.pop(_SIGN_UP, None)",
    "A sign-up confirmed at another's device mixes two people's sessions.",
)
views.breaks(
    '    services.confirm_address(person=person)\n    record_authentication(request, person, method="code"',
    '    record_authentication(request, person, method="code"',
    "Somebody who showed by a code that an address is theirs is asked to confirm it again.",
)

forms = ROOM.file(
    "lms/accounts/forms.py",
    f"{HERE}/test_sign_up.py",
    f"{HERE}/test_sign_in.py",
    f"{HERE}/test_own_account.py",
    f"{HERE}/test_people.py",
)
forms.breaks(
    "                validate_password(password, person)\n",
    "                pass\n",
    "Anybody may choose “password” as their password.",
)
forms.breaks(
    '        note_device(request, shared=self.cleaned_data["shared_device"])\n',
    "",
    "The next person at a library computer finds the learner signed in.",
)
forms.breaks(
    "        confirm_address(person=self.user)  # the link came by letter\n",
    "        pass\n",
    "Somebody who followed the link in our letter still counts as unconfirmed.",
)
forms.breaks(
    "        if value and not can_be_seen(value):\n",
    "        if False:\n",
    "A name of invisible signs is taken, and nobody can click on that person.",
)

adapter = ROOM.file(
    "lms/accounts/adapter.py",
    f"{HERE}/test_sign_in.py",
    f"{HERE}/test_letters.py",
    f"{HERE}/test_second_factor.py",
    f"{HERE}/test_alike.py",
)
adapter.breaks(
    '        return f"{get_ip(request)}:{normalise_name(_login_of(credentials))}"',
    "        return normalise_name(_login_of(credentials))",
    "A stranger who types wrong passwords locks a learner out.",
)
adapter.breaks(
    "        if not is_staff_member(authenticator.user):\n            return True\n",
    "        return True\n",
    "Staff switch their second factor off.",
)
adapter.breaks(
    "        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()",
    "        return others.exists()",
    "Staff keep nothing but a sheet of recovery codes as their second factor.",
)
adapter.breaks(
    'and r["at"] > since for r in records)',
    "for r in records)",
    "Hours after signing in, whoever finds the device open changes the password.",
)

ROOM.file("lms/accounts/checks.py", f"{HERE}/test_demo.py").breaks(
    "    if not strangers and not production:\n",
    "    if not production:\n",
    "The demo runs where others can reach it.",
)
ROOM.file("lms/accounts/devices.py", f"{HERE}/test_sign_in.py").breaks(
    "    request.session.set_expiry(0 if shared else settings.SESSION_COOKIE_AGE)",
    "    request.session.set_expiry(settings.SESSION_COOKIE_AGE)",
    "A shared device stays signed in after the browser was closed.",
)
