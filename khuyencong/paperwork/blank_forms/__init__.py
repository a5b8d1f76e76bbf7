"""Forms to fill in, empty: which there are on a day, of which legal text, and the file.

An empty form is what the writer of the filled one writes when it is told nothing (`emptied`): there is no
second layout that could drift from the first.
"""

from khuyencong.paperwork.blank_forms.catalogue import BlankForm, Step, blank_form_on, blank_forms_on
from khuyencong.paperwork.blank_forms.writing import content_of

__all__ = ["BlankForm", "Step", "blank_form_on", "blank_forms_on", "content_of"]
