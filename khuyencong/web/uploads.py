"""Files that come in: the one field through which they do, and the rules it asks (rules/uploads.py)."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from khuyencong.paperwork.return_workbook.limits import FILE_BYTES
from khuyencong.rules.uploads import HEAD, LARGEST, MOST_FILES, belies, objections, printable

WORKBOOKS = ("xlsx", "xls", "csv")


class ManyFilesInput(forms.ClearableFileInput):
    """A field that takes several files at once."""

    allow_multiple_selected = True


class KeptFileInput(forms.FileInput):
    """A field for one file that says which one is still there from the press that was refused (web/held.py)."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field, and what is kept."""
        drawn = super().render(name, value, attrs, renderer)
        if not (press := getattr(value, "held_as", "")):
            return drawn
        kept = format_html(
            '<p class="help">Đang giữ tệp “{}”, không phải chọn lại; chọn tệp khác thì dùng tệp khác.</p>'
            '<input type="hidden" name="held" value="{}:{}">',
            printable(value.name or ""),
            press,
            name,
        )
        return drawn + kept


class FilesField(forms.FileField):
    """Several workbooks at once; what is wrong with any of them is said before one is read or kept."""

    def __init__(self, **options: Any) -> None:
        accept = ",".join(f".{kind}" for kind in WORKBOOKS)
        widget = ManyFilesInput(attrs={"multiple": True, "accept": accept})
        super().__init__(widget=widget, allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files, each of an honest name, size and content."""
        given = data if isinstance(data, list) and data else [None]
        files = [super(FilesField, self).clean(each, initial) for each in given]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Mỗi lần nộp nhiều nhất {MOST_FILES} tệp; hãy chia làm nhiều lần.")
        if told := [sentence for each in files for sentence in objections_to(each)]:
            raise forms.ValidationError(list(dict.fromkeys(told)))
        return files


class OneFileField(forms.FileField):
    """One document of the given kinds, of an honest name, size and content.

    `read_at_once` is a workbook whose reader explains, better than this field, what it is instead.
    """

    def __init__(
        self, *, kinds: Collection[str], most: int, read_at_once: bool = False, **options: Any
    ) -> None:
        # What is held of a file until its sender has confirmed who she is (web/held.py) ends there.
        assert most <= LARGEST
        accept = ",".join(f".{kind}" for kind in kinds)
        super().__init__(widget=KeptFileInput(attrs={"accept": accept}), **options)
        self.kinds, self.most, self.read_at_once = kinds, most, read_at_once

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was sent, so that its widget can say that it is still there."""
        return initial if data is None else data

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, left at its beginning."""
        file = super().clean(data, initial)
        if file is None:
            return None
        head = file.read(HEAD)
        file.seek(0)
        told = list(objections(file.name or "", file.size, head, kinds=self.kinds, most=self.most))
        if not told and not self.read_at_once:
            told = list(belies(file.name or "", head))
        if told:
            file.held_as = ""  # a file that is never taken is not offered again
            raise forms.ValidationError(told)
        return file


def objections_to(file: Any) -> list[str]:
    """What stands against one uploaded file; it is left at its beginning."""
    head = file.read(HEAD)
    file.seek(0)
    return list(objections(file.name or "", file.size, head, kinds=WORKBOOKS, most=FILE_BYTES))
