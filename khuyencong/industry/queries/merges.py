"""Two rows side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from khuyencong.industry.models import Establishment
from khuyencong.industry.queries.lists import form_name
from khuyencong.rules.text import spaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What two rows say about one thing; `how` names the mask of a person's data, "" for none."""

    label: str
    one: str
    other: str
    how: str = ""

    @property
    def alike(self) -> bool:
        """Whether both say the same."""
        return spaced(self.one) == spaced(self.other)


SAID = (
    *(("name", ""), ("tax_code", ""), ("registration_number", "")),
    *(("representative", "name"), ("phone", "phone"), ("email", "email")),
)
HELD = {"products": "sản phẩm", "machines": "máy, thiết bị", "years": "năm số liệu", "supports": "khoản hỗ trợ"}


def compared(one: Establishment, other: Establishment) -> list[Compared]:
    """Everything in which two rows may differ. Sites and counts are read: three SELECTs."""
    rows = [
        Compared(
            label=str(Establishment._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            one=str(getattr(one, name)),
            other=str(getattr(other, name)),
            how=how,
        )
        for name, how in SAID
    ]
    rows.append(Compared(label="loại hình", one=form_name(one.legal_form), other=form_name(other.legal_form)))
    rows.append(Compared(label="ngành, nghề", one=str(one.sector or ""), other=str(other.sector or "")))
    rows.append(Compared(label="trạng thái", one=one.get_state_display(), other=other.get_state_display()))
    rows.append(Compared(label="địa điểm", one=sites_in_words(one), other=sites_in_words(other)))
    counts = counts_of([one.pk, other.pk])
    rows.extend(
        Compared(label=f"số {words}", one=str(counts[one.pk][name]), other=str(counts[other.pk][name]))
        for name, words in HELD.items()
    )
    return rows


def sites_in_words(row: Establishment) -> str:
    """Its sites in one line."""
    sites = row.sites.select_related("commune", "province")
    return "; ".join(
        ", ".join(str(part) for part in (site.address, site.commune, site.province) if part) for site in sites
    )


def counts_of(keys: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many of each the rows have. One SELECT."""
    counted = {f"many_{name}": Count(name, distinct=True) for name in HELD}
    told = Establishment.objects.filter(pk__in=keys).order_by().annotate(**counted)
    return {row.pk: {name: getattr(row, f"many_{name}") for name in HELD} for row in told}
