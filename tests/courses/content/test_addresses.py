"""Pages know the addresses of the plain views, and old addresses lead to new ones."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from courses.content.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.content import (
    course_page,
    index_page,
    lesson_page,
    module_page,
    publish,
    published_course,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("settled")]


@pytest.fixture
def pages():
    course = published_course("Standing", slug="standing", lessons=1)
    return course, ModulePage.objects.get(), LessonPage.objects.get()


def test_pages_have_the_addresses_of_the_plain_views(pages):
    course, module, lesson = pages
    index = CourseIndexPage.objects.get()

    assert index.get_url() == reverse("courses:index") == "/courses/"
    assert course.get_url() == reverse("courses:course", args=["standing"]) == "/courses/standing/"
    assert module.get_url() == "/courses/standing/#module-1"
    assert lesson.get_url() == "/courses/standing/module-1/lesson-1-1/"
    assert lesson.get_url() == reverse("courses:lesson", args=["standing", "module-1", "lesson-1-1"])
    assert lesson.full_url == "http://testserver/courses/standing/module-1/lesson-1-1/"
    assert lesson.get_sitemap_urls() == []


def test_an_address_takes_no_query(pages, django_assert_num_queries):
    _course, _module, lesson = pages
    request = RequestFactory().get("/")
    Site.find_for_request(request)
    Page.objects.get(pk=lesson.pk).get_url(request)

    with django_assert_num_queries(0):
        assert lesson.get_url(request) == "/courses/standing/module-1/lesson-1-1/"


def test_wagtail_s_own_address_leads_to_the_plain_view(client, pages):
    publish(CourseIndexPage.objects.get(), slug="training")

    assert client.get("/training/standing/module-1/lesson-1-1/").headers["Location"] == (
        "/courses/standing/module-1/lesson-1-1/"
    )
    assert client.get("/training/standing/").headers["Location"] == "/courses/standing/"
    assert client.get("/training/").headers["Location"] == "/courses/"


def test_address_of_a_module_leads_to_its_place_on_the_course_page(client, pages):
    assert client.get("/courses/standing/module-1/").headers["Location"] == "/courses/standing/#module-1"


def test_unpublished_page_has_no_door_in_wagtail_either(client, pages):
    _course, _module, lesson = pages
    publish(CourseIndexPage.objects.get(), slug="training")
    lesson.unpublish()

    assert client.get("/training/standing/module-1/lesson-1-1/").status_code == 404


def test_old_addresses_lead_to_new_ones_after_a_renaming(client, pages, django_capture_on_commit_callbacks):
    course, _module, _lesson = pages
    with django_capture_on_commit_callbacks(execute=True):
        publish(course, slug="standing-for-council")

    sign_in(client, UserFactory())
    for old, new in [
        ("/courses/standing/", "/courses/standing-for-council/"),
        ("/courses/standing/module-1/lesson-1-1/", "/courses/standing-for-council/module-1/lesson-1-1/"),
    ]:
        assert client.get(old).headers["Location"] == new
        assert Redirect.objects.get(old_path=old.rstrip("/")).link == new


def test_old_address_leads_to_the_new_one_after_a_move(client, pages):
    _course, _module, lesson = pages
    other = module_page(course_page("Other", slug="other"), "There")
    lesson.move(other, pos="last-child")

    sign_in(client, UserFactory())
    answer = client.get("/courses/standing/module-1/lesson-1-1/")

    assert answer.headers["Location"] == "/courses/other/there/lesson-1-1/"


def test_renaming_a_module_leads_its_lessons_along(client, pages, django_capture_on_commit_callbacks):
    _course, module, _lesson = pages
    with django_capture_on_commit_callbacks(execute=True):
        publish(module, slug="the-role")

    sign_in(client, UserFactory())
    answer = client.get("/courses/standing/module-1/lesson-1-1/")
    assert answer.headers["Location"] == "/courses/standing/the-role/lesson-1-1/"
    assert client.get("/courses/standing/module-1/").status_code in (301, 404)
    assert not Redirect.objects.filter(old_path="/courses/standing").exists()


def test_reordering_makes_no_redirect(pages):
    _course, module, lesson = pages
    lesson_page(module, "Second").move(Page.objects.get(pk=lesson.pk), pos="left")

    assert not Redirect.objects.exists()


def test_a_page_stands_only_where_it_belongs(pages):
    course, module, lesson = pages
    index = index_page()

    assert index.creatable_subpage_models() == [CoursePage]
    assert course.creatable_subpage_models() == [ModulePage]
    assert module.creatable_subpage_models() == [LessonPage]
    assert lesson.creatable_subpage_models() == []
    assert CourseIndexPage.can_create_at(index.get_parent()) is False  # there is one already
    assert not LessonPage.can_exist_under(course)
    assert index.private_page_options == []
