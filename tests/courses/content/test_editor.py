"""The editor's screens: drafts always save, publishing is refused in words, numbers are shown."""

from __future__ import annotations

import json
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.models import Page, Workflow, WorkflowPage
from wagtail.test.utils.form_data import nested_form_data

from courses.content.impact import Impact
from courses.content.models import CoursePage, Lesson, LessonPage, ModulePage
from courses.content.review import ReviewTask
from courses.learning.models import LessonProgress
from lms.pages.models import StandardPage
from tests.factories.accounts import (
    AdministratorFactory,
    EditorFactory,
    OrganiserFactory,
    UserFactory,
    sign_in,
)
from tests.factories.content import (
    course_page,
    edition_of,
    home_page,
    index_page,
    lesson_page,
    module_page,
    publish,
    published_course,
    text_block,
)

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
COMMENTS = {
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
    "comments-MIN_NUM_FORMS": "0",
    "comments-MAX_NUM_FORMS": "",
}


@pytest.fixture
def editor(client, settled):
    user = EditorFactory()
    sign_in(client, user)
    return user


def rich(text: str) -> str:
    """What the rich text editor posts."""
    return json.dumps(
        {
            "blocks": [
                {
                    "key": "a",
                    "text": text,
                    "type": "unstyled",
                    "depth": 0,
                    "inlineStyleRanges": [],
                    "entityRanges": [],
                    "data": {},
                }
            ],
            "entityMap": {},
        }
    )


def stream(*blocks) -> dict[str, str]:
    """A stream as the browser posts it: kind, values and id of each block."""
    data: dict[str, str] = {"body-count": str(len(blocks))}
    for place, (kind, values, block_id) in enumerate(blocks):
        prefix = f"body-{place}"
        data |= {
            f"{prefix}-deleted": "",
            f"{prefix}-order": str(place),
            f"{prefix}-type": kind,
            f"{prefix}-id": block_id,
        }
        data |= {f"{prefix}-value-{name}": value for name, value in values.items()}
    return data


def items(prefix: str, *values: dict[str, str]) -> dict[str, str]:
    """A list inside a block as the browser posts it."""
    data = {f"{prefix}-count": str(len(values))}
    for place, value in enumerate(values):
        data |= {
            f"{prefix}-{place}-deleted": "",
            f"{prefix}-{place}-order": str(place),
            f"{prefix}-{place}-type": "item",
            f"{prefix}-{place}-id": f"item-{place}",
        }
        data |= {f"{prefix}-{place}-value-{name}": text for name, text in value.items()}
    return data


def lesson_form(body: dict[str, str] | None = None, **fields: str) -> dict[str, str]:
    return {
        "title": "What a councillor does",
        "slug": "what-a-councillor-does",
        "introduction": "Why it matters.",
        "minutes": "10",
        "go_live_at": "",
        "expire_at": "",
        **(stream() if body is None else body),
        **COMMENTS,
        **fields,
    }


UNFINISHED = stream(
    ("heading", {"text": "", "level": "3", "language": ""}, "h"),
    (
        "callout",
        {
            "kind": "law",
            "title": "Papers",
            "text": rich("By hand."),
            "nation": "",
            "source": "",
            "source_url": "htt",
            "checked_on": "2026-1",
            "language": "",
        },
        "l",
    ),
    (
        "question",
        {
            "required": "on",
            "kind": "single",
            "question": "x" * 600,
            "explanation": rich(""),
            "language": "",
            **items("options", {"text": "Only one", "feedback": ""}),
        },
        "q",
    ),
    (
        "picture",
        {
            "image-image": "",
            "image-alt_text": "",
            "caption": "Half done",
            "language": "",
        },
        "p",
    ),
    (
        "writing",
        {
            "title": "",
            "prompt": rich(""),
            "least_words": "200",
            "most_words": "15",
            "language": "",
        },
        "w",
    ),
)


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def words(response) -> str:
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def assert_unfinished_is_kept(page: LessonPage) -> None:
    draft = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    raw = {child["id"]: child["value"] for child in draft.body.get_prep_value()}
    assert list(raw) == ["h", "l", "q", "p", "w"]
    assert raw["h"] == {"text": "", "level": "3", "language": ""}
    assert (raw["l"]["source_url"], raw["l"]["checked_on"], raw["l"]["title"]) == ("htt", "2026-1", "Papers")
    assert "By hand." in raw["l"]["text"]
    assert raw["q"]["question"] == "x" * 600
    assert [option["value"]["text"] for option in raw["q"]["options"]] == ["Only one"]
    assert [option["id"] for option in raw["q"]["options"]] == ["item-0"]
    assert raw["p"]["caption"] == "Half done"
    assert (raw["w"]["least_words"], raw["w"]["most_words"]) == (200, 15)


def test_autosave_of_a_new_lesson_keeps_unfinished_blocks(client, editor):
    module = module_page(course_page("C"), "M")
    url = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk])

    answer = client.post(url, lesson_form(UNFINISHED, title="", slug="", minutes=""), **JSON)

    assert answer.status_code == 200, answer.content
    page = LessonPage.objects.get()
    assert answer.json()["success"] is True
    assert answer.json()["pk"] == page.pk
    assert (page.live, page.title, page.slug, page.minutes) == (
        False,
        "Untitled lesson",
        "untitled-lesson",
        None,
    )
    assert_unfinished_is_kept(page)


def test_autosave_of_an_edited_lesson_keeps_unfinished_blocks(client, editor):
    page = lesson_page(module_page(course_page("C"), "M"), live=False)
    first = client.post(edit_url(page), lesson_form(), **JSON).json()

    answer = client.post(
        edit_url(page),
        lesson_form(
            UNFINISHED, introduction="i" * 900, minutes="999", overwrite_revision_id=first["revision_id"]
        ),
        **JSON,
    )

    assert answer.status_code == 200, answer.content
    assert answer.json()["revision_id"] == first["revision_id"]
    draft = LessonPage.objects.get().get_latest_revision_as_object()
    assert (draft.introduction, draft.minutes) == ("i" * 900, 999)
    assert_unfinished_is_kept(page)


def test_save_draft_button_keeps_unfinished_blocks_of_a_live_lesson(client, editor):
    course = published_course(lessons=1)
    page = LessonPage.objects.get()
    before = edition_of(course)

    answer = client.post(edit_url(page), lesson_form(UNFINISHED))

    assert answer.status_code == 302
    assert_unfinished_is_kept(page)
    assert edition_of(course) == before
    assert client.get(edit_url(page)).status_code == 200


def test_draft_without_title_gets_its_address_from_the_title_that_follows(client, editor):
    page = lesson_page(module_page(course_page("C"), "M"), "Untitled lesson", live=False)

    client.post(edit_url(page), lesson_form(title="Your first week", slug="untitled-lesson"), **JSON)

    assert LessonPage.objects.get().slug == "your-first-week"


@pytest.mark.parametrize(
    ("typed", "kept"), [("Half typed &", "half-typed"), ("taken", "taken-2"), ("", "any")]
)
def test_draft_with_an_impossible_address_saves_with_a_possible_one(client, editor, typed, kept):
    module = module_page(course_page("C"), "M")
    lesson_page(module, "Taken", slug="taken")
    page = lesson_page(module, "Any", live=False)

    answer = client.post(edit_url(page), lesson_form(title="Any", slug=typed), **JSON)

    assert answer.status_code == 200, answer.content
    assert LessonPage.objects.get(pk=page.pk).slug == kept


def test_course_draft_saves_without_its_summary(client, editor):
    index = index_page()
    url = reverse("wagtailadmin_pages:add", args=["courses", "coursepage", index.pk])
    form = {
        "title": "Standing",
        "slug": "standing",
        "summary": "",
        "description": rich("Half a"),
        "open_to_all": "on",
        **COMMENTS,
    }

    assert client.post(url, form, **JSON).status_code == 200
    page = CoursePage.objects.get()
    answer = client.post(edit_url(page), {**form, "action-publish": "1"})

    assert "Summary" in words(answer)
    assert "This field is required." in words(answer)
    assert not CoursePage.objects.get().live
    long = client.post(edit_url(page), {**form, "summary": "s" * 301, "action-publish": "1"})
    assert "Shorten this to 300 characters before you publish. It has 301." in words(long)
    assert client.post(edit_url(page), {**form, "summary": "s" * 301}).status_code == 302
    assert (
        client.post(edit_url(page), {**form, "summary": "s" * 300, "action-publish": "1"}).status_code == 302
    )
    assert CoursePage.objects.get().live


def test_publishing_unfinished_blocks_is_refused_and_says_where(client, editor):
    page = lesson_page(module_page(course_page("C"), "M"), live=False)

    answer = client.post(
        edit_url(page),
        lesson_form(UNFINISHED, introduction="i" * 401, minutes="0", **{"action-publish": "1"}),
    )

    assert answer.status_code == 200
    assert not LessonPage.objects.get().live
    assert answer.context["form"].non_field_errors() == [
        "1. Heading → Heading: Write something here before you publish.",
        "2. Note, warning or law → Address of the source: Give the whole web address, beginning with https://.",
        "2. Note, warning or law → Last checked: Write the date as year, month and day: 2027-05-06.",
        "2. Note, warning or law → Source: A point of law needs its source: name the act or the guidance.",
        "3. Question → Question: Shorten this to 500 characters before you publish. It has 600.",
        "3. Question → Answers to choose from: Give at least two answers to choose from.",
        "3. Question → Answers to choose from: Mark the right answer.",
        "4. Picture → Picture → Image: This field is required.",
        "5. Text to write → Title: Write something here before you publish.",
        "5. Text to write → What to write: Write something here before you publish.",
        "5. Text to write → At most so many words: Make this at least as large as the least number of words.",
    ]
    said = words(answer)
    assert "3. Question → Answers to choose from: Mark the right answer." in said
    assert "Some blocks are not ready to be published." in said
    assert "Shorten this to 400 characters before you publish. It has 401." in said
    assert "Give a number of minutes from 1 to 240." in said
    assert "x" * 600 in answer.content.decode()


def test_submitting_for_review_asks_as_much_as_publishing(client, editor):
    page = lesson_page(module_page(course_page("C"), "M"), live=False)

    answer = client.post(edit_url(page), lesson_form(UNFINISHED, **{"action-submit": "1"}))

    assert "3. Question → Answers to choose from: Mark the right answer." in words(answer)
    assert LessonPage.objects.get().current_workflow_state is None


def test_published_lesson_is_in_the_edition(client, editor):
    course = course_page("C")
    page = lesson_page(module_page(course, "M"), live=False)
    body = stream(("text", {"text": rich("A ward has two councillors."), "language": ""}, "t"))

    assert client.post(edit_url(page), lesson_form(body, **{"action-publish": "1"})).status_code == 302

    (entry,) = edition_of(course).lessons
    assert entry["title"] == "What a councillor does"


@pytest.mark.parametrize("live", [False, True])
def test_bulk_publishing_holds_unready_pages_back(client, editor, live):
    """What counts is the draft that would be published, not the page that readers see."""
    page = lesson_page(module_page(course_page("C"), "M"), "What a councillor does", live=live)
    client.post(edit_url(page), lesson_form(UNFINISHED))
    url = (
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        + f"?id={page.pk}&next=/admin/"
    )

    answer = client.post(url, follow=True)

    assert "Open these pages and publish them singly" in words(answer)
    assert "“What a councillor does”" in words(answer)
    page.refresh_from_db()
    assert page.live is live
    assert page.has_unpublished_changes


# ---------------------------------------------------------------- two editors, an expired session


def test_second_editor_is_not_overwritten_by_autosave(client, editor):
    page = lesson_page(module_page(course_page("C"), "M"), live=False)
    loaded = page.get_latest_revision()
    mine = lesson_form(
        introduction="Mine.",
        loaded_revision_id=str(loaded.pk),
        loaded_revision_created_at=loaded.created_at.isoformat(),
    )
    page.introduction = "Theirs."
    page.save_revision(user=EditorFactory())

    answer = client.post(edit_url(page), mine, **JSON)

    assert answer.status_code == 400
    assert answer.json()["error_code"] == "invalid_revision"
    assert LessonPage.objects.get().get_latest_revision_as_object().introduction == "Theirs."
    client.post(edit_url(page), mine)  # pressing “Save draft” all the same: both stay in the history
    saved = [r.as_object().introduction for r in LessonPage.objects.get().revisions.order_by("pk")]
    assert saved[-2:] == ["Theirs.", "Mine."]


def test_expired_session_is_noticed_without_losing_the_form(client, editor):
    page = lesson_page(module_page(course_page("C"), "M"), live=False)
    here = client.get("/admin/still-here/", HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    edit = client.get(edit_url(page)).content.decode()

    assert here.json()["uid"] == str(editor.uid)
    assert len(here.json()["token"]) == 64
    assert "no-store" in here.headers["Cache-Control"]
    assert f'data-uid="{editor.uid}"' in edit
    assert "courses/admin/keep.js" in edit
    assert "You are signed out." in edit

    client.logout()
    assert client.get("/admin/still-here/", HTTP_X_REQUESTED_WITH="XMLHttpRequest").status_code == 403
    answer = client.post(edit_url(page), lesson_form(), **JSON)  # what Wagtail's autosave meets
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/")


# ---------------------------------------------------------------- whom a change touches


@pytest.fixture
def followed(settled):
    """A course of two lessons: three learners have begun the first, one of them finished; one the second."""
    course = published_course("Standing", lessons=2)
    first, second = (row for row in course_lessons(course))
    people = UserFactory.create_batch(3)
    for person in people:
        LessonProgress.objects.create(learner=person, lesson=first)
    LessonProgress.objects.filter(learner=people[0]).update(done_at=course.last_published_at)
    LessonProgress.objects.create(learner=people[0], lesson=second)
    return course


def course_lessons(course):
    from courses.content.models import Lesson

    return Lesson.objects.filter(course__key=course.translation_key).order_by("pk")


def test_impact_is_counted_per_lesson_module_and_course(followed):
    from courses.content.impact import impact_of_page

    lesson = LessonPage.objects.order_by("path").first()

    assert impact_of_page(lesson) == Impact(begun=3, finished=1)
    assert impact_of_page(ModulePage.objects.get()) == Impact(begun=4, finished=1)
    assert impact_of_page(followed) == Impact(begun=4, finished=1)
    assert impact_of_page(LessonPage(title="New")) == Impact()
    assert Impact(3, 1).underway == 2
    assert Impact(1, 1).words == "1 learner has begun, 1 has finished"


@pytest.mark.parametrize("lessons", [1, 30])
def test_impact_takes_two_queries(settled, django_assert_num_queries, lessons):
    from courses.content.impact import impact_of_page

    course = published_course(lessons=lessons)

    with django_assert_num_queries(2):
        impact_of_page(course)


def test_edit_page_says_how_many_learners_are_in_the_lesson(client, editor, followed):
    page = LessonPage.objects.order_by("path").first()

    said = words(client.get(edit_url(page)))

    assert "have begun 3 are in the middle 2 have finished 1" in said
    assert (
        "Publishing takes nothing away from anybody. 1 learner has finished: "
        "a question that you add will not be asked of them again."
    ) in said
    assert "Publish (3 learners have begun, 1 has finished)" in said


def test_edit_page_of_an_unread_lesson_says_so(client, editor):
    published_course(lessons=1)

    said = words(client.get(edit_url(LessonPage.objects.get())))

    assert "No learner has begun this yet." in said
    assert "Publish (" not in said


@pytest.mark.parametrize("kind", [CoursePage, ModulePage])
def test_taking_a_page_away_warns_first(client, followed, kind):
    sign_in(client, AdministratorFactory())
    page = kind.objects.get()

    unpublish = words(client.get(reverse("wagtailadmin_pages:unpublish", args=[page.pk])))
    delete = words(client.get(reverse("wagtailadmin_pages:delete", args=[page.pk])))

    assert "4 learners have begun, 1 has finished. Nobody loses what they have done" in unpublish
    assert "4 learners have begun, 1 has finished. Nobody loses what they have done" in delete


def test_taking_a_page_away_warns_of_those_in_the_middle_too(client):
    page = lesson_page(module_page(course_page("C"), "M"))
    LessonProgress.objects.create(learner=UserFactory(), lesson=Lesson.objects.get(key=page.translation_key))
    sign_in(client, AdministratorFactory())

    delete = words(client.get(reverse("wagtailadmin_pages:delete", args=[page.pk])))

    assert "1 learner has begun, 0 have finished. Nobody loses what they have done" in delete


def test_moving_a_lesson_warns_first(client, editor, followed):
    page = LessonPage.objects.order_by("path").first()
    target = module_page(course_page("Other"), "There")

    said = words(client.get(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target.pk])))

    assert "3 learners have begun, 1 has finished. They keep all they have done" in said


# ---------------------------------------------------------------- preview, history, workflow


@pytest.fixture
def full_lesson(settled):
    from tests.factories.content import checklist_block, question_block, writing_block

    course = published_course(
        lessons=1, body=[text_block("Live text."), question_block(), checklist_block(), writing_block()]
    )
    page = LessonPage.objects.get()
    page.introduction = "Only in the draft."
    page.save_revision()
    return course, page


def test_editor_sees_the_draft_in_the_page_s_own_look(client, editor, full_lesson):
    _course, page = full_lesson

    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    html = answer.content.decode()

    assert answer.status_code == 200
    assert "Only in the draft." in html
    assert "A preview. Learners do not see it until it is published." in html
    assert html.count('<fieldset class="inert" disabled>') == 3
    assert "css/hustings.css" in html


@pytest.mark.parametrize("kind", [CoursePage, ModulePage])
def test_course_and_module_have_previews(client, editor, full_lesson, kind):
    page = kind.objects.get()

    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    assert answer.status_code == 200
    assert page.title in answer.content.decode()


def test_strangers_and_learners_see_no_draft(client, full_lesson):
    _course, page = full_lesson
    url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])

    assert client.get(url).status_code == 302
    sign_in(client, UserFactory())
    answer = client.get(url, follow=True)
    assert "Only in the draft." not in answer.content.decode()


def test_side_preview_shows_unfinished_blocks(client, editor):
    page = lesson_page(module_page(course_page("C"), "M"), live=False)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])

    assert client.post(url, lesson_form(UNFINISHED)).json() == {"is_valid": True, "is_available": True}
    answer = client.get(url)

    assert answer.status_code == 200
    assert "Only one" in answer.content.decode()


def test_two_versions_can_be_compared(client, editor, full_lesson):
    _course, page = full_lesson
    publish(page, body=[text_block("Other text.")])

    answer = client.get(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"]))

    assert answer.status_code == 200
    assert "Other" in answer.content.decode()
    assert "Who elects a councillor?" in answer.content.decode()


def test_pasted_words_keep_no_styles(client, editor):
    """Draftail posts its own data, not HTML; what it does not know has no way in."""
    page = lesson_page(module_page(course_page("C"), "M"), live=False)
    pasted = json.loads(rich("From a word processor"))
    pasted["blocks"][0]["inlineStyleRanges"] = [{"offset": 0, "length": 4, "style": "COLOR-RED"}]
    pasted["blocks"].append({**pasted["blocks"][0], "key": "b", "type": "header-one", "text": "Big"})
    body = stream(("text", {"text": json.dumps(pasted), "language": ""}, "t"))

    client.post(edit_url(page), lesson_form(body))

    html = LessonPage.objects.get().get_latest_revision_as_object().body[0].value["text"].source
    assert "From a word processor" in html
    assert "style" not in html
    assert "color" not in html.lower()


def test_second_pair_of_eyes_is_the_workflow_of_every_page(client, settled):
    workflow = Workflow.objects.get(name="Second pair of eyes")
    assert WorkflowPage.objects.get(workflow=workflow).page.depth == 1

    organiser, one, other = OrganiserFactory(), EditorFactory(), EditorFactory()
    page = lesson_page(module_page(course_page("C"), "M"), live=False)
    page.get_workflow().start(page, organiser)
    task = page.current_workflow_task
    assert "approve" not in [name for name, *_rest in task.get_actions(page, organiser)]
    assert "approve" in [name for name, *_rest in task.get_actions(page, one)]

    page.current_workflow_state.cancel(user=organiser)
    page.get_workflow().start(page, one)
    assert "approve" not in [name for name, *_rest in task.get_actions(page, one)]
    assert "approve" in [name for name, *_rest in task.get_actions(page, other)]


def test_workflow_is_made_once_and_then_left_alone(settled):
    from courses.content.services import ensure_workflow

    Workflow.objects.filter(name="Second pair of eyes").update(name="Four eyes", active=False)

    ensure_workflow()

    assert not Workflow.objects.filter(name="Second pair of eyes").exists()
    assert not Workflow.objects.get(name="Four eyes").active


def test_workflow_takes_the_place_of_wagtails_example(settled):
    from courses.content.services import ensure_workflow

    root = Page.objects.get(depth=1)
    WorkflowPage.objects.all().delete()
    ReviewTask.objects.all().delete()
    example = Workflow.objects.create(name="Moderators approval")
    WorkflowPage.objects.create(page=root, workflow=example)

    ensure_workflow()

    example.refresh_from_db()
    assert not example.active
    assert WorkflowPage.objects.get(page=root).workflow.name == "Second pair of eyes"


@pytest.fixture
def unready(client, editor):
    """A lesson that an organiser submitted and then made unready; the editor may approve it."""
    page = lesson_page(module_page(course_page("C"), "M"), live=False)
    page.get_workflow().start(page, OrganiserFactory())
    client.post(edit_url(page), lesson_form(UNFINISHED, minutes=""))
    return LessonPage.objects.get()


NEEDS = "The page is not ready, so it was not approved. Nothing has changed. What it needs: Minutes: "


def test_approving_what_became_unready_says_what_it_needs(client, unready):
    state = unready.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[unready.pk, "approve", state.pk])

    answer = client.post(f"{url}?next=/admin/", follow=True)

    assert answer.redirect_chain == [("/admin/", 302)]
    said = words(answer)
    assert NEEDS in said
    assert "3. Question → Answers to choose from: Mark the right answer." in said
    assert not LessonPage.objects.get().live
    assert LessonPage.objects.get().current_workflow_task_state.status == "in_progress"


def test_approving_in_a_dialog_leads_to_the_same_words(client, unready):
    state = unready.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[unready.pk, "approve", state.pk])

    answer = client.post(
        url,
        {"comment": "Well done"},
        HTTP_X_REQUESTED_WITH="XMLHttpRequest",
        HTTP_REFERER=f"http://testserver{edit_url(unready)}",
    )

    assert answer.json() == {"step": "success", "redirect": edit_url(unready)}
    assert NEEDS in words(client.get(edit_url(unready)))


def test_approving_on_the_page_itself_keeps_the_form_and_names_the_blocks(client, unready):
    form = lesson_form(UNFINISHED, **{"action-workflow-action": "true", "workflow-action-name": "approve"})

    answer = client.post(edit_url(unready), form)

    assert answer.status_code == 200
    assert "3. Question → Answers to choose from: Mark the right answer." in words(answer)
    assert LessonPage.objects.get().current_workflow_task_state.status == "in_progress"


def test_course_that_lost_its_summary_cannot_be_approved(client, editor):
    page = course_page("C", live=False)
    page.get_workflow().start(page, OrganiserFactory())
    client.post(edit_url(page), {"title": "C", "slug": "c", "description": rich("x"), **COMMENTS})
    state = CoursePage.objects.get().current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])

    answer = client.post(url, follow=True)

    assert "What it needs: Summary: This field cannot be blank." in words(answer)
    assert not CoursePage.objects.get().live


def test_ready_lesson_is_approved_and_published(client, editor):
    page = lesson_page(module_page(course_page("C"), "M"), live=False, body=[text_block()])
    page.get_workflow().start(page, OrganiserFactory())
    state = LessonPage.objects.get().current_workflow_task_state

    client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]))

    assert LessonPage.objects.get().live


def test_publishing_without_an_address_makes_one_from_the_title(client, editor):
    module = module_page(course_page("C"), "M")
    lesson_page(module, "Your first week")
    url = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk])
    form = lesson_form(title="Your first week", slug="", **{"action-publish": "1"})

    assert client.post(url, form).status_code == 302
    assert client.post(url, form).status_code == 302
    assert list(LessonPage.objects.order_by("pk").values_list("slug", "live")) == [
        ("your-first-week", True),
        ("your-first-week-2", True),
        ("your-first-week-3", True),
    ]


def test_words_for_a_picture_not_chosen_yet_are_kept(client, editor):
    page = lesson_page(module_page(course_page("C"), "M"), live=False)
    values = {
        "image-image": "",
        "image-alt_text": "Ballot boxes on a stage",
        "image-decorative": "",
        "caption": "",
        "language": "",
    }

    client.post(edit_url(page), lesson_form(stream(("picture", values, "p"))))

    draft = LessonPage.objects.get().get_latest_revision_as_object()
    kept = {"image": None, "alt_text": "Ballot boxes on a stage", "decorative": False}
    assert draft.body.get_prep_value()[0]["value"]["image"] == kept
    assert "Ballot boxes on a stage" in client.get(edit_url(page)).content.decode()
    refused = client.post(
        edit_url(page), lesson_form(stream(("picture", values, "p")), **{"action-publish": "1"})
    )
    assert "1. Picture → Picture → Image: This field is required." in words(refused)
    assert "Ballot boxes on a stage" in refused.content.decode()


def test_draft_of_a_page_of_the_open_site_always_saves(client, editor):
    home = home_page()
    url = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", home.pk])
    body = stream(("heading", {"text": "", "level": "3", "language": ""}, "h"))
    form = {"title": "", "slug": "", "introduction": "", **body, **COMMENTS}

    assert client.post(url, form, **JSON).json()["success"] is True
    page = StandardPage.objects.get()
    assert (page.live, page.title, page.slug) == (False, "Untitled standard page", "untitled-standard-page")
    answer = client.post(edit_url(page), {**form, "title": "About", "action-publish": "1"})
    assert "1. Heading → Heading: Write something here before you publish." in words(answer)
    assert not StandardPage.objects.get().live


def test_helpers_post_what_wagtail_s_own_helper_posts():
    """Our ``stream`` agrees with the format that Wagtail documents for tests."""
    from wagtail.test.utils.form_data import streamfield

    theirs = nested_form_data({"body": streamfield([("heading", {"text": "A", "level": "2"})])})
    ours = stream(("heading", {"text": "A", "level": "2"}, ""))
    assert {key: str(value) for key, value in theirs.items()} | {"body-0-id": ""} == ours
