"""Pictures and documents as they come into the editor: whole, and what their names say they are."""

import struct
import zipfile
import zlib
from typing import Any

from django import forms
from django.conf import settings
from PIL import Image
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from khuyencong.rules.uploads import HEAD, belies, extension, objections

BROKEN_PICTURE = "Ảnh hỏng hoặc tải chưa trọn, chọn lại ảnh."
MEGAPIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 10**6
TOO_MANY_PIXELS = (
    f"Ảnh lớn hơn {MEGAPIXELS} triệu điểm ảnh (rộng nhân cao): thu nhỏ rồi chọn lại, cạnh dài 2.000 điểm là đủ."
)
PICTURE_HELP = (
    f"Nhận tệp JPG, PNG, WebP; nhiều nhất {settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE // 2**20} MB và {MEGAPIXELS} "
    "triệu điểm ảnh (rộng nhân cao)."
)
UNREADABLE = (OSError, SyntaxError, ValueError, IndexError, EOFError, struct.error, zlib.error)
"""What Pillow raises at a picture that ends too early or never was one."""
OFFICE = ("docx", "xlsx")
PART_OF_OFFICE = "[Content_Types].xml"
NO_OFFICE = "Tệp hỏng hoặc tải chưa trọn: mở thử trên máy, lưu lại rồi chọn lại tệp."


class PictureField(WagtailImageField):
    """A picture that can be drawn to its last line; Wagtail looks at its head only and fails when it cuts."""

    def to_python(self, data: Any) -> Any:
        """The file, once all of it was read; never more points than the limit are unpacked."""
        try:
            if data:
                check_points(data)
            file = super().to_python(data)
            if file is not None:
                check_to_the_end(file)
        except Image.DecompressionBombError as bomb:
            raise forms.ValidationError(TOO_MANY_PIXELS) from bomb
        except UNREADABLE as broken:
            raise forms.ValidationError(BROKEN_PICTURE) from broken
        return file


def check_points(file: Any) -> None:
    """ValidationError where it has more points than the limit; asks its head, before anything is unpacked."""
    file.seek(0)
    with Image.open(file) as picture:
        points = picture.width * picture.height * getattr(picture, "n_frames", 1)
    file.seek(0)
    if points > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise forms.ValidationError(TOO_MANY_PIXELS)


def check_to_the_end(file: Any) -> None:
    """One of UNREADABLE where it ends too early."""
    file.seek(0)
    with Image.open(file) as picture:
        picture.load()
    file.seek(0)


class PictureForm(BaseImageForm):
    """Of every door through which a picture comes in: one, many at once, from within an article."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (given := self.fields.get("file")) is not None:
            field = PictureField(label=given.label, widget=given.widget, required=given.required)
            field.help_text = PICTURE_HELP
            field.error_messages["invalid_image"] = BROKEN_PICTURE
            self.fields["file"] = field


class DocumentForm(BaseDocumentForm):
    """Of every door through which a document comes in: its first bytes are those of what its name says."""

    def clean_file(self) -> Any:
        """The file, left at its beginning."""
        file = self.cleaned_data.get("file")
        if not file or "file" not in self.changed_data:
            return file
        file.seek(0)
        head = file.read(HEAD)
        kinds, most = settings.WAGTAILDOCS_EXTENSIONS, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
        said = [*objections(file.name, file.size, head, kinds=kinds, most=most), *belies(file.name, head)]
        if not said and extension(file.name) in OFFICE and not is_of_office(file):
            said = [NO_OFFICE]
        if said:
            raise forms.ValidationError(said)
        file.seek(0)
        return file


def is_of_office(file: Any) -> bool:
    """Whether it is a whole zip that has the part no document of Word or Excel is without."""
    try:
        with zipfile.ZipFile(file) as parts:
            return PART_OF_OFFICE in parts.namelist()
    except (zipfile.BadZipFile, *UNREADABLE):
        return False
