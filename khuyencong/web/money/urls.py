"""Addresses of money and contracts."""

from django.urls import path

from khuyencong.web.dossiers import register
from khuyencong.web.money.views import (
    acceptances,
    claims,
    clock,
    closings,
    contracts,
    corrections,
    give_backs,
    liquidations,
    openings,
    overview,
    papers,
    printing,
    project,
    rates,
    risk,
    statement_removals,
    treasury,
    treasury_rows,
    vouchers,
)

register("contract", "contract")
register("claim", "claim")
register("give_back", "give_back")
register("acceptance", "acceptance")
register("liquidation", "liquidation")
register("advance_rate", "advance_rate")
register("posting_correction", "posting_correction")
register("year_close", "closing")
register("year_opening", "opening")
register("reconciliation", "reconciliation")
register("statement_removal", "statement_removal")

urlpatterns = [
    path("tien/", overview.money, name="money"),
    path("tien/tai-ve/", overview.workbook, name="money_workbook"),
    path("tien/dong-ho/", clock.clock, name="money_clock"),
    path("tien/dong-ho/tai-ve/", clock.workbook, name="money_clock_workbook"),
    path("tien/giay-to/", papers.papers, name="money_papers"),
    path("tien/giay-to/tai-ve/", papers.workbook, name="money_papers_workbook"),
    path("tien/doi-chieu/", treasury.reconciliations, name="reconciliations"),
    path("tien/doi-chieu/<int:pk>/", treasury.reconciliation, name="reconciliation"),
    path("tien/bo-sao-ke/<int:pk>/", statement_removals.removal, name="statement_removal"),
    path("tien/doi-chieu/<int:pk>/sao-ke/<int:key>/bo/", statement_removals.new, name="statement_removal_new"),
    path("tien/doi-chieu/<int:pk>/con-lai/", treasury_rows.left, name="reconciliation_left"),
    path("tien/doi-chieu/<int:pk>/da-ghep/", treasury_rows.matches, name="reconciliation_matches"),
    path("tien/doi-chieu/<int:pk>/dong/<slug:side>/", treasury_rows.rows, name="reconciliation_rows"),
    path("tien/doi-chieu/<int:pk>/sao-ke/<int:key>/", treasury.statement, name="reconciliation_statement"),
    path("tien/doi-chieu/<int:pk>/mau-10/<slug:kind>/", treasury.paper, name="reconciliation_paper"),
    path("tien/doi-chieu/<int:pk>/ban-da-ky/<int:key>/", treasury.signed, name="reconciliation_signed"),
    path("tien/nguy-co-dung/", risk.risk, name="money_risk"),
    path("tien/ban-in/", printing.ask_for_all, name="money_bundle"),
    path("tien/de-an/<int:pk>/ban-in/<slug:kind>/", printing.papers, name="money_zip"),
    path("tien/de-an/<int:pk>/ban-in/<slug:what>/<int:key>/<slug:kind>/", printing.paper, name="money_paper"),
    path("tien/de-an/<int:pk>/", project.project, name="money_project"),
    path("tien/de-an/<int:pk>/dinh-chinh/<int:posting>/", corrections.new, name="posting_correction_new"),
    path("dinh-chinh-but-toan/<int:pk>/", corrections.correction, name="posting_correction"),
    path("dinh-chinh-but-toan/<int:pk>/giay/", corrections.paper, name="posting_correction_paper"),
    path("tien/de-an/<int:pk>/hop-dong/", contracts.new, name="contract_new"),
    path("tien/de-an/<int:pk>/hop-dong/<int:owner>/", contracts.new, name="contract_owner"),
    path("mo-nam/", openings.openings, name="openings"),
    path("mo-nam/<int:pk>/", openings.opening, name="opening"),
    path("khoa-so/", closings.closings, name="closings"),
    path("khoa-so/xem-thu/", closings.closing_ahead, name="closing_ahead"),
    path("khoa-so/<int:pk>/", closings.closing, name="closing"),
    path("khoa-so/<int:pk>/viec/<slug:code>/", closings.check, name="closing_check"),
    path("hop-dong/<int:pk>/", contracts.contract, name="contract"),
    path("hop-dong/<int:pk>/ban-ky/<int:copy>/", contracts.copy, name="contract_copy"),
    path("hop-dong/<int:pk>/phu-luc/", contracts.annex, name="contract_annex"),
    path("hop-dong/<int:pk>/tam-ung/", claims.new, name="claim_new"),
    path("hop-dong/<int:pk>/chi/<slug:kind>/", claims.rest, name="claim_rest"),
    path("hop-dong/<int:pk>/nghiem-thu/", acceptances.new, name="acceptance_new"),
    path("hop-dong/<int:pk>/hoan-tra/", give_backs.new, name="give_back_new"),
    path("hoan-tra/<int:pk>/", give_backs.give_back, name="give_back"),
    path("hoan-tra/<int:pk>/chung-tu/", give_backs.voucher, name="give_back_voucher"),
    path("hop-dong/<int:pk>/thanh-ly/", liquidations.new, name="liquidation_new"),
    path("hop-dong/<int:pk>/muc-tam-ung/", rates.new, name="advance_rate_new"),
    path("muc-tam-ung/<int:pk>/", rates.rate, name="advance_rate"),
    path("muc-tam-ung/<int:pk>/quyet-dinh/", rates.decision, name="advance_rate_decision"),
    path("thanh-ly/<int:pk>/", liquidations.liquidation, name="liquidation"),
    path("thanh-ly/<int:pk>/bien-ban/", liquidations.minutes, name="liquidation_minutes"),
    path("nghiem-thu/<int:pk>/", acceptances.acceptance, name="acceptance"),
    path("nghiem-thu/<int:pk>/bien-ban/", acceptances.minutes, name="acceptance_minutes"),
    path("tam-ung/<int:pk>/", claims.claim, name="claim"),
    path("tien/chung-tu/mau/", vouchers.template, name="vouchers_template"),
    path("tam-ung/<int:pk>/chung-tu/", vouchers.vouchers, name="vouchers"),
    path("tam-ung/<int:pk>/giay-to/<int:position>/", claims.paper, name="claim_paper"),
]
