"""Pictures, films, recordings and files to keep.

What has to be loaded says first how long it is and how much: the length and the size are
read from the file when it is uploaded (``lms.pages.recordings``). A film may have a small
version and its sound alone; poor connections get the small one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks.struct_block import BlockGroup
from wagtail.documents.blocks import DocumentChooserBlock

from lms.pages.drafting import AddressBlock, DescribedImageBlock, LineBlock, NumberBlock, WrittenBlock
from lms.pages.embeds import frame_address
from lms.pages.sizes import file_size
from lms.pages.spoken import Problems, SpokenBlock, problem

VIDEO_FILES, AUDIO_FILES = ("mp4", "webm"), ("mp3", "m4a", "ogg")
# A film of more bytes than this wants a small version; the editor is told, not refused.
BIG_VIDEO = 20 * 1024 * 1024

MEDIA = _("Pictures, sound and files")

NOT_A_VIDEO = _("This is not a video. Choose a file that ends in .mp4 or .webm.")
NOT_A_RECORDING = _("This is not a recording. Choose a file that ends in .mp3, .m4a or .ogg.")


class PictureBlock(SpokenBlock):
    image = DescribedImageBlock(label=_("Picture"))
    caption = LineBlock(max_length=300, required=False, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        group = MEDIA
        template = "pages/blocks/picture.html"
        description = _("A picture, described in words or marked as decoration.")
        label_format = "{caption}"
        preview_value = {"caption": _("Counting in the sports hall, a little after midnight.")}
        preview_template = "courses/content/preview_picture.html"


@dataclass(frozen=True)
class Example:
    """In the place of a file, where a block is shown to somebody who has not chosen one."""

    file_extension: str
    content_type: str
    file_size: int
    seconds: int | None = None
    url: str = "#"


@dataclass(frozen=True)
class Version:
    """One of several files of the same film or recording."""

    name: str  # full, small or sound
    label: Any
    document: Any


def ending_of(document: Any) -> str:
    return str(getattr(document, "file_extension", "") or "").lower()


def saves_data(context: Mapping[str, Any]) -> bool:
    """Whether who asked for the page wants few bytes: ``Save-Data: on`` (W3C Save Data API)."""
    if "saves_data" in context:
        return bool(context["saves_data"])
    request = context.get("request")
    return request is not None and request.headers.get("Save-Data", "").lower() == "on"


def heavy_videos(body: Any) -> list[Any]:
    """The films of a page that have more bytes than ``BIG_VIDEO`` and no small version."""
    films = [child.value for child in body if child.block_type == "video"]
    return [
        film
        for film in films
        if film.get("file") and not film.get("small") and (film["file"].file_size or 0) > BIG_VIDEO
    ]


class MediaBlock(SpokenBlock):
    """What video and audio share."""

    title = LineBlock(max_length=160, label=_("Title"))
    file = DocumentChooserBlock(
        required=False,
        label=_("File"),
        help_text=_("Its length and its size are read from it and shown before anything is loaded."),
    )
    small = DocumentChooserBlock(
        required=False,
        label=_("Small version"),
        help_text=_("The same in a smaller file. Poor connections get it; everybody may choose it."),
    )
    minutes = NumberBlock(
        min_value=1,
        max_value=240,
        required=False,
        label=_("Length in minutes"),
        help_text=_(
            "Only where it cannot be read from a file: a video elsewhere, or one that ends in .webm."
        ),
    )
    transcript = WrittenBlock(
        features=["bold", "italic", "link"],
        required=False,
        label=_("Transcript"),
        help_text=_("Everything that is said, and what is seen where it matters."),
    )

    small_label = _("Small version")

    @staticmethod
    def has_transcript(value: Any) -> bool:
        transcript = value.get("transcript")
        return bool(transcript and transcript.source)

    def versions(self, value: Any) -> Iterator[Version]:
        """The files there are, the full one first."""
        if value.get("file"):
            yield Version("full", _("Full version"), value["file"])
            if value.get("small"):
                yield Version("small", self.small_label, value["small"])

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds the ``versions``, the one ``playing``, and the length: ``seconds``, or nothing known."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        versions = list(self.versions(value))
        wanted = "small" if saves_data(context) else "full"
        playing = next((one for one in versions if one.name == wanted), versions[0] if versions else None)
        seconds = getattr(value.get("file"), "seconds", None) or 60 * (value.get("minutes") or 0)
        return {**context, "versions": versions, "playing": playing, "seconds": seconds}

    def problems(self, value: Any) -> Problems:
        file, small = value.get("file"), value.get("small")
        if not small:
            return {}
        if not file:
            return {"small": problem(_("A small version stands beside a file: choose that file too."))}
        if small.file_size and file.file_size and small.file_size >= file.file_size:
            sizes = {"small": file_size(small.file_size), "full": file_size(file.file_size)}
            message = _("This version has %(small)s, the file itself %(full)s. Choose a smaller one.") % sizes
            return {"small": problem(message)}
        return {}


class VideoBlock(MediaBlock):
    sound = DocumentChooserBlock(
        required=False,
        label=_("Only the sound"),
        help_text=_("A recording of what is said, for those who would rather listen or have little data."),
    )
    embed_url = AddressBlock(
        required=False,
        label=_("Or the address of a video elsewhere"),
        help_text=_("On YouTube or Vimeo. Nothing is loaded from there until the learner asks for it."),
    )
    captions = DocumentChooserBlock(
        required=False, label=_("Captions"), help_text=_("A file that ends in .vtt.")
    )
    poster = DescribedImageBlock(required=False, label=_("Picture shown before it plays"))

    small_label = _("Smaller picture")

    def get_form_layout(self) -> BlockGroup:
        names = [
            "title",
            "file",
            "small",
            "sound",
            "embed_url",
            "minutes",
            "captions",
            "transcript",
            "poster",
        ]
        return BlockGroup(names, settings=["language"])

    def versions(self, value: Any) -> Iterator[Version]:
        yield from super().versions(value)
        if value.get("file") and value.get("sound"):
            yield Version("sound", _("Only the sound"), value["sound"])

    def problems(self, value: Any) -> Problems:
        found = super().problems(value)
        file, address, captions = value.get("file"), value.get("embed_url"), value.get("captions")
        if not file and not address:
            found["file"] = problem(_("Choose a video file, or give the address of a video elsewhere."))
        if file and address:
            found["embed_url"] = problem(_("Give a file or an address, not both: remove one of them."))
        if file and ending_of(file) not in VIDEO_FILES:
            found["file"] = problem(NOT_A_VIDEO)
        if value.get("small") and ending_of(value["small"]) not in VIDEO_FILES:
            found["small"] = problem(NOT_A_VIDEO)
        if value.get("sound") and ending_of(value["sound"]) not in AUDIO_FILES:
            found["sound"] = problem(NOT_A_RECORDING)
        if address and not file and not frame_address(address):
            found["embed_url"] = problem(
                _("Give the https:// address of one video on YouTube or Vimeo; no other site is allowed.")
            )
        if captions and ending_of(captions) != "vtt":
            found["captions"] = problem(_("Captions are a file that ends in .vtt. Choose another file."))
        if file and not captions and not self.has_transcript(value):
            found.setdefault(
                "captions",
                problem(_("Add captions, or write the transcript: not everybody can hear the video.")),
            )
        return found

    class Meta:
        icon = "media"
        label = _("Video")
        group = MEDIA
        template = "pages/blocks/video.html"
        description = _("A video with captions or a transcript, from a file or from YouTube or Vimeo.")
        label_format = "{title}"
        preview_value = {
            "title": _("Inside a planning committee"),
            "file": Example("mp4", "video/mp4", 31_600_000, 372),
            "small": Example("mp4", "video/mp4", 9_400_000, 372),
            "sound": Example("mp3", "audio/mpeg", 2_900_000, 372),
            "transcript": "<p>The chair opens the meeting and asks for interests to be declared.</p>",
        }


class AudioBlock(MediaBlock):
    def problems(self, value: Any) -> Problems:
        found = super().problems(value)
        if not value.get("file"):
            found["file"] = problem(_("Choose a recording."))
        elif ending_of(value["file"]) not in AUDIO_FILES:
            found["file"] = problem(NOT_A_RECORDING)
        if value.get("small") and ending_of(value["small"]) not in AUDIO_FILES:
            found["small"] = problem(NOT_A_RECORDING)
        if not self.has_transcript(value):
            found["transcript"] = problem(_("Write the transcript: not everybody can hear the recording."))
        return found

    class Meta:
        icon = "media"
        label = _("Recording")
        group = MEDIA
        template = "pages/blocks/audio.html"
        description = _("A sound recording with its transcript.")
        label_format = "{title}"
        preview_value = {
            "title": _("A councillor on her first surgery"),
            "file": Example("mp3", "audio/mpeg", 3_800_000, 241),
            "transcript": "<p>Six people came, and four of them about the same bus.</p>",
        }


class DownloadBlock(SpokenBlock):
    title = LineBlock(max_length=160, label=_("Title"))
    document = DocumentChooserBlock(label=_("File"), help_text=_("Its kind and its size are shown with it."))
    description = LineBlock(max_length=300, required=False, label=_("What it is for"))

    class Meta:
        icon = "download"
        label = _("File to download")
        group = MEDIA
        template = "pages/blocks/download.html"
        description = _("A file that the learner keeps: a form, a template, a map.")
        label_format = "{title}"
        preview_value = {
            "title": _("Power map"),
            "document": Example("pdf", "application/pdf", 84_000),
            "description": _("One page to fill in and print."),
        }
