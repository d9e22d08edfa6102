"""Words of organisers for the house's messages: kept in versions, checked before they count."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.audit.services import record
from lms.messaging.copy_models import MessageCopy
from lms.messaging.copy_text import WordsError, check_words, fill, gaps_in, paragraphs_html, paragraphs_text


@dataclass(frozen=True)
class Copy:
    """An organiser's words for one kind of message, to be filled for each recipient."""

    subject_words: str
    text_words: str

    def subject(self, values: Mapping[str, str]) -> str:
        """On one line, whatever the values hold."""
        return " ".join(fill(self.subject_words, values).split())

    def text(self, values: Mapping[str, str]) -> str:
        return paragraphs_text(self.text_words, values)

    def html(self, values: Mapping[str, str]) -> SafeString:
        return paragraphs_html(self.text_words, values)

    def fits(self, values: Mapping[str, str]) -> bool:
        """Whether there is a value for every gap; a kind may have lost one since the words were written."""
        return gaps_in(self.subject_words) | gaps_in(self.text_words) <= set(values)


def newest_copy(kind: str, language: str) -> MessageCopy | None:
    """The version that counts, which may be “the house's words again”. One query."""
    return MessageCopy.objects.filter(kind=kind, language=language).order_by("-version").first()


def copy_for(kind: str, language: str) -> Copy | None:
    """An organiser's words for messages of ``kind`` in ``language``; None for the house's own. One query."""
    newest = newest_copy(kind, language)
    if newest is None or newest.is_house:
        return None
    return Copy(newest.subject, newest.text)


def check_subject(subject: str, *, allowed: Collection[str], in_subject: Collection[str]) -> None:
    """Nothing happens if the subject may stand. Raises ``WordsError``.

    A subject is read by whoever holds the telephone, so it takes none of the placeholders that hold
    somebody's name or own words: only those of ``in_subject``.
    """
    private = sorted(gaps_in(subject) & (set(allowed) - set(in_subject)))
    if private:
        names = ", ".join(f"{{{name}}}" for name in private)
        raise WordsError(
            _("The subject is seen on locked screens, so it cannot hold %(names)s. Name the matter only.")
            % {"names": names}
        )
    check_words(subject, allowed=in_subject)


def history_of(kind: str, language: str) -> list[MessageCopy]:
    """The newest 20 versions, newest first. One query."""
    return list(MessageCopy.objects.filter(kind=kind, language=language).order_by("-version")[:20])


def kinds_with_own_words() -> set[tuple[str, str]]:
    """Kind and language of all whose newest version is not the house's. One query."""
    newest: dict[tuple[str, str], bool] = {}
    rows = MessageCopy.objects.order_by("version").values_list("kind", "language", "is_house")
    for kind, language, is_house in rows:
        newest[kind, language] = is_house
    return {key for key, is_house in newest.items() if not is_house}


@transaction.atomic
def save_copy(*, kind: str, language: str, subject: str, text: str, actor: User) -> MessageCopy:
    """Messages of ``kind`` in ``language`` say this from now on; the same words again change nothing."""
    newest = newest_copy(kind, language)
    if newest and not newest.is_house and (newest.subject, newest.text) == (subject, text):
        return newest
    return _add(kind, language, newest, actor, subject=subject, text=text)


@transaction.atomic
def reset_copy(*, kind: str, language: str, actor: User) -> MessageCopy | None:
    """The house's words count again; the organisers' stay in the history. Nothing if they count already."""
    newest = newest_copy(kind, language)
    if newest is None or newest.is_house:
        return newest
    return _add(kind, language, newest, actor, is_house=True)


def _add(
    kind: str, language: str, newest: MessageCopy | None, actor: User, **words: str | bool
) -> MessageCopy:
    version = newest.version + 1 if newest else 1
    made = MessageCopy.objects.create(
        kind=kind, language=language, version=version, author_uid=actor.uid, **words
    )
    action = "copy.reset" if made.is_house else "copy.change"
    record(actor_uid=actor.uid, action=action, subject=f"copy:{kind}:{language}", version=version)
    return made
