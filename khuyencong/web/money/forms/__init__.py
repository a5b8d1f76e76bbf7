"""Forms about money: which money, the terms of a contract, what was signed, asked for, accepted and paid."""

from khuyencong.web.money.forms.acceptances import AcceptanceForm
from khuyencong.web.money.forms.asking import AskMoneyForm
from khuyencong.web.money.forms.claims import (
    AbsentForm,
    ClaimFileForm,
    ClaimForm,
    JudgedForm,
    NewRestForm,
    PaidForm,
    RestForm,
    VoucherFileForm,
    VoucherForm,
    VoucherReasonForm,
)
from khuyencong.web.money.forms.contracts import (
    AdvanceRateForm,
    AnnexForm,
    LiquidationForm,
    OwnersForm,
    SignedContractForm,
    SignedPaperForm,
    SignedRateForm,
    TermsForm,
    WhyContractForm,
)
from khuyencong.web.money.forms.returns import BackForm, CorrectionForm, WhyNotForm

__all__ = [
    "AbsentForm",
    "AcceptanceForm",
    "AdvanceRateForm",
    "AnnexForm",
    "AskMoneyForm",
    "BackForm",
    "ClaimFileForm",
    "ClaimForm",
    "CorrectionForm",
    "JudgedForm",
    "LiquidationForm",
    "NewRestForm",
    "OwnersForm",
    "PaidForm",
    "RestForm",
    "SignedContractForm",
    "SignedPaperForm",
    "SignedRateForm",
    "TermsForm",
    "VoucherFileForm",
    "VoucherForm",
    "VoucherReasonForm",
    "WhyContractForm",
    "WhyNotForm",
]
