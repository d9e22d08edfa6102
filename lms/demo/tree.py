"""The demo's pages in Wagtail's tree: made once, repaired afterwards.

Pages are found by translation keys made from their names, so a page that an
editor renamed or moved is still the same page, and a course that was deleted
comes back as the course that its learners know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page, Site

from courses.content.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from courses.content.services import write_edition
from lms.accounts.models import User
from lms.demo import site_pages
from lms.demo.material import NAMESPACE, CourseMaterial, Lesson, Module
from lms.pages.models import HomePage, StandardPage


def page_key(kind: str, slug: str) -> UUID:
    return uuid5(NAMESPACE, f"page/{kind}/{slug}")


def keep_site(*, owner: User) -> HomePage:
    """The site shows a home page of ours; Wagtail's page of welcome is gone. Returns the home page."""
    home = HomePage.objects.filter(locale=Locale.get_default()).first()
    if home is None:
        root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
        home = HomePage(
            title=site_pages.HOME.title,
            slug="home-of-ours",
            owner=owner,
            live=False,
            translation_key=page_key("home", "home"),
        )
        root.add_child(instance=home)
    _point_site_at(home)
    for page in Page.objects.filter(depth=2, content_type=ContentType.objects.get_for_model(Page)):
        page.delete()  # only the page of welcome is a bare Page
    home = HomePage.objects.get(pk=home.pk)
    facts = _text_facts(home, site_pages.HOME)
    if home.slug == "home-of-ours":
        facts["slug"] = "home"
    _publish_if_changed(home, facts, owner)
    return HomePage.objects.get(pk=home.pk)


def _point_site_at(home: HomePage) -> None:
    site = Site.objects.filter(is_default_site=True).first() or Site.objects.first()
    if site is None:
        Site.objects.create(
            hostname="localhost", root_page=home, is_default_site=True, site_name=site_pages.ORGANISATION
        )
    elif not issubclass(site.root_page.specific_class or Page, HomePage):
        site.root_page, site.site_name = home, site_pages.ORGANISATION
        site.save()


def keep_texts(*, home: HomePage, owner: User) -> None:
    """About, privacy and accessibility say what ``site_pages`` says, and are in the footer."""
    for material in site_pages.FOOTER:
        key = page_key("text", material.slug)
        page = StandardPage.objects.filter(translation_key=key, locale=home.locale).first()
        if page is None:
            page = _add(home, StandardPage, material.title, material.slug, key, owner)
        _publish_if_changed(page, {**_text_facts(page, material), "show_in_menus": True}, owner)


def keep_text(page: Any, material: Lesson, owner: User) -> None:
    """The page is live, at an address of its own words, and says what ``material`` says."""
    facts = _text_facts(page, material)
    if not page.live:
        facts["slug"] = material.slug
    _publish_if_changed(page, facts, owner)


def keep_index(*, home: HomePage, owner: User) -> CourseIndexPage:
    """The catalogue's place is at ``/courses/``."""
    key = page_key("index", "courses")
    index = CourseIndexPage.objects.filter(translation_key=key).first() or CourseIndexPage.objects.first()
    if index is None:
        index = _add(home, CourseIndexPage, "Courses", "courses", key, owner)
    introduction = "Short lessons for evenings. Begin anywhere, stop anywhere; what you have done stays done."
    _publish_if_changed(index, {"introduction": introduction}, owner)
    return index


def keep_course(
    *, index: CourseIndexPage, material: CourseMaterial, files: Mapping[str, int], owner: User
) -> CoursePage:
    """The course is published as written in ``material``, with one current edition.

    Lessons go live before the course does, so that a new course gets one edition
    and not one for each lesson.
    """
    course = _course_page(index, material, owner)
    for module in material.modules:
        page = _module_page(course, module, owner)
        for lesson in module.lessons:
            _publish_if_changed(_lesson_page(page, lesson, owner), _lesson_facts(lesson, files), owner)
        _publish_if_changed(page, {"title": module.title, "summary": module.summary}, owner)
    _publish_if_changed(course, _course_facts(material), owner)
    write_edition(course)
    return course


def keep_draft_course(
    *, index: CourseIndexPage, material: CourseMaterial, files: Mapping[str, int], owner: User, writer: User
) -> CoursePage:
    """The course is there as a draft. Written once: what an editor has done to it since stays.

    ``writer`` has submitted the last lesson to the workflow, where there is one.
    """
    key = page_key("course", material.slug)
    if held := CoursePage.objects.filter(translation_key=key).first():
        return held
    course = _course_page(index, material, owner)
    _draft(course, _course_facts(material), owner)
    for module in material.modules:
        page = _module_page(course, module, owner)
        _draft(page, {"title": module.title, "summary": module.summary}, owner)
        for lesson in module.lessons:
            _draft(_lesson_page(page, lesson, writer), _lesson_facts(lesson, files), writer)
    last = LessonPage.objects.get(translation_key=page_key("lesson", material.lessons[-1].slug))
    if workflow := last.get_workflow():
        workflow.start(last, writer)
    return course


# ---------------------------------------------------------------- finding or adding one page


def _add(parent: Page, model: type[Any], title: str, slug: str, key: UUID, owner: User, **facts: Any) -> Any:
    page = model(title=title, slug=slug, translation_key=key, owner=owner, live=False, **facts)
    parent.add_child(instance=page)
    return page


def _course_page(index: CourseIndexPage, material: CourseMaterial, owner: User) -> CoursePage:
    key = page_key("course", material.slug)
    found = CoursePage.objects.filter(translation_key=key).first()
    return found or _add(
        index, CoursePage, material.title, material.slug, key, owner, summary=material.summary
    )


def _module_page(course: CoursePage, module: Module, owner: User) -> ModulePage:
    key = page_key("module", module.slug)
    found = ModulePage.objects.filter(translation_key=key).first()
    return found or _add(_fresh(course), ModulePage, module.title, module.slug, key, owner)


def _lesson_page(module: ModulePage, lesson: Lesson, owner: User) -> LessonPage:
    key = page_key("lesson", lesson.slug)
    found = LessonPage.objects.filter(translation_key=key).first()
    return found or _add(_fresh(module), LessonPage, lesson.title, lesson.slug, key, owner)


def _fresh(page: Any) -> Any:
    """The row as it is now: adding a child counts, and saving writes, the parent's own numbers."""
    return type(page).objects.get(pk=page.pk)


# ---------------------------------------------------------------- what a page should say


def _course_facts(material: CourseMaterial) -> dict[str, Any]:
    return {"title": material.title, "summary": material.summary, "description": material.description}


def _lesson_facts(lesson: Lesson, files: Mapping[str, int]) -> dict[str, Any]:
    sound, times = lesson.narration or (None, None)
    return {
        "narration_id": files[sound] if sound else None,
        "narration_times_id": files[times] if times else None,
        "title": lesson.title,
        "introduction": lesson.introduction,
        "minutes": lesson.minutes,
        "body": _stream(LessonPage, lesson.raw(files)),
    }


def _text_facts(page: HomePage | StandardPage, text: Lesson) -> dict[str, Any]:
    return {"title": text.title, "introduction": text.introduction, "body": _stream(type(page), text.raw({}))}


def _stream(model: type[Page], raw: list[dict[str, Any]]) -> Any:
    return model._meta.get_field("body").stream_block.to_python(raw)


def _differs(page: Page, facts: Mapping[str, Any]) -> bool:
    for name, wanted in facts.items():
        found = getattr(page, name)
        if name == "body":
            block = found.stream_block
            found, wanted = _given(block.get_prep_value(found)), _given(block.get_prep_value(wanted))
        if found != wanted:
            return True
    return False


def _given(value: Any) -> Any:
    """``value`` without what nobody filled in: a file that was not chosen may stand there as nothing."""
    if isinstance(value, dict):
        return {name: _given(part) for name, part in value.items() if part is not None}
    return [_given(part) for part in value] if isinstance(value, list) else value


def _publish_if_changed(page: Any, facts: Mapping[str, Any], owner: User) -> None:
    """The page is live and says ``facts``; a page that already does is left alone, drafts and all."""
    page = _fresh(page)
    if page.live and not _differs(page, facts):
        return
    for name, value in facts.items():
        setattr(page, name, value)
    page.save_revision(user=owner).publish(user=owner)


def _draft(page: Any, facts: Mapping[str, Any], owner: User) -> None:
    page = _fresh(page)
    for name, value in facts.items():
        setattr(page, name, value)
    page.save_revision(user=owner)
