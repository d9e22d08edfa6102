"""Blocks that any page may use. Their rules apply at publishing, never to drafts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

RICH = ["bold", "italic", "link", "document-link", "ol", "ul"]
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]


class SpokenBlock(blocks.StructBlock):
    """A block that can state its own language where it differs from the page's."""

    language = blocks.ChoiceBlock(
        choices=LANGUAGES, required=False, label=_("Language"),
        help_text=_("Only where it differs from the page's language."),
    )


class HeadingBlock(SpokenBlock):
    text = blocks.CharBlock(max_length=200)
    level = blocks.ChoiceBlock(choices=[("2", _("Section")), ("3", _("Sub-section"))], default="2")

    class Meta:
        icon = "title"
        template = "pages/blocks/heading.html"


class TextBlock(SpokenBlock):
    text = blocks.RichTextBlock(features=RICH)

    class Meta:
        icon = "pilcrow"
        template = "pages/blocks/text.html"


class KeyPointsBlock(SpokenBlock):
    title = blocks.CharBlock(max_length=120)
    points = blocks.ListBlock(blocks.CharBlock(max_length=300), min_num=1)

    class Meta:
        icon = "list-ul"
        template = "pages/blocks/key_points.html"


class CalloutBlock(SpokenBlock):
    kind = blocks.ChoiceBlock(
        choices=[("note", _("Note")), ("warning", _("Warning")), ("law", _("Law"))], default="note"
    )
    title = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=["bold", "italic", "link", "ul"])
    nation = blocks.ChoiceBlock(
        choices=[
            ("england", _("England")), ("wales", _("Wales")),
            ("scotland", _("Scotland")), ("northern_ireland", _("Northern Ireland")),
        ],
        required=False,
    )
    source = blocks.CharBlock(max_length=160, required=False)
    source_url = blocks.URLBlock(required=False)
    checked_on = blocks.DateBlock(required=False, label=_("Last checked"))

    class Meta:
        icon = "info-circle"
        template = "pages/blocks/callout.html"


class QuotationBlock(SpokenBlock):
    text = blocks.TextBlock(max_length=1000)
    who = blocks.CharBlock(max_length=120, required=False)
    role = blocks.CharBlock(max_length=160, required=False)
    source_url = blocks.URLBlock(required=False)

    class Meta:
        icon = "openquote"
        template = "pages/blocks/quotation.html"


class PictureBlock(SpokenBlock):
    image = ImageBlock()
    caption = blocks.CharBlock(max_length=300, required=False)

    class Meta:
        icon = "image"
        template = "pages/blocks/picture.html"


class MediaBlock(SpokenBlock):
    """What video and audio share."""

    title = blocks.CharBlock(max_length=160)
    file = DocumentChooserBlock(required=False)
    minutes = blocks.IntegerBlock(min_value=1, max_value=240, required=False)
    transcript = blocks.RichTextBlock(features=["bold", "italic", "link"], required=False)


class VideoBlock(MediaBlock):
    embed_url = blocks.URLBlock(required=False, label=_("Or the address of a video elsewhere"))
    captions = DocumentChooserBlock(required=False)
    poster = ImageBlock(required=False)

    class Meta:
        icon = "media"
        template = "pages/blocks/video.html"


class AudioBlock(MediaBlock):
    class Meta:
        icon = "media"
        template = "pages/blocks/audio.html"


class DownloadBlock(SpokenBlock):
    title = blocks.CharBlock(max_length=160)
    document = DocumentChooserBlock()
    description = blocks.CharBlock(max_length=300, required=False)

    class Meta:
        icon = "download"
        template = "pages/blocks/download.html"


class PageBody(blocks.StreamBlock):
    """What an ordinary page is made of; lessons add to it."""

    heading = HeadingBlock()
    text = TextBlock()
    key_points = KeyPointsBlock()
    callout = CalloutBlock()
    quotation = QuotationBlock()
    picture = PictureBlock()
    video = VideoBlock()
    audio = AudioBlock()
    download = DownloadBlock()


