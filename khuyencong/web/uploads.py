"""Files that come in: the one field through which they do, and the rules it asks (rules/uploads.py)."""

from collections.abc import Collection
from typing import Any

from django import forms

from khuyencong.paperwork.return_workbook.limits import FILE_BYTES
from khuyencong.rules.uploads import HEAD, MOST_FILES, belies, objections

WORKBOOKS = ("xlsx", "xls", "csv")


class ManyFilesInput(forms.ClearableFileInput):
    """A field that takes several files at once."""

    allow_multiple_selected = True


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
        accept = ",".join(f".{kind}" for kind in kinds)
        super().__init__(widget=forms.FileInput(attrs={"accept": accept}), **options)
        self.kinds, self.most, self.read_at_once = kinds, most, read_at_once

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
            raise forms.ValidationError(told)
        return file


def objections_to(file: Any) -> list[str]:
    """What stands against one uploaded file; it is left at its beginning."""
    head = file.read(HEAD)
    file.seek(0)
    return list(objections(file.name or "", file.size, head, kinds=WORKBOOKS, most=FILE_BYTES))
