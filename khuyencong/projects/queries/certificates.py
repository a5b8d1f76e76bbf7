"""Whether who benefits holds the certificate that a claimed priority wants, on the day of the draft."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from khuyencong.industry.models import Certificate
from khuyencong.industry.queries.lists import certificate_asked, years_standing
from khuyencong.projects.models import Beneficiary, Project
from khuyencong.rules.findings import Finding, Severity


def certificate_findings(project: Project, beneficiaries: Sequence[Beneficiary], on: date) -> list[Finding]:
    """A warning where a priority of certified products is claimed and none stands; one SELECT where asked.

    No error: the same priority is open to key products of the locality, which no certificate proves.
    """
    asked = certificate_asked(project.trade.code, on) if project.trade is not None else None
    if asked is None or not beneficiaries:
        return []
    owners = {each.establishment.kept_key for each in beneficiaries}
    held = Certificate.objects.of_years(years_standing(on)).filter(
        Q(establishment__in=owners) | Q(establishment__merged_into__in=owners)
    )
    if held.exists():
        return []
    law = asked.law if asked.verified else f"{asked.law}, cần xác minh"
    message = (
        f"Sổ không có giấy chứng nhận sản phẩm tiêu biểu nào còn giá trị vào ngày {on:%d/%m/%Y} của cơ sở "
        f"thụ hưởng ({law})."
    )
    fix = "Ghi giấy chứng nhận ở trang của cơ sở; nếu là sản phẩm chủ lực, mũi nhọn thì ghi văn bản vào căn cứ."
    return [
        Finding(
            code="no_certificate",
            severity=Severity.WARNING,
            message=message,
            place="Ô “Ngành nghề ưu tiên”",
            fix=fix,
        )
    ]
