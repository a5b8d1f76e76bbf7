"""A worker that pays one approved claim after another, to be killed: `python -m tests.ledger.payer KEY`."""

import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import django

AT = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def main(contract: int) -> None:
    """Pay what is approved, then the next claim of one đồng, and say each once it is paid."""
    django.setup()
    from khuyencong.ledger.lifecycle import CLAIM, Paid
    from khuyencong.ledger.models import Claim
    from khuyencong.organisations.models import User
    from khuyencong.organisations.queries import seated
    from khuyencong.workflow.lifecycle import Act

    by = seated(User.objects.get(username="ke-toan"), AT.date())
    claims = Claim.objects.filter(contract=contract)
    while True:
        if (claim := claims.filter(state="approved").first()) is None:
            claim = claims.earliest("pk")
            # The next one stands approved at once: it is the payment that is killed, not the way there.
            claim.pk, claim.posting, claim.paid_on, claim.voucher = None, None, None, ""
            claim.state, claim._state.adding = "approved", True
            claim.save()
        given = Paid(voucher=f"UNC-{claim.pk}", on=AT.date())
        CLAIM.perform("claim.pay", claim, Act(by=by, at=AT, given=given))
        sys.stdout.write(f"{claim.pk}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
