"""What is asked of guidance: which words, about what, on which day."""

from django import forms

from khuyencong.norms.models import Question
from khuyencong.web.forms import AskForm
from khuyencong.web.reporting.forms import DayField

LONGEST = 150


class GuidanceForm(AskForm):
    """Plain words, a topic, a day; all may be left."""

    q = forms.CharField(label="Hỏi bằng lời thường, gõ không dấu cũng được", max_length=LONGEST, required=False)
    topic = forms.ChoiceField(
        label="Chủ đề", choices=[("", "Mọi chủ đề"), *Question.Topic.choices], required=False
    )
    on = DayField(label="Theo quy định ngày", required=False)
