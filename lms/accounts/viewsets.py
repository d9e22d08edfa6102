"""Wagtail's screens for people, fitted to our ``User``.

Nobody is deleted (people are anonymised elsewhere), nobody types another
person's password, and roles change only through ``services.save_person``.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.urls import URLPattern, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.widgets.button import Button, ListingButton
from wagtail.users.views.users import CreateView as WagtailCreateView
from wagtail.users.views.users import EditView as WagtailEditView
from wagtail.users.views.users import IndexView as WagtailIndexView
from wagtail.users.views.users import UserFilterSet as WagtailUserFilterSet
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from lms.accounts.duties import is_last_organiser
from lms.accounts.fields import can_be_seen, name_key, tidy_name
from lms.accounts.grants.words import role_in_words
from lms.accounts.models import (
    ADMINISTRATORS,
    EDITORS,
    ORGANISERS,
    SAFEGUARDING,
    STAFF_GROUPS,
    Standing,
    User,
    generate_username,
)
from lms.accounts.safety.viewsets import account_href
from lms.accounts.services import save_person
from lms.audit.lists import RecordedList
from lms.audit.services import record_read
from lms.errors import DomainError

ROLE_WORDS = (
    (EDITORS, _("Editor: writes and publishes courses and pages")),
    (ORGANISERS, _("Organiser: runs programmes; writes drafts that an editor publishes")),
    (SAFEGUARDING, _("Safeguarding lead: looks after people’s safety; nobody else reads what is reported")),
    (ADMINISTRATORS, _("Administrator: looks after people and settings, and may do all that an editor may")),
)


class PersonForm(forms.ModelForm):
    """A person as administrators see them. Stored by ``save_person``, which may refuse."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=ROLE_WORDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Somebody with a role must use a second step when they sign in."),
    )

    successor = forms.ModelChoiceField(
        label=_("Who takes over"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("The administrator who has been here longest"),
        help_text=_("Only asked where the last organiser stops being one."),
    )
    asked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = User
        fields: ClassVar = ["name", "email", "username"]
        help_texts: ClassVar = {
            "email": _("May stay empty: such a person signs in with their sign-in name."),
            "username": _("Leave it as it is unless the person wants another. Letters, digits and . + - _"),
        }

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["name"].required = True
        if self.instance.pk:
            held = self.instance.groups.filter(name__in=STAFF_GROUPS)
            self.initial["roles"] = list(held.values_list("name", flat=True))
        else:
            self.initial["username"] = generate_username()
        self._offer_successors()

    def _offer_successors(self) -> None:
        """The question who takes over is there where it may have to be answered."""
        if self.instance.pk and is_last_organiser(self.instance):
            people = User.objects.filter(has_role=True, is_active=True, standing=Standing.ACTIVE)
            self.fields["successor"].queryset = people.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        else:
            del self.fields["successor"], self.fields["asked"]

    def clean(self) -> dict[str, Any]:
        """Asks once who follows the last organiser; saving again without an answer is an answer."""
        data = super().clean() or {}
        leaves = "successor" in self.fields and ORGANISERS not in data.get("roles", [ORGANISERS])
        if leaves and not data.get("successor") and not data.get("asked"):
            self.data = {**self.data.dict(), "roles": data["roles"], "asked": "on"}  # type: ignore[attr-defined]
            self.add_error(
                "successor",
                _(
                    "Nobody else organises. Say who takes over, or save again: then it is the administrator "
                    "who has been here longest."
                ),
            )
        return data

    def clean_name(self) -> str:
        name = tidy_name(self.cleaned_data["name"])
        if not can_be_seen(name):
            raise forms.ValidationError(_("Write the person’s name."), code="required")
        return name

    def save(self, commit: bool = True) -> User:
        return save_person(
            person=self.instance,
            roles=self.cleaned_data["roles"],
            actor=self.actor,
            successor=self.cleaned_data.get("successor"),
        )


class _KnowsActor:
    """Hands the form its actor, and shows a refusal on the form with everything typed kept."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()  # type: ignore[misc]
        kwargs.pop("editing_self", None)
        return {**kwargs, "actor": self.request.user}  # type: ignore[attr-defined]

    def form_valid(self, form: PersonForm) -> Any:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except DomainError as error:
            form.add_error(None, error.message)
            self.is_valid(form)  # type: ignore[attr-defined]  # lets Wagtail say that it was not saved
            return self.form_invalid(form)  # type: ignore[attr-defined]


class PersonFilterSet(WagtailUserFilterSet):
    class Meta(WagtailUserFilterSet.Meta):
        model = User
        fields: ClassVar[list[str]] = []


class IndexView(RecordedList, WagtailIndexView):
    """People by name; found by any part of name, address or sign-in name, with or without accents."""

    template_name = "wagtailadmin/generic/index.html"
    results_template_name = "wagtailadmin/generic/index_results.html"
    page_title = _("People")
    add_item_label = _("Add a person")
    default_ordering = "name_key"
    is_searchable = True
    search_fields: ClassVar = ["name_key", "email", "username"]
    read_action, read_subject = "accounts.list_people", "people"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "name",
                accessor="display_name",
                label=_("Name"),
                sort_key="name_key",
                get_url=self.get_edit_url,
            ),
            Column("email", label=_("E-mail address"), sort_key="email"),
            Column("username", label=_("Sign-in name"), sort_key="username"),
            Column("roles", accessor=_roles_in_words, label=_("Roles")),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last signed in"), sort_key="last_login"),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        return super().get_base_queryset().prefetch_related("groups")

    def search_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        if not self.is_searching:
            return queryset
        words = self.search_query.lower()
        return queryset.filter(
            Q(name_key__contains=name_key(words)) | Q(email__contains=words) | Q(username__contains=words)
        )

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        return super(WagtailIndexView, self).order_queryset(queryset)

    def get_delete_url(self, instance: User) -> None:
        return None

    def get_list_buttons(self, instance: User) -> list[Any]:
        address = reverse("person_access:sees", args=[instance.uid])
        return [ListingButton(_("What can they see?"), url=address, icon_name="view", priority=10)]


def _roles_in_words(person: User) -> str:
    names = [role_in_words(group.name) for group in person.groups.all()]
    return ", ".join([*names, str(_("superuser"))] if person.is_superuser else names)


class CreateView(_KnowsActor, WagtailCreateView):
    template_name = "wagtailadmin/generic/form.html"
    page_title = _("Add a person")
    success_message = _("“%(object)s” is added. They sign in by a code, or choose a password by letter.")


class EditView(_KnowsActor, WagtailEditView):
    template_name = "wagtailadmin/generic/edit.html"
    success_message = _("“%(object)s” is saved.")
    error_message = _("Not saved yet. What you typed is still here.")

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.can_delete = False
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        record_read(
            actor_uid=request.user.uid,
            action="accounts.read_person",
            subject=f"person:{self.object.uid}",
            about_uid=self.object.uid,
        )
        return super().get(request, *args, **kwargs)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [
            *super().header_more_buttons,
            Button(
                _("What can this person see?"),
                url=reverse("person_access:sees", args=[self.object.uid]),
                icon_name="view",
                priority=30,
            ),
            Button(
                _("Freeze, or other standing"), url=account_href(self.object), icon_name="lock", priority=40
            ),
        ]

    def get_delete_url(self) -> None:
        return None

    def user_has_permission(self, permission: str) -> bool:
        return permission != "delete" and super().user_has_permission(permission)


class UserViewSet(WagtailUserViewSet):
    menu_label = _("People")
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    filterset_class = PersonFilterSet
    copy_view_enabled = False
    ordering = "name_key"
    search_fields: ClassVar = ["name_key", "email", "username"]
    template_prefix = "accounts/people/"

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        return PersonForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [p for p in super().get_urlpatterns() if p.name != "delete"]
