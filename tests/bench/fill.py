"""Fills the database: a course of 20 lessons through Wagtail's own doors, learners and cohorts in bulk.

Run as a program of its own under the bench settings; writes one JSON file with
what the cases need to know.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

import django
from django.conf import settings

from tests.bench.facts import APPLICATIONS, ORGANISERS, LessonFacts, SiteFacts


def prepare() -> None:
    from django.core.management import call_command

    call_command("build_assets", verbosity=0)
    stamp, now = settings.VAR_DIR / "static.stamp", fingerprint()
    if not stamp.exists() or stamp.read_text() != now:  # compressing takes longer than all the rest
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(now)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def fingerprint() -> str:
    """The same as long as no static file of ours, no built asset and no package has changed."""
    base = Path(settings.BASE_DIR)
    folders = [*map(Path, settings.STATICFILES_DIRS), base / "courses" / "static"]
    files = [base / "requirements" / "base.txt"]
    files += [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    found = hashlib.sha256()
    for path in files:
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def make_site(host: str) -> None:
    """Home page, the bare page, and the course, published one by one as an editor would."""
    from wagtail.models import Site

    from tests.bench import course
    from tests.bench.site.models import BarePage
    from tests.factories import content

    home = content.home_page()
    Site.objects.filter(root_page=home).update(hostname=host, port=443)
    Site.clear_site_root_paths_cache()
    text = f"<p>{course.WORDS}</p>" * 3
    content.publish(
        home.add_child(instance=BarePage(title="A bare Wagtail page", slug="bare", body=text, live=False))
    )
    page = content.course_page(course.TITLE, slug="standing")
    for place, title in enumerate(course.MODULES):
        module = content.module_page(page, title)
        for number in range(place * course.LESSONS_A_MODULE + 1, (place + 1) * course.LESSONS_A_MODULE + 1):
            content.lesson_page(module, f"Lesson {number}: a councillor at work", body=course.body(number))


def lesson_facts() -> tuple[str, list[LessonFacts]]:
    from courses.content.models import CourseEdition, LessonEdition

    edition = CourseEdition.objects.current().get()
    found = []
    for entry in edition.lessons:
        raw = LessonEdition.objects.get(pk=entry["edition"]).body
        found.append(
            LessonFacts(
                path=f"/courses/{edition.slug}/{entry['module']}/{entry['slug']}/",
                key=entry["key"],
                title=entry["title"],
                blocks=[block["id"] for block in raw],
                question=next(block["id"] for block in raw if block["type"] == "question"),
            )
        )
    return f"/courses/{edition.slug}/", found


def database_bytes() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL ANALYZE")
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def main() -> None:
    host, count, target = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    django.setup()
    prepare()
    make_site(host)
    # These read the models: not before the line above.
    from tests.bench.cohort import make_cohorts, make_organisers
    from tests.bench.learners import make_learners, sign_in

    before = database_bytes()
    learners = make_learners(count)
    after = database_bytes()
    cohorts = make_cohorts(count, APPLICATIONS)
    organisers = sign_in(make_organisers(ORGANISERS), method="mfa")
    database_bytes()  # tidy, with its statistics, as it is some time after such a day
    course, lessons = lesson_facts()
    sizes = {"before": before, "after": after}
    facts = SiteFacts(course, "Standing for council", lessons, learners, sizes, cohorts, organisers)
    target.write_text(json.dumps(asdict(facts)))


if __name__ == "__main__":
    main()
