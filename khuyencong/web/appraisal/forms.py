"""Forms of appraisal."""

from django import forms

from khuyencong.projects.queries.lists import all_sections
from khuyencong.rules.drafting import Step
from khuyencong.web.forms import AskForm


def several(label: str, help_text: str, longest: int) -> forms.CharField:
    """A field for several lines, empty where nothing is said."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
    )


def sections() -> list[tuple[str, str]]:
    """Every section of the text, for a choice."""
    return [("", "Không riêng mục nào"), *{each.code: each.name for each in all_sections()}.items()]


class DeclareForm(AskForm):
    """How she is concerned by the project."""

    concern = several("Liên quan thế nào", "Ví dụ: người thân là chủ cơ sở, có góp vốn.", 1000)


class QuestionForm(AskForm):
    """A question for who drafted the project."""

    words = several("Câu hỏi", "Một câu hỏi một việc; đơn vị lập trả lời từng câu.", 1000)
    step = forms.ChoiceField(label="Về bước", choices=[(each.value, each.label) for each in Step])
    section = forms.ChoiceField(label="Mục thuyết minh", choices=sections, required=False)


class ConclusionForm(AskForm):
    """Why it is concluded so."""

    note = several(
        "Lý do, lời kết luận", "Phải ghi khi không đạt, khi trả lại, và khi kết luận khác điều đã chấm.", 1000
    )


class AnswerForm(AskForm):
    """What is answered."""

    answer = several("Trả lời", "Nói đã sửa gì, ở mục nào hay dòng nào.", 2000)
