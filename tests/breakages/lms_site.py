"""What holds the site together: settings from the environment, health, headers, logs, documents."""

# ruff: noqa: E501

from tests.breakages import Room

ROOM = Room("site")

env = ROOM.file("lms/env.py", "tests/lms/settings")
env.breaks(
    '            self._note(f"{name} is wrong{why}. It needs {needs}.")\n            return default\n',
    "            return default\n",
    "A mistyped variable is taken for its default, and nobody is told.",
)
env.breaks(
    '            if required:\n                self._note(f"{name} is missing. It needs {needs}.")\n',
    "",
    "The site starts without its secret key.",
)
env.breaks(
    "            if len(raw) < least:\n",
    "            if len(raw) < 5:\n",
    "A secret key of eight letters is taken.",
)
env.breaks(
    'len(set(raw)) < 5 or "insecure" in raw',
    "len(set(raw)) < 5",
    "The key from the example file runs in production.",
)
env.breaks(
    '            if word in {"0", "false", "no", "off"}:\n                return False\n            raise ValueError(f"“{raw}”")',
    "            return False",
    "A flag with a spelling mistake is off.",
)
env.breaks(
    "            if not least <= value <= most:\n",
    "            if value < least:\n",
    "A number beyond all bounds is taken.",
)
env.breaks(
    '            return f"{parts.scheme}://{parts.netloc}"',
    "            return raw",
    "Links in letters have two slashes.",
)
env.breaks('parts.path.strip("/") or ', "", "Links in letters lead into a folder that is not there.")
env.breaks(
    '            "transaction_mode": "IMMEDIATE",\n',
    "",
    "Two learners who save at once: one gets “database is locked”.",
)
env.breaks(
    "PRAGMA synchronous=FULL;", "PRAGMA synchronous=NORMAL;", "The last answers are gone after a power cut."
)
env.breaks("PRAGMA foreign_keys=ON;", "PRAGMA foreign_keys=OFF;", "Rows may point at nothing.")
env.breaks(
    '        "CONN_HEALTH_CHECKS": True,\n',
    "",
    "After a restart of the database each process answers one error page.",
)
env.breaks(
    '        "EMAIL_USE_TLS": not secure and options.get("starttls", "true") != "false",',
    '        "EMAIL_USE_TLS": options.get("starttls", "false") == "true",',
    "Letters with codes travel in the clear.",
)
env.breaks(
    '        "querystring_auth": True,\n',
    '        "querystring_auth": False,\n',
    "Private files in the bucket have lasting addresses.",
)
env.breaks(
    '        "file_overwrite": False,\n',
    '        "file_overwrite": True,\n',
    "A second picture of the same name replaces the first on every page.",
)
env.breaks("SIGNED_SECONDS = 300", "SIGNED_SECONDS = 86400", "A link to a private file works for a day.")

health = ROOM.file("lms/health.py", "tests/lms/test_health.py")
health.breaks(
    "    except Exception:\n        logger.exception",
    "    except ValueError:\n        logger.exception",
    "A broken part makes the health page an error page.",
)
health.breaks(
    'if all(part == "ready" for part in parts.values())',
    'if any(part == "ready" for part in parts.values())',
    "A site without its database calls itself ready.",
)
health.breaks(
    "    finally:\n        default_storage.delete(name)\n",
    "    finally:\n        pass\n",
    "Every question about health leaves a file.",
)
health.breaks(
    '        if request.method not in ("GET", "HEAD"):\n            return HttpResponseNotAllowed(["GET", "HEAD"])\n',
    "",
    "Anybody's POST is taken for a question.",
)
health.breaks(
    '        response.headers["Cache-Control"] = "no-store"\n',
    "",
    "A load balancer hears of yesterday's health.",
)
health.breaks("    return not workers_silent()", "    return True", "Nobody notices that no letter leaves.")

headers = ROOM.file("lms/headers.py", "tests/lms/pages/test_headers.py")
headers.breaks(
    "        if request.path_info.startswith(ADMIN):\n",
    "        if True:\n",
    "Every page of the site allows inline scripts.",
)
headers.breaks(
    'response.headers["Cache-Control"] = "private, no-store"',
    'response.headers["Cache-Control"] = "private"',
    "The next person at the device finds the learner's page with the back button.",
)
headers.breaks(
    '        if "Cache-Control" not in response.headers:\n',
    "        if True:\n",
    "Style sheets are fetched anew on every page.",
)
headers.breaks(
    '        response.headers.setdefault("Permissions-Policy", PERMISSIONS)\n',
    "",
    "A page may ask for camera and place.",
)

logs = ROOM.file("lms/logs.py", "tests/lms/settings/test_production.py")
logs.breaks(
    '        log_data.pop("request", None)\n',
    "",
    "The log holds what people searched for and links that open accounts.",
)
logs.breaks('    return _ADDRESS.sub("…@…", text)', "    return text", "The log says who is known here.")
logs.breaks(
    "            name: without_addresses(value) if isinstance(value, str) else value",
    '            name: without_addresses(value) if name == "message" else value',
    "Addresses stay in the log's tracebacks.",
)
ROOM.file(
    "lms/errors.py", "tests/courses/certificates/test_number.py", "tests/courses/learning/test_services.py"
).breaks("str(message or self.default_message)", "str(message)", "Refusals have no words.")

pdf = ROOM.file("lms/pdf.py", "tests/lms/test_pdf.py")
pdf.breaks(
    "    ImageFile.LOAD_TRUNCATED_IMAGES = False\n",
    "",
    "After the first certificate half pictures are taken for whole ones.",
    "tests/lms/test_pdf.py",
    "tests/lms/pages/test_upload_doors.py",
    "tests/courses/certificates/test_document.py",
)
pdf.breaks(
    "    if boxes.found:\n        raise PdfError(boxes.found[0])\n",
    "",
    "A certificate shows boxes in place of a name.",
)
pdf.breaks(
    "            if content is None:\n                refuse(url)\n",
    '            if content is None:\n                content = b""\n',
    "A picture that is missing is silently left out of certificates.",
)
pdf.breaks(
    '            if url.startswith("data:image/"):',
    '            if url.startswith(("data:image/", "file:")):',
    "A template could print files of the server.",
)
pdf.breaks(
    "    with _fixed_font_dates(), _refusals():",
    "    with _refusals():",
    "The same certificate has another hash each time it is made.",
)
pdf.breaks('            pdf_variant="pdf/ua-1",\n', "", "A screen reader cannot read the certificate.")
pdf.breaks(
    "    with translation.override(language):\n        html",
    "    if True:\n        html",
    "A Welsh certificate is printed in the language of the worker.",
    "tests/lms/test_pdf.py",
    "tests/courses/certificates/test_document.py",
)
pdf.breaks(
    "        if marks > _MOST_MARKS or _is_selector(character):",
    "        if _is_selector(character):",
    "A name with a hundred accents covers the certificate.",
)
pdf.breaks(
    '        if before is None:\n            os.environ.pop("SOURCE_DATE_EPOCH", None)\n',
    "        if before is None:\n            pass\n",
    "Rendering leaves a date in the process that other programs believe.",
)
pdf.breaks("        logger.removeHandler(boxes)\n", "        pass\n", "Workers grow with each certificate.")
