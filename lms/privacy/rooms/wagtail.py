"""What Wagtail keeps on whoever edits: revisions, logs, comments, uploads, drafts and its own profile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import registry as log_actions
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile

from lms.accounts.models import User
from lms.privacy.registry import (
    Fate,
    Item,
    Part,
    PersonalData,
    StoredFile,
    register_codes,
    register_data,
    rows,
)

_AS_SOMEONE = _("It belongs to the organisation’s pages; it now says “Someone who left”.")


def _by(model: Any, *names: str) -> Any:
    """A function that finds the rows in which any of ``names`` is the person."""

    def find(person: User) -> QuerySet[Any]:
        wanted = Q()
        for name in names:
            wanted |= Q(**{name: person})
        return model._default_manager.filter(wanted)

    return find


for _log in (PageLogEntry, ModelLogEntry):
    register_codes(f"{_log._meta.label}.action", log_actions.get_action_label)


def _log_about(person: User) -> QuerySet[ModelLogEntry]:
    """What Wagtail noted of changes to the person’s account: the entry holds their name."""
    kind = ContentType.objects.get_for_model(User)
    return ModelLogEntry.objects.filter(content_type=kind, object_id=str(person.pk))


def _blank_log(person: User) -> None:
    _log_about(person).update(label="", data={})


def _profile_rows(person: User) -> QuerySet[UserProfile]:
    return UserProfile.objects.filter(user=person)


def _remove_profile(person: User) -> None:
    for profile in _profile_rows(person):
        if profile.avatar:
            profile.avatar.storage.delete(profile.avatar.name)
        profile.delete()


def _remove_uploads(person: User) -> None:
    for upload in UploadedFile.objects.filter(uploaded_by_user=person):
        if upload.file:
            upload.file.storage.delete(upload.file.name)
        upload.delete()


def _uploads(person: User) -> int:
    wanted = {"uploaded_by_user": person}
    return (
        get_image_model().objects.filter(**wanted).count()
        + get_document_model().objects.filter(**wanted).count()
    )


def _deeds(person: User) -> int:
    models = (PageLogEntry, ModelLogEntry, Revision)
    return sum(model.objects.filter(user=person).count() for model in models)


def _reviews(person: User) -> int:
    return (
        WorkflowState.objects.filter(requested_by=person).count()
        + TaskState.objects.filter(finished_by=person).count()
    )


def _comments(person: User) -> int:
    return sum(model.objects.filter(user=person).count() for model in (Comment, CommentReply))


def _pages(person: User) -> QuerySet[Page]:
    return Page.objects.filter(Q(owner=person) | Q(locked_by=person))


def _export(person: User) -> Iterable[Item]:
    when = {"timestamp": _("When"), "action": _("What"), "label": _("To what")}
    yield from rows(_("Changes to pages"), PageLogEntry.objects.filter(user=person).order_by("pk"), when)
    yield from rows(_("Other changes"), ModelLogEntry.objects.filter(user=person).order_by("pk"), when)
    yield from rows(_("Changes to your account"), _log_about(person).order_by("pk"), when)
    drafts = {"created_at": _("When"), "object_str": _("Of what")}
    yield from rows(_("Drafts you saved"), Revision.objects.filter(user=person).order_by("pk"), drafts)
    comment = {"created_at": _("When"), "text": _("Text")}
    yield from rows(_("Comments"), Comment.objects.filter(user=person).order_by("pk"), comment)
    yield from rows(
        _("Answers to comments"), CommentReply.objects.filter(user=person).order_by("pk"), comment
    )
    yield from rows(_("Your pages"), _pages(person).order_by("pk"), {"title": _("Title")})
    for model, title in (
        (get_image_model(), _("Pictures you uploaded")),
        (get_document_model(), _("Documents you uploaded")),
    ):
        found = model.objects.filter(uploaded_by_user=person).order_by("pk")
        yield from rows(title, found, {"title": _("Title"), "created_at": _("When")})
    for profile in _profile_rows(person).exclude(avatar=""):
        yield StoredFile(profile.avatar.name, profile.avatar.name)


register_data(
    PersonalData(
        code="editing",
        title=_("What you wrote and changed as an editor"),
        why=_(
            "To know who wrote, changed and approved what the site says, and to be able to take a change "
            "back (legitimate interest, Article 6(1)(f))."
        ),
        seen_by=_("Editors, organisers and administrators."),
        kept=_("For as long as the page; unfinished forms go after 30 days."),
        models=(
            "wagtailcore.Page",
            "wagtailcore.Revision",
            "wagtailcore.PageLogEntry",
            "wagtailcore.ModelLogEntry",
            "wagtailcore.Comment",
            "wagtailcore.CommentReply",
            "wagtailcore.PageSubscription",
            "wagtailcore.WorkflowState",
            "wagtailcore.TaskState",
            "wagtailcore.UploadedFile",
            "wagtailcore.APIToken",
            "wagtailadmin.EditingSession",
            "wagtailadmin.FormState",
            "wagtailusers.UserProfile",
            "wagtailimages.Image",
            "wagtaildocs.Document",
            get_image_model()._meta.label,
            get_document_model()._meta.label,
        ),
        export=_export,
        erase=(
            Part(
                Fate.REMOVED,
                _("Your settings and picture in the editor"),
                _profile_rows,
                change=_remove_profile,
            ),
            Part(Fate.REMOVED, _("Unfinished forms"), _by(FormState, "user")),
            Part(Fate.REMOVED, _("Marks of where you are editing"), _by(EditingSession, "user")),
            Part(
                Fate.REMOVED,
                _("Unfinished uploads"),
                _by(UploadedFile, "uploaded_by_user"),
                change=_remove_uploads,
            ),
            Part(Fate.REMOVED, _("News of pages you follow"), _by(PageSubscription, "user")),
            Part(Fate.REMOVED, _("Keys for programs"), _by(APIToken, "user")),
            Part(
                Fate.ANONYMISED,
                _("Notes of changes to your account"),
                _log_about,
                change=_blank_log,
                why=_("The name in them is taken out."),
            ),
            Part(Fate.ANONYMISED, _("Drafts and changes you made to pages"), _deeds, why=_AS_SOMEONE),
            Part(Fate.ANONYMISED, _("Approvals you asked for or gave"), _reviews, why=_AS_SOMEONE),
            Part(Fate.ANONYMISED, _("Comments you wrote on drafts"), _comments, why=_AS_SOMEONE),
            Part(Fate.ANONYMISED, _("Pages that are yours"), _pages, why=_AS_SOMEONE),
            Part(Fate.ANONYMISED, _("Pictures and documents you uploaded"), _uploads, why=_AS_SOMEONE),
        ),
        order=70,
        step=40,
    )
)
