"""Claims in shorthand: one a line, `id kind value [unit] ids…`; "-" stands for a figure that is not printed."""

from khuyencong.rules.reconcile import Claim, Reconciliation

UNITS = {"share": "%", "growth": "%", "points": "pp", "ratio": "", "sum": ""}


def claim_set(text: str, notation: str = "vi") -> list[Claim]:
    """The claims that `text` writes in shorthand."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, kind, value, *rest = line.split()
        unit = rest.pop(0) if kind == "amount" else UNITS[kind]
        value = "" if value == "-" else value
        one = Claim(id=name, label="", kind=kind, value=value, unit=unit, of=tuple(rest), notation=notation)
        found.append(one)
    return found


def told(result: Reconciliation) -> list[tuple[str, str, str, str]]:
    """The findings in short: code, claims, what is printed and what it should be."""
    return [
        (finding.code.value, " ".join(finding.claims), finding.printed, finding.recomputed)
        for finding in result.findings
    ]


def proposed(result: Reconciliation) -> list[tuple[str, str]]:
    """The corrections in short, smallest change first."""
    return [(one.claim, one.value) for one in result.corrections]
