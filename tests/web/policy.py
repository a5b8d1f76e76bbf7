"""Every address of the site and what each kind of reader gets there; docs/access.md is drawn from it.

The author, her colleague and her head work at one department, the neighbour at another; officer, leader,
inspector and administrator at the ministry. Things tried are the author's department's, and not public.
"""

from datetime import date

ROLES = {
    "stranger": "Khách",
    "author": "Cán bộ Sở (người lập)",
    "colleague": "Cán bộ cùng Sở",
    "head": "Lãnh đạo Sở đó",
    "neighbour": "Cán bộ Sở khác",
    "officer": "Cán bộ Cục",
    "leader": "Lãnh đạo Cục",
    "inspector": "Thanh tra",
    "administrator": "Quản trị tài khoản",
}


def everybody(status: int, **others: int) -> dict[str, int]:
    """One answer for every kind of reader but the named."""
    return dict.fromkeys(ROLES, status) | others


PUBLIC = everybody(200)
SIGNED_IN = everybody(200, stranger=302)
OFFICERS = everybody(200, stranger=302, inspector=403, administrator=403)
MINISTRY = everybody(403, stranger=302, officer=200, leader=200)
MINISTRY_READS = MINISTRY | {"inspector": 200}
MINISTRYS_OWN = everybody(404, stranger=302, officer=200, leader=200, inspector=200)
OWN = everybody(200, stranger=404, neighbour=404, administrator=404)
OWN_FILE = OWN | {"stranger": 302}
OWN_TO_CORRECT = OWN_FILE | {"inspector": 403}
HEADS = everybody(403, stranger=302, head=200, leader=200)
ASKERS = everybody(403, stranger=302, author=200, colleague=200, neighbour=200)
HEADS_OWN = everybody(403, stranger=302, neighbour=404, administrator=404, head=200)
GIVERS = everybody(404, stranger=302, author=200, colleague=403, head=200)
AUTHORS = everybody(404, stranger=302, author=200)
LED_AWAY = everybody(302)
STRANGERS = everybody(302, stranger=200)
POSTED = everybody(405, stranger=302)
READS_TRAIL = {"officer": 200, "leader": 200, "inspector": 200}
ADMINISTRATORS = everybody(403, stranger=302, administrator=200)
PROPOSERS = everybody(200, stranger=302, inspector=403, administrator=403)
OWN_NORM = everybody(403, stranger=302, author=200, colleague=200, head=200, officer=200, leader=200)
READERS = everybody(200, stranger=302, administrator=403)
DRAFTERS = everybody(200, stranger=302, leader=403, inspector=403, administrator=403)
OWN_DRAFT = everybody(404, stranger=302, author=200, colleague=200, head=200)
NOBODY_ELSES = everybody(404, stranger=302, inspector=403, administrator=403)

REGISTRARS = everybody(200, stranger=302, inspector=403, administrator=403)
OWN_ROW = everybody(404, stranger=302, author=200, colleague=200, head=200, **READS_TRAIL)
OWN_TO_WRITE = OWN_ROW | {"inspector": 403}
SURVEYORS = everybody(403, stranger=302, author=200, colleague=200, head=200, neighbour=200)

SOUTH = ("nam", 2018, date(2018, 7, 31))
POLICY: dict[str, tuple[dict[str, int], object]] = {
    "home": (PUBLIC, ()),
    "region_choose": (PUBLIC, ()),
    "region": (PUBLIC, SOUTH),
    "region_workbook": (PUBLIC, SOUTH),
    "region_document": (PUBLIC, SOUTH),
    "region_table": (PUBLIC, (*SOUTH, "tinh")),
    "report_prepare": (MINISTRY, SOUTH),
    "report_request": (MINISTRYS_OWN, "request"),
    "figures": (PUBLIC, ()),
    "figures_workbook": (PUBLIC, ()),
    "figure": (OWN, "figure"),
    "figure_correct": (OWN_TO_CORRECT, "figure"),
    "correction": (OWN_FILE, "correction"),
    "source": (OWN, "source"),
    "source_workbook": (OWN, "source"),
    "source_file": (OWN_FILE, "source"),
    "search": (PUBLIC, ()),
    "return_upload": (OFFICERS, ()),
    "return_preview": (NOBODY_ELSES, "file"),
    "return_result": (NOBODY_ELSES, "file"),
    "return_template": (OFFICERS, ()),
    "issued_reports": (MINISTRY_READS, ()),
    "issued_report_file": (MINISTRY_READS, "report"),
    "figures_export": (POSTED, ()),
    "trail": (SIGNED_IN, ()),
    "trail_export": (POSTED, ()),
    "trail_story": (everybody(404, stranger=302, author=200, head=200, **READS_TRAIL), "story"),
    "tray": (SIGNED_IN, ()),
    "tray_agency": (HEADS, ()),
    "tray_letters": (POSTED, ()),
    "tray_calendar": (POSTED, ()),
    "tray_export": (AUTHORS, "export"),
    "tray_export_file": (AUTHORS, "export"),
    "background": (everybody(403, stranger=302, administrator=200), ()),
    "calendar_feed": (PUBLIC, "secret"),
    "norms": (PUBLIC, ()),
    "norm": (PUBLIC, "norm"),
    "norm_list": (PUBLIC, ("thoi-han",)),
    "norm_documents": (PUBLIC, ()),
    "norm_new": (PROPOSERS, ()),
    "norm_propose": (OWN_NORM, "norm"),
    "norm_change": (
        everybody(404, stranger=302, author=200, colleague=200, head=200, **READS_TRAIL),
        "norm_change",
    ),
    "projects": (READERS, ()),
    "projects_workbook": (READERS, ()),
    "project_mine": (SIGNED_IN, ()),
    "project_new": (DRAFTERS, ()),
    "projects_upload": (DRAFTERS, ()),
    "projects_template": (DRAFTERS, ()),
    "projects_preview": (everybody(404, stranger=302, leader=403, inspector=403, administrator=403), (1,)),
    "project": (OWN_DRAFT, "project"),
    "progress_begin": (POSTED, "project"),
    "progress": (OWN_DRAFT, "progress"),
    "project_step": (OWN_DRAFT, "step"),
    "project_judge": (OWN_DRAFT, "project"),
    "project_write": (POSTED, "section"),
    "project_settle": (POSTED, "aside"),
    "project_document": (OWN_DRAFT, "printed"),
    "plan_requests": (READERS, ()),
    "plan_request": (OWN_DRAFT, "request_of_plan"),
    "plan_request_papers": (OWN_DRAFT, "request_printed"),
    "plan_request_write": (POSTED, "request_of_plan"),
    "plan_decisions": (READERS, ()),
    "plan_lists": (READERS, ()),
    "plan_list": (MINISTRYS_OWN, "plan_list"),
    "plan_decision": (MINISTRYS_OWN, "plan_decision"),
    "plan_decision_papers": (MINISTRYS_OWN, "plan_papers"),
    "plan_decision_bundle": (POSTED, "plan_decision"),
    "survey_ask": (ASKERS, ()),
    "survey_ask_round": (ASKERS | {"neighbour": 404, "officer": 403}, "survey"),
    "survey_offline": (PUBLIC, ()),
    "survey_worker": (PUBLIC, ()),
    "survey_package": (ASKERS | {"stranger": 401}, ()),
    "survey_send": (everybody(405), ()),
    "survey_send_photo": (everybody(405), ()),
    "survey_photo": (OWN_ROW, "survey_photo"),
    "signature_check": (SIGNED_IN, ()),
    "signed_copy_keep": (POSTED, "plan_decision"),
    "signed_copy": (MINISTRYS_OWN, "signed_copy"),
    "signed_for_practice": (MINISTRYS_OWN, "plan_decision"),
    "project_paper": (OWN_DRAFT, "paper"),
    "money": (READERS, ()),
    "money_workbook": (READERS, ()),
    "money_clock": (READERS, ()),
    "money_clock_workbook": (READERS, ()),
    "money_project": (OWN_DRAFT, "project"),
    "contract_new": (OWN_DRAFT | {"author": 403, "colleague": 403, "head": 403}, "project"),
    "contract_owner": (OWN_DRAFT, "contract_owner"),
    "contract": (OWN_DRAFT, "contract"),
    "contract_annex": (OWN_DRAFT, "contract"),
    "claim_new": (OWN_DRAFT, "unit_contract"),
    "claim": (OWN_DRAFT, "claim"),
    "claim_paper": (OWN_DRAFT, "claim_paper"),
    "claim_rest": (OWN_DRAFT, "claim_rest"),
    "acceptance_new": (OWN_DRAFT, "unit_contract"),
    "acceptance": (OWN_DRAFT, "acceptance"),
    "acceptance_minutes": (OWN_DRAFT, "acceptance"),
    "openings": (READERS, ()),
    "opening": (OWN_ROW, "opening"),
    "closings": (READERS, ()),
    "closing": (OWN_ROW, "closing"),
    "closing_check": (OWN_ROW, "closing_check"),
    "industry": (READERS, ()),
    "industry_workbook": (READERS, ()),
    "industry_export": (POSTED, ()),
    "industry_new": (REGISTRARS, ()),
    "industry_upload": (REGISTRARS, ()),
    "industry_template": (REGISTRARS, ()),
    "industry_preview": (everybody(404, stranger=302, inspector=403, administrator=403), (1,)),
    "industry_row": (OWN_ROW, "row"),
    "industry_support": (OWN_ROW, "row"),
    "industry_edit": (OWN_TO_WRITE, "row"),
    "industry_standing": (POSTED, "row"),
    "industry_link": (POSTED, "row"),
    "industry_propose": (OWN_TO_WRITE, "row"),
    "industry_merge": (OWN_ROW, "merge"),
    "industry_add": (OWN_TO_WRITE, "holding_kind"),
    "industry_change": (OWN_TO_WRITE, "holding"),
    "appraisals": (everybody(200, stranger=302, administrator=403), ()),
    "appraisal_open": (POSTED, "project"),
    "appraisal": (OWN_FILE, "appraisal"),
    "appraisal_question": (OWN_FILE, "supplement"),
    "surveys": (READERS, ()),
    "survey_new": (SURVEYORS, ()),
    "survey": (OWN_ROW, "survey"),
    "survey_workbook": (OWN_ROW, "survey"),
    "survey_odk": (OWN_ROW | dict.fromkeys(("officer", "leader", "inspector"), 403), "survey"),
    "survey_odk_form": (OWN_ROW | dict.fromkeys(("officer", "leader", "inspector"), 403), "survey"),
    "survey_odk_preview": (everybody(404, stranger=302, officer=403, leader=403, inspector=403), "survey_file"),
    "survey_extend": (POSTED, "survey"),
    "survey_targets": (OWN_ROW | dict.fromkeys(("officer", "leader", "inspector"), 403), "survey"),
    "survey_answers": (READERS, ()),
    "survey_answers_workbook": (READERS, ()),
    "survey_answer": (OWN_ROW, "answer"),
    "survey_link": (POSTED, "answer"),
    "survey_conflict": (OWN_ROW, "answer_conflict"),
    "survey_needs": (READERS, ()),
    "survey_needs_workbook": (READERS, ()),
    "appraisal_paper": (OWN_FILE, "appraisal_printed"),
    "councils": (everybody(200, stranger=302, administrator=403), ()),
    "council": (OWN_FILE, "council"),
    "council_meeting": (HEADS_OWN, "council"),
    "minutes": (OWN_FILE, "minutes"),
    "minutes_paper": (OWN_FILE, "minutes_printed"),
    "handovers": (SIGNED_IN, ()),
    "handover_new": (GIVERS, "desk"),
    "handover": (OWN_FILE, "handover"),
    "handover_minute": (OWN_FILE, "handover"),
    "desk_tour": (AUTHORS, "desk"),
    "desks": (SIGNED_IN, ()),
    "desk_choose": (everybody(405, stranger=302), ("khong-co",)),
    "account_login": (STRANGERS, ()),
    "account_logout": (everybody(405), ()),
    "account_inactive": (PUBLIC, ()),
    "mfa_authenticate": (LED_AWAY, ()),
    "mfa_login_webauthn": (LED_AWAY, ()),
    "socialaccount_login_cancelled": (PUBLIC, ()),
    "openid_connect_login": (everybody(404), ("sso",)),
    "openid_connect_callback": (everybody(404), ("sso",)),
    "account_change_password": (SIGNED_IN, ()),
    "account_set_password": (LED_AWAY, ()),
    "account_reset_password": (PUBLIC, ()),
    "account_reset_password_done": (PUBLIC, ()),
    "account_reset_password_from_key_done": (PUBLIC, ()),
    "account_reset_password_from_key": (PUBLIC, ("1", "khong-co")),
    "account_reauthenticate": (SIGNED_IN, ()),
    "mfa_reauthenticate": (LED_AWAY, ()),
    "mfa_reauthenticate_webauthn": (LED_AWAY, ()),
    "mfa_index": (SIGNED_IN, ()),
    "mfa_activate_totp": (SIGNED_IN, ()),
    "mfa_deactivate_totp": (everybody(404, stranger=302), ()),
    "mfa_list_webauthn": (LED_AWAY, ()),
    "mfa_add_webauthn": (SIGNED_IN, ()),
    "mfa_edit_webauthn": (everybody(404, stranger=302), (1,)),
    "mfa_remove_webauthn": (everybody(404, stranger=302), (1,)),
    "mfa_view_recovery_codes": (everybody(404, stranger=302), ()),
    "mfa_generate_recovery_codes": (SIGNED_IN, ()),
    "usersessions_list": (SIGNED_IN, ()),
    "personal_data": (PUBLIC, ()),
    "personal_data_mine": (SIGNED_IN, ()),
    "personal_data_my_file": (POSTED, ()),
    "personal_data_person": (everybody(403, stranger=302, head=200, leader=200, administrator=200), "person"),
    "personal_data_show": (POSTED, "person"),
    "personal_data_their_file": (POSTED, "person"),
    "personal_data_erase": (POSTED, "person"),
    "people": (ADMINISTRATORS, ()),
    "person": (ADMINISTRATORS, "person"),
    "desk_list": (ADMINISTRATORS, ()),
    "desk_open": (ADMINISTRATORS, ()),
    "desk_manage": (ADMINISTRATORS, "desk"),
    "invitation": (PUBLIC, "invitation"),
    "establishment": (everybody(404, stranger=302), ()),
    "registration": (PUBLIC, ()),
    "registration_sent": (PUBLIC, ()),
    "registration_confirm": (PUBLIC, "registration"),
    "help": (PUBLIC, ()),
}
"""Address name → (kind of reader → status of GET, its arguments or the name of a sample in test_access)."""
