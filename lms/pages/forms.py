"""The editor's form of a picture."""

from __future__ import annotations

import struct
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

# What Pillow raises for a file that ends too soon or is put together wrongly.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)


class WholePictureField(WagtailImageField):
    """A picture that can be read to its end: the half of one would break every page that shows it.

    Wagtail asks for its size, for which Willow reads it whole; what Pillow then raises is
    nothing that Wagtail expects.
    """

    def to_python(self, data: Any) -> Any:
        try:
            return super().to_python(data)
        except BROKEN as error:
            raise ValidationError(
                _("This picture cannot be read to its end. Save or download it again and try once more."),
                code="invalid_image",
            ) from error


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("file")) is not None:
            self.fields["file"] = WholePictureField(
                label=field.label, required=field.required, widget=field.widget, help_text=field.help_text
            )
