"""What every form of the site shares."""

from typing import Any

from django import forms


class AskForm(forms.Form):
    """A form whose fields tell assistive technology when they are wrong."""

    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | options)

    def full_clean(self) -> None:
        """Mark the fields with errors, so that the page shows where."""
        super().full_clean()
        for name in self.errors:
            if name in self.fields:
                attributes = {"aria-invalid": "true", "aria-describedby": f"{self[name].id_for_label}-errors"}
                self.fields[name].widget.attrs.update(attributes)

    @property
    def given(self) -> dict[str, str]:
        """What was typed into its own fields, and nothing else that came along in the address."""
        return {name: str(self.data[name]) for name in self.fields if self.data.get(name)}
