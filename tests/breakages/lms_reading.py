"""What is prepared, written out once, kept alive and said in two languages: pages for everybody, in their own way."""

# ruff: noqa: E501

from tests.breakages import Room

ROOM = Room("everybody")

statements = ROOM.file("lms/statements.py", "tests/lms/test_statements.py")

statements.breaks(
    "        real = [values[part.name] if isinstance(part, _Place) else part for part in parameters]",
    "        real = [next(iter(values.values())) if isinstance(part, _Place) else part for part in parameters]",
    "Every place of a query gets the first value: one learner's page is filled from another's lesson.",
)
statements.breaks(
    "        if unused := set(self._marks) - {part.name for part in parts if isinstance(part, _Place)}:",
    "        if unused := set[str]():",
    "A query whose filter by learner was forgotten is sent, and answers with everybody's rows.",
)
statements.breaks(
    "        return [tuple(row) for row in compiler.apply_converters(found, converters)] if converters else found",
    "        return found",
    "What the database keeps in its own form (an identifier, a time, JSON) comes out as text.",
)
statements.breaks(
    "        if self not in known:\n            known[self] = self._compile()",
    "        known[self] = self._compile()",
    "The query is written out at each request, and nothing is gained.",
)

prepared = ROOM.file("lms/pages/prepared.py", "tests/lms/pages/test_prepared.py")

prepared.breaks(
    "            parts[place] = conditional_escape(value() if callable(value) else value)",
    "            parts[place] = str(value() if callable(value) else value)",
    "A name with a tag in it is a tag on the page.",
)
prepared.breaks(
    "_MARK = secrets.token_hex(12)",
    '_MARK = "gap"',
    "An editor who writes what looks like a gap breaks the page, or puts a learner's name into a text.",
)
prepared.breaks(
    "        return settings.RELEASE, get_language(), content_language()",
    "        return settings.RELEASE, get_language()",
    "Whoever chose Welsh gets the English words that somebody was shown before.",
)
prepared.breaks(
    "        return settings.RELEASE, get_language(), content_language()",
    "        return settings.RELEASE, content_language()",
    "Buttons come in the language of whoever asked first.",
)
prepared.breaks(
    "            if len(self._young) >= self._most:\n                self._old, self._young = self._young, {}\n",
    "",
    "What is kept grows until the machine has no memory left.",
)
prepared.breaks(
    "            found = self._old.get(key)\n            if found is None:\n                found = make()",
    "            found = make()",
    "Every time the shelf is full, everything is made anew.",
)
prepared.breaks(
    "        if known is None or now - known[1] >= self.seconds:",
    "        if known is None:",
    "A new name of the organisation shows in one process and never in the others.",
)
prepared.breaks(
    "        if missing := [key for key, value in found.items() if value is None]:",
    "        if missing := list(found):",
    "All texts are read again for each page, kept or not.",
    "tests/courses/content/test_selectors.py",
    "tests/courses/learning/test_prepared.py",
    "tests/lms/pages/test_prepared.py",
)

engine = ROOM.file("lms/postgresql/base.py", "tests/lms/postgresql/test_engine.py")

engine.breaks(
    "        if not poll.poll(0):\n            return True\n        return bool(super().is_usable())",
    "        return True",
    "After PostgreSQL was restarted, the next request of every process is an error.",
    postgresql=True,
)
engine.breaks(
    "        if not poll.poll(0):\n            return True\n",
    "",
    "Each request asks the database whether it is there: a round trip more.",
    postgresql=True,
)
engine.breaks(
    "        if self.connection is None or self.connection.closed or self.connection.broken:\n            return False\n",
    "",
    "A request that finds no connection ends in an error instead of making one.",
    postgresql=True,
)
engine.breaks(
    "        finally:\n            self.connection.cursor_factory = usual",
    "        finally:\n            pass",
    "Every later query is prepared, and behind a pooler that cannot, pages fail.",
    postgresql=True,
)

reading = ROOM.file("lms/reading.py", "tests/lms/test_reading.py", "tests/lms/pages/test_reading.py")

reading.breaks(
    "    said = {name: value for name, value in pairs if value in OFFERED.get(name, ())}",
    "    said = {name: value for name, value in pairs if name in OFFERED}",
    "What a stranger wrote into a cookie stands in the tag of every page.",
)
reading.breaks(
    "    return kept == AS_IT_WAS or read(kept) != Reading()",
    "    return read(kept) != Reading()",
    "Whoever wants it as it was gets the choice of the device again at the next sign-in.",
)
reading.breaks(
    '    return read(own or request.COOKIES.get(COOKIE, ""))',
    '    return read(request.COOKIES.get(COOKIE, "") or own)',
    "A library's computer decides how somebody reads, and not they.",
)
reading.breaks(
    "kept[:LONGEST]",
    "kept",
    "Megabytes from a cookie are taken apart, and kept in memory a thousand times.",
)
reading.breaks(
    '        return "light dark" if self.light == "device" else self.light',
    '        return "light dark"',
    "Whoever reads dark is dazzled by a white page each time before the style sheet is there.",
)
reading.breaks(
    '_FILES = {"serif": ("literata", "atkinson"), "sans": ("source-sans",), "clear": ("atkinson",)}',
    '_FILES = {"serif": ("literata", "atkinson"), "sans": ("source-sans", "atkinson"), "clear": ("atkinson",)}',
    "A page loads a font file that nobody sees.",
)

language = ROOM.file("lms/language.py", "tests/lms/test_language.py")

language.breaks(
    "        return self.total > 0 and 100 * self.translated >= settings.INTERFACE_LEAST * self.total",
    "        return self.total > 0",
    "Whoever chose Welsh meets an English interface with a Welsh word here and there.",
)
language.breaks(
    "        if catalogue(supported).is_whole:\n            return supported",
    "        if catalogue(supported).carries:\n            return supported",
    "A browser leads people into an unfinished version that they never asked for.",
)
language.breaks(
    "    finally:\n        _wanted.reset(token)",
    "    finally:\n        pass",
    "The language of one request is that of the next one in the same thread.",
)
language.breaks(
    "    known = known_language(language)\n    return known if known and catalogue",
    "    known = known_language(language)\n    return known if known and not catalogue",
    "Finished languages are kept from people, and unfinished ones are spoken.",
)
language.breaks(
    "    if language == settings.LANGUAGE_CODE:\n        return address\n",
    "",
    "Every address of the site carries “?language=en-gb”, and two addresses are one page to search engines.",
    "tests/courses/content/test_translations.py",
    "tests/lms/test_language.py",
)
language.breaks(
    "    if len(versions) < 2:\n        return []\n",
    "",
    "Search engines are told of other versions where there are none.",
    "tests/courses/content/test_translations.py",
    "tests/lms/test_language.py",
)
language.breaks(
    '    return f"{address}?language={asked}" if asked else address',
    "    return address",
    "Whoever opened the Welsh version by its address is led to the English one by the first redirect.",
    "tests/courses/content/test_translations.py",
    "tests/lms/test_language.py",
)
