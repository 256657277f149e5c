"""Who may open each address, and who may do what it does: one line an address.

An address that is new to the site stands in no list, and the tests fail until somebody has
decided whose it is. Rights are those to *our* objects: of another's, see the tests.
"""

from __future__ import annotations

from dataclasses import dataclass

TEAM = frozenset({"methodist", "coordinator", "authority_head", "regional_coordinator"})
"""Those who see the whole district."""
OF_SCHOOL = frozenset({"teacher", "curator", "school_head"})
ELSEWHERE = frozenset({"other_head", "stranger"})
"""The head of another school of the district; the coordinator of another municipality."""

ROLES = TEAM | OF_SCHOOL | ELSEWHERE
OFFICES = TEAM | {"stranger"}
"""Those who work above schools, here or elsewhere."""
PLANNERS = frozenset({"methodist", "coordinator", "regional_coordinator", "stranger"}) | {
    "school_head",
    "other_head",
}
"""Those who draw up plans: of their school, of their district, of their region."""
CLOSE = (TEAM | OF_SCHOOL) - {"regional_coordinator"}
"""Those who may see counts of one to four pupils of the school."""
NOBODY = frozenset[str]()
HEAD = frozenset({"school_head"})
REPORTERS = HEAD | {"curator"}
REGION = frozenset({"regional_coordinator"})
CHECKERS = TEAM | {"curator"}
DIAGNOSED = frozenset({"methodist", "school_head"})
"""Those who read a diagnosis of a teacher of our school, beside the teacher."""
LEADERS = frozenset({"methodist", "coordinator"})
"""Those who lead identification in the district."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who reads the page (nobody: it has none), and who may do what a POST to it does.

    ``sees``: who sees the thing itself and is told that they have no right, not that it is
    not there.
    """

    reads: frozenset[str] = NOBODY
    does: frozenset[str] = NOBODY
    secret: bool = False
    """Not there even for those who see the whole district."""
    sees: frozenset[str] = NOBODY


def page(reads: frozenset[str]) -> Rule:
    """Only to be read."""
    return Rule(reads=reads)


def form(who: frozenset[str]) -> Rule:
    """A page with a form that does something."""
    return Rule(reads=who, does=who)


def deed(does: frozenset[str]) -> Rule:
    """A button: no page of its own."""
    return Rule(does=does)


_OF_ACTIVITY = Rule(reads=TEAM - REGION, does=TEAM - REGION, sees=OF_SCHOOL)


def secret(reads: frozenset[str] = NOBODY, does: frozenset[str] = NOBODY) -> Rule:
    """Of pupils: for those who work with them in their school, and not there for others."""
    return Rule(reads=reads, does=does, secret=True)


OF_PUPILS = HEAD | {"other_head", "teacher"}
"""Those who work with pupils, each in their own school."""
LEAD_PUPILS = HEAD | {"other_head"}

_OF_MODELS = Rule(reads=TEAM - REGION, does=TEAM - REGION, sees=OF_SCHOOL)
_OF_TEAM = Rule(reads=TEAM - REGION, does=TEAM - REGION, sees=OF_SCHOOL)

_OF_AGREEMENT = Rule(
    reads=LEADERS | HEAD | REGION, does=LEADERS | HEAD | REGION, sees=TEAM | OF_SCHOOL
)
_OF_COURSE = Rule(
    reads=LEADERS | HEAD, does=LEADERS | HEAD, sees=TEAM | OF_SCHOOL | {"other_head"}
)
TRAINERS = LEADERS | HEAD | {"other_head", "stranger"}
"""Those who send people to learn: of their school, of their district; not the region."""
NAMED = CLOSE - {"teacher"}
"""Those who read names of colleagues who learned; a teacher reads their own."""
_OF_COMPLETION = Rule(reads=LEADERS | HEAD, does=LEADERS | HEAD, secret=True, sees=NAMED)
_OF_COMPLETION_STEP = Rule(does=LEADERS | HEAD, secret=True, sees=NAMED)
_OF_STAFF = Rule(reads=LEADERS | HEAD, does=LEADERS | HEAD, sees=CLOSE, secret=True)

RULES: dict[str, Rule] = {
    # One's own.
    "my_day": page(ROLES),
    "profile": form(ROLES),
    "issue_feed": deed(ROLES),
    "revoke_feed": deed(HEAD),
    "issue_key": form(ROLES),
    "revoke_key": deed(HEAD),
    "notices": page(ROLES),
    "read_notices": deed(ROLES),
    "open_notice": deed(HEAD),
    "school_year": deed(ROLES),
    "search": page(ROLES),
    # The district.
    "panel": page(OFFICES),
    "territory_panel": page(TEAM),
    "schools": page(ROLES),
    "school": page(TEAM | OF_SCHOOL),
    "school_obligations": page(TEAM | OF_SCHOOL),
    "school_roadmaps": page(TEAM | OF_SCHOOL),
    "school_staff": page(TEAM | OF_SCHOOL),
    "school_history": page(TEAM | OF_SCHOOL),
    "school_results": page(TEAM | OF_SCHOOL),
    "school_context": page(TEAM | OF_SCHOOL),
    "school_why": page(TEAM | OF_SCHOOL),
    "school_profile": page(TEAM | OF_SCHOOL),
    "school_subscribe": deed(TEAM | OF_SCHOOL),
    "history": page(TEAM | OF_SCHOOL),
    # Documents.
    "documents": page(ROLES),
    "documents_new": form(OFFICES | HEAD | {"other_head"}),
    "act_new": form(OFFICES | HEAD | {"other_head"}),
    "act": page(TEAM),
    "act_file": page(TEAM),
    "act_cancel": form(TEAM),
    "draft": page(TEAM),
    "draft_state": page(TEAM),
    "draft_file": page(TEAM),
    "draft_replace": form(TEAM),
    "draft_again": deed(TEAM),
    "draft_discard": deed(TEAM),
    "draft_confirm": form(TEAM),
    "draft_line": form(TEAM),
    "draft_choose": deed(TEAM),
    "draft_check": deed(TEAM),
    "draft_decide": deed(TEAM),
    "draft_set": deed(TEAM),
    "draft_rows": deed(TEAM),
    "draft_review": page(TEAM),
    # Results.
    "results": page(ROLES),
    "results_imports": form(OFFICES),
    "results_import": page(TEAM),
    "results_import_state": page(TEAM),
    "results_import_correct": deed(TEAM),
    "results_import_confirm": deed(TEAM),
    "results_import_again": deed(TEAM),
    "results_import_withdraw": form(TEAM),
    "results_import_aside": page(TEAM - {"regional_coordinator"}),
    "results_territory": page(TEAM),
    "results_codes": page(TEAM),
    "results_code": page(TEAM),
    "results_decide": deed(TEAM),
    "results_decisions": page(TEAM),
    "results_rechecks": Rule(reads=TEAM | OF_SCHOOL, does=TEAM),
    "results_recheck_withdraw": deed(TEAM),
    "results_describe": form(OFFICES),
    "results_school": page(TEAM | OF_SCHOOL),
    "results_dynamics": page(TEAM | OF_SCHOOL),
    "results_scores": page(CLOSE),
    "results_tasks": page(CLOSE),
    "results_skills": page(CLOSE),
    "results_journal": page(CLOSE),
    "results_classes": page(CLOSE),
    "results_rows": page(CLOSE),
    # Execution.
    "obligations": page(ROLES),
    "remind": deed(CHECKERS),
    "accept_many": deed(CHECKERS),
    "to_check": page(ROLES),
    "evidence": page(TEAM | OF_SCHOOL),
    "take_back": deed(REPORTERS),
    "obligation": page(TEAM | OF_SCHOOL),
    "submit": deed(REPORTERS),
    "save_report": deed(REPORTERS),
    "attach_files": deed(REPORTERS),
    "attach_link": deed(REPORTERS),
    "assign": deed(REPORTERS | CHECKERS),
    "open_child": deed(HEAD | TEAM),
    "step": deed(REPORTERS | CHECKERS),
    # Roadmaps.
    "roadmaps": page(ROLES),
    "new_roadmap": form(PLANNERS),
    "roadmap": page(TEAM | OF_SCHOOL),
    "roadmap_timeline": page(TEAM | OF_SCHOOL),
    "roadmap_calendar": page(TEAM | OF_SCHOOL),
    "roadmap_people": page(TEAM | OF_SCHOOL),
    "roadmap_schools": page(TEAM | OF_SCHOOL),
    "roadmap_print": page(TEAM | OF_SCHOOL),
    "roadmap_file": page(TEAM | OF_SCHOOL),
    "roadmap_subscribe": deed(TEAM | OF_SCHOOL),
    "measure": page(TEAM | OF_SCHOOL),
    "event_day": deed(TEAM),
    "roadmap_editions": page(TEAM | OF_SCHOOL),
    "redline": page(TEAM),
    "amend": deed(TEAM),
    "draft_edition": page(TEAM | OF_SCHOOL),
    "approve": deed(TEAM),
    "deadline_preview": page(TEAM),
    "new_row": form(TEAM),
    "draft_row": form(TEAM),
    "move_row": deed(TEAM),
    "draft_sections": form(TEAM - {"authority_head"}),
    "rename_section": deed(TEAM - {"authority_head"}),
    "move_section": deed(TEAM - {"authority_head"}),
    "actor": form(TEAM),
    "move_edition": deed(TEAM),
    # Registers.
    "registers": page(ROLES),
    # What carries measures out: bindings, checks, analyses, reports.
    "entry": page(TEAM | OF_SCHOOL),
    "bindings": page(TEAM | OF_SCHOOL),
    "bindings_confirm": deed(LEADERS | REGION),
    "binding": form(LEADERS | REGION),
    "binding_confirm": deed(LEADERS | REGION),
    "binding_none": deed(LEADERS | REGION),
    "promises_check": deed(CHECKERS | REPORTERS),
    "promise_overrule": deed(CHECKERS),
    "analyses": page(ROLES),
    "analysis_new": form(OFFICES | HEAD | {"other_head"}),
    "analysis": page(TEAM | OF_SCHOOL),
    "analysis_file": page(TEAM | OF_SCHOOL),
    "analysis_approve": deed(LEADERS | REGION | HEAD),
    "analysis_withdraw": deed(LEADERS | REGION | HEAD),
    "execution_reports": page(ROLES),
    "execution_report_new": form(OFFICES | HEAD | {"other_head"}),
    "execution_report": page(TEAM),
    "execution_report_file": page(TEAM),
    "execution_report_approve": deed(LEADERS | REGION),
    "execution_report_withdraw": deed(LEADERS | REGION),
    # Training.
    "training": page(ROLES),
    "training_needs": page(ROLES),
    "training_shares": page(ROLES),
    "training_school_shares": page(TEAM | OF_SCHOOL),
    "courses": page(ROLES),
    "course_new": form(PLANNERS),
    "course": page(TEAM | OF_SCHOOL | {"other_head"}),
    "course_edit": _OF_COURSE,
    "course_withdraw": Rule(does=LEADERS | HEAD, sees=TEAM | OF_SCHOOL | {"other_head"}),
    "training_groups": page(ROLES),
    "training_group_new": form(TRAINERS),
    "training_group": page(TEAM | OF_SCHOOL),
    "training_group_send": Rule(does=LEADERS | HEAD, sees=TEAM | OF_SCHOOL),
    "training_group_take_back": Rule(does=LEADERS | HEAD, sees=CLOSE),
    "training_group_finish": Rule(does=LEADERS | HEAD, sees=TEAM | OF_SCHOOL),
    "training_group_cancel": Rule(does=LEADERS | HEAD, sees=TEAM | OF_SCHOOL),
    "training_group_scans": Rule(does=LEADERS | HEAD, sees=TEAM | OF_SCHOOL),
    "training_plans": page(ROLES),
    "training_plan_new": form(TRAINERS),
    "training_plan": page(TEAM | OF_SCHOOL),
    "training_plan_add": Rule(does=LEADERS | HEAD, sees=TEAM | OF_SCHOOL),
    "training_plan_cancel_line": Rule(does=LEADERS | HEAD, sees=TEAM | OF_SCHOOL),
    "training_plan_approve": Rule(does=LEADERS | HEAD, sees=TEAM | OF_SCHOOL),
    "training_plan_withdraw": Rule(does=LEADERS | HEAD, sees=TEAM | OF_SCHOOL),
    "completion_new": form(TRAINERS),
    "completion_import": form(TRAINERS),
    "completion_template": page(TRAINERS),
    "completion": secret(NAMED),
    "completion_edit": _OF_COMPLETION,
    "completion_attach": _OF_COMPLETION_STEP,
    "completion_file": secret(NAMED),
    "completion_withdraw": _OF_COMPLETION_STEP,
    # Agreements.
    # Documents of development and their expertise; a sheet is of its reader, the coordinator.
    "development": page(ROLES),
    "development_new": form(PLANNERS - {"stranger"}),  # a stranger has no school
    "development_document": page(TEAM | OF_SCHOOL),
    "development_edit": _OF_AGREEMENT,
    "development_step": deed(LEADERS | HEAD | REGION),
    "development_docx": page(TEAM | OF_SCHOOL),
    "development_file": page(TEAM | OF_SCHOOL),
    "expertises": page(ROLES),
    "expertise_new": form(OFFICES),
    "expertise": page(TEAM),
    "expertise_assign": deed(TEAM - REGION),
    "expertise_step": deed(TEAM - REGION),
    "expertise_conclusion": page(TEAM),
    "expertise_compare": form(TEAM - REGION),
    "expertise_third": deed(TEAM - REGION),
    "expert_sheets": page(ROLES),
    "expert_sheet": secret(frozenset({"coordinator"}), frozenset({"coordinator"})),
    "expert_sheet_file": secret(frozenset({"coordinator"})),
    # Recommendations of the office to our school; its practices and publications.
    "advice": page(ROLES),
    "advice_waiting": page(ROLES),
    "recommendation_new": form(OFFICES),
    "recommendation": page(TEAM | OF_SCHOOL),
    "recommendation_step": deed(TEAM - REGION),
    "recommendation_file": page(TEAM | OF_SCHOOL),
    "recommendation_answer": Rule(
        reads=(TEAM - REGION) | HEAD, does=HEAD, sees=TEAM | OF_SCHOOL
    ),
    "recommendation_plan": deed((TEAM - REGION) | HEAD),
    "practices": page(ROLES),
    "practice_new": form(OFFICES | HEAD | {"other_head"}),
    "practice": page(TEAM | OF_SCHOOL),
    "practice_edit": Rule(reads=TEAM | HEAD, does=TEAM | HEAD, sees=OF_SCHOOL),
    "practice_step": deed(TEAM | HEAD),
    "practice_file": page(TEAM | OF_SCHOOL),
    "publications": page(ROLES),
    "publication_new": form(OFFICES | HEAD | {"other_head"}),
    "publication": page(TEAM | OF_SCHOOL),
    "publication_edit": Rule(reads=TEAM | HEAD, does=TEAM | HEAD, sees=OF_SCHOOL),
    "publication_step": deed(TEAM | HEAD),
    "publication_copy": page(TEAM | OF_SCHOOL),
    "publication_file": page(TEAM | OF_SCHOOL),
    "agreements": page(ROLES),
    "agreement_new": form(PLANNERS - {"stranger"}),
    "agreement_suggestions": Rule(reads=TEAM - REGION, secret=True),
    "agreement": page(TEAM | OF_SCHOOL),
    "agreement_edit": _OF_AGREEMENT,
    "agreement_step": deed(LEADERS | HEAD | REGION),
    "agreement_plan_event": deed(LEADERS | HEAD | REGION),
    "agreement_hold_event": deed(LEADERS | HEAD | REGION),
    "agreement_change_event": deed(LEADERS | HEAD | REGION),
    "agreement_draft": page(TEAM | OF_SCHOOL),
    "agreement_paper": page(TEAM | OF_SCHOOL),
    "staff": page(ROLES),
    "staff_new": form(PLANNERS),
    "staff_list_upload": form(PLANNERS),
    "staff_list_check": form(PLANNERS),
    "staff_list_template": page(PLANNERS),
    "staff_person": Rule(reads=CLOSE, secret=True),
    "staff_another_post": _OF_STAFF,
    "staff_account": _OF_STAFF,
    "staff_post": _OF_STAFF,
    "staff_leave": _OF_STAFF,
    # Activities: one of the authority for our school.
    # Models and curators.
    "models": page(ROLES),
    "enrolment_new": form(LEADERS | {"authority_head"}),  # a stranger has no school
    "enrolment": page(TEAM | OF_SCHOOL),
    "enrolment_approve": _OF_MODELS,
    "enrolment_change": _OF_MODELS,
    "enrolment_end": _OF_MODELS,
    "enrolment_withdraw": _OF_MODELS,
    "enrolment_people": Rule(
        reads=(TEAM | HEAD) - REGION, does=(TEAM | HEAD) - REGION, sees=OF_SCHOOL
    ),
    "enrolment_plan": deed(LEADERS | REGION | HEAD),
    "support_models": page(ROLES),
    "support_model_new": form(LEADERS | {"authority_head", "stranger"}),
    "support_model_take": deed(LEADERS | {"authority_head", "stranger"}),
    "support_model": page(TEAM | OF_SCHOOL | {"other_head"}),
    "support_model_edit": form(TEAM - REGION),
    "support_model_offer": deed(TEAM - REGION),
    "curators": page(ROLES),
    "curator_new": form(LEADERS | {"authority_head"}),
    "curatorship": page(TEAM | OF_SCHOOL),
    "curatorship_release": _OF_MODELS,
    "curatorship_withdraw": _OF_MODELS,
    "case_steps": page(ROLES),
    "case_log": Rule(
        reads=(TEAM | HEAD | {"curator"}) - REGION, does=CHECKERS - REGION, sees=OF_SCHOOL
    ),
    "case_finish": secret(*[(TEAM | HEAD | {"curator"}) - REGION] * 2),
    "case_remove": Rule(
        reads=CHECKERS - REGION, does=CHECKERS - REGION, sees=HEAD, secret=True
    ),
    # Teams.
    "teams": page(ROLES),
    "team_new": form(ROLES - {"teacher", "curator"}),
    "team": page(TEAM | OF_SCHOOL),
    "team_edit": _OF_TEAM,
    "team_close": _OF_TEAM,
    "team_withdraw": _OF_TEAM,
    "team_members": _OF_TEAM,
    "team_role": deed(TEAM - REGION),
    "team_leave": _OF_TEAM,
    "team_meeting_new": _OF_TEAM,
    "team_meeting": page(CLOSE),
    "team_meeting_record": _OF_TEAM,
    "team_meeting_remove": _OF_TEAM,
    "team_meeting_attach": deed(TEAM - REGION),
    "team_meeting_file": page(CLOSE),
    "team_meeting_docx": page(CLOSE),
    "activities": page(ROLES),
    "activity_month": page(ROLES),
    "activity_subscribe": deed(ROLES),
    "activity_new": form(ROLES - {"teacher"}),
    "activity_quick": form(ROLES - {"teacher", "stranger"}),  # a stranger has no school
    "activity": page(TEAM | OF_SCHOOL),
    "activity_edit": _OF_ACTIVITY,
    "activity_hold": _OF_ACTIVITY,
    "activity_end": _OF_ACTIVITY,
    "activity_minutes": _OF_ACTIVITY,
    "activity_code": Rule(reads=TEAM - REGION, sees=OF_SCHOOL),
    "activity_people": _OF_ACTIVITY,
    "activity_staff": deed(TEAM - REGION),
    "activity_take_list": deed(TEAM - REGION),
    "activity_remove_person": deed(TEAM - REGION),
    "activity_attach": deed(TEAM - REGION),
    "activity_detach": deed(TEAM - REGION),
    "activity_file": page(CLOSE),
    "activity_minutes_file": page(CLOSE),
    "lesson_visit_new": form(CLOSE),
    "lesson_visit": Rule(reads=(TEAM - REGION) | HEAD, sees=OF_SCHOOL),
    "lesson_visit_withdraw": deed(frozenset({"coordinator"})),
    # Pupils: counts for everybody, names inside their school.
    "pupils": page(ROLES),
    "pupil_new": form(OF_PUPILS),
    "pupils_load": form(OF_PUPILS),
    "pupils_take_results": deed(LEAD_PUPILS),
    "pupils_template": page(OF_PUPILS),
    "pupils_silent": page(OF_PUPILS),
    "pupils_risk": page(OF_PUPILS),
    "pupil_risk_decide": secret(does=HEAD),
    "pupil_classes": form(LEAD_PUPILS),
    "pupil_class_take": secret(does=HEAD),
    "pupil_journal": page(LEAD_PUPILS),
    "pupils_prevention": form(LEAD_PUPILS),
    "pupil": secret(HEAD),
    "pupil_edit": secret(HEAD, HEAD),
    "pupil_tutor": secret(does=HEAD),
    "pupil_tutor_end": secret(does=HEAD),
    "pupil_plan_draft": secret(does=HEAD),
    "pupil_plans": page(OF_PUPILS),
    "pupil_plan_new": form(OF_PUPILS),
    "pupil_plan": secret(HEAD, HEAD),
    "pupil_plan_close": secret(does=HEAD),
    "pupil_plan_withdraw": secret(does=HEAD),
    "pupil_plan_step": secret(does=HEAD),
    "pupil_plan_check": secret(does=HEAD),
    "pupil_plan_sheet": secret(HEAD),
    "pupil_link_give": secret(does=HEAD),
    "pupil_acquaint": secret(does=HEAD),
    "pupil_link_revoke": secret(does=HEAD),
    "extra_lessons": page(OF_PUPILS),
    "extra_lessons_new": form(OF_PUPILS),
    "extra_lesson": secret(HEAD),
    "extra_lessons_mark": secret(does=HEAD),
    "extra_lessons_close": secret(does=HEAD),
    "extra_lessons_withdraw": secret(does=HEAD),
    # Diagnostics.
    "diagnostics": page(ROLES),
    "survey_new": form((OFFICES | HEAD | {"other_head"}) - REGION),
    "survey": page(TEAM | OF_SCHOOL),
    "survey_edit": _OF_ACTIVITY,
    "survey_close": deed(TEAM - REGION),
    "survey_withdraw": _OF_ACTIVITY,
    "survey_place": page(TEAM | OF_SCHOOL),
    "survey_group": deed((TEAM - REGION) | HEAD),
    "survey_links": deed((TEAM - REGION) | HEAD),
    "questionnaires": page(ROLES),
    "questionnaire": page(TEAM),
    "questionnaire_copy": deed(TEAM - REGION),
    "questionnaire_edit": form(TEAM - REGION),
    "risk_profiles": page(ROLES),
    "risk_profile_new": form((OFFICES | REPORTERS | {"other_head"}) - REGION),
    "risk_profile": page(TEAM | OF_SCHOOL),
    "risk_profile_say": deed((TEAM - REGION) | REPORTERS),
    "risk_profile_own": deed((TEAM - REGION) | REPORTERS),
    "risk_profile_verify": deed((TEAM - REGION) | {"curator"}),
    "risk_profile_withdraw": Rule(
        reads=(TEAM - REGION) | {"curator"}, does=(TEAM - REGION) | {"curator"}, sees=OF_SCHOOL
    ),
    "deficits": page(ROLES),
    "diagnosis_new": form(frozenset({"methodist", "school_head", "other_head"})),
    "diagnosis_import": form(frozenset({"methodist", "school_head", "other_head"})),
    "diagnosis_template": page(frozenset({"methodist", "school_head", "other_head"})),
    "self_assessment": page(ROLES),
    "diagnosis": secret(DIAGNOSED),
    "diagnosis_withdraw": secret(DIAGNOSED, DIAGNOSED),
    "growth_plan_new": secret(DIAGNOSED, DIAGNOSED),
    "growth_plan": secret(DIAGNOSED),
    "growth_step": secret(does=DIAGNOSED),
    "growth_step_done": secret(does=DIAGNOSED),
    "growth_plan_finish": secret(does=DIAGNOSED),
    "staff_analyses": page(ROLES),
    "staff_figures": page(TEAM | OF_SCHOOL),
    "staff_approve": deed((TEAM - REGION) | HEAD),
    "vacancy_new": deed((TEAM - REGION) | HEAD),
    "vacancy_close": deed((TEAM - REGION) | HEAD),
    "staff_analysis": page(TEAM | OF_SCHOOL),
    "staff_analysis_withdraw": Rule(
        reads=(TEAM - REGION) | HEAD, does=(TEAM - REGION) | HEAD, sees=OF_SCHOOL
    ),
    # Indicators: of those who work above schools; a school has its own tab.
    "indicators": page(ROLES),
    "indicators_territory": page(TEAM),
    "indicator": page(TEAM),
    "indicator_new": form(TEAM),
    "indicator_change": form(TEAM),
    "indicator_retire": Rule(does=TEAM, sees=OF_SCHOOL | {"other_head"}),
    "indicator_targets": form(TEAM),
    "target_remove": Rule(does=TEAM, sees=OF_SCHOOL | {"other_head"}),
    "indicators_recompute": deed(TEAM),
    "indicators_freeze": deed(TEAM - {"methodist"}),
    "school_indicators": page(TEAM | OF_SCHOOL),
    # Social passports and the index.
    "passports": page(ROLES),
    "campaign_open": form(TEAM),
    "campaign": page(TEAM | OF_SCHOOL | {"other_head"}),
    "campaign_remind": deed(TEAM),
    "campaign_extend": form(TEAM),
    "campaign_accept": deed(TEAM),
    "passport_mine": page(OF_SCHOOL | {"other_head"}),
    "passport": Rule(reads=TEAM | OF_SCHOOL, does=HEAD),
    "passport_begin": deed(HEAD),
    "passport_answer": deed(HEAD),
    "passport_file": deed(HEAD),
    "passport_template": page(CLOSE),
    "passport_decision": deed(TEAM),
    "context_latest": page(TEAM),
    "context_compute": deed(TEAM),
    "context_scores": page(TEAM),
    "context_rescale": form(REGION),
    "context_map": page(TEAM),
    "context_fields": page(TEAM),
    # Identification.
    "identification": page(ROLES),
    "purposes": page(ROLES),
    "run_new": form(LEADERS),
    "run": page(TEAM),
    "run_compare": page(TEAM),
    "run_exclusions": Rule(reads=TEAM, does=LEADERS),
    "run_what_if": Rule(reads=TEAM, does=LEADERS),
    "run_dynamics": page(TEAM),
    "run_decision": page(TEAM),
    "run_check": deed(TEAM),
    "run_step": deed(LEADERS),
    "run_order": Rule(reads=TEAM, does=frozenset({"authority_head"})),
    "verdict": Rule(reads=TEAM | OF_SCHOOL, does=HEAD),
    "verdict_preview": page((TEAM | OF_SCHOOL) - {"regional_coordinator"}),
    "verdict_card": page(TEAM | OF_SCHOOL),
    "verdict_decide": deed(LEADERS),
    "reply_answer": deed(LEADERS),
    "reply_file": page(TEAM | OF_SCHOOL),
    "include_again": deed(LEADERS),
    "scenario_attach": deed(LEADERS),
    # Packages between a municipality and its region.
    "exchange": page(OFFICES),
    "package_send": deed(TEAM - REGION),
    "package_file": page(TEAM),
    "package_receive": deed(REGION),
    "package_trust": deed(REGION),
    "package_distrust": deed(REGION),
    "delivery": page(REGION),
    "delivery_decide": deed(REGION),
    "received": page(REGION),
    # Lists of people and organisations.
    "people": page(OFFICES),
    "grant_role": form(OFFICES),
    "end_role": form(TEAM),
    "people_import": form(OFFICES),
    "people_check": form(OFFICES),
    "people_template": page(OFFICES),
    "organisations": page(OFFICES),
    "add_organisation": form(OFFICES),
    "edit_organisation": form(TEAM),
    "close_organisation": form(TEAM),
    "organisations_import": form(OFFICES),
    "organisations_check": form(OFFICES),
    "organisations_template": page(OFFICES),
}

KNOWN_BY_TOKEN = frozenset(
    {
        "feed",
        # Questionnaires answered without a sign-in: tested in tests/web/diagnostics.
        "questionnaire_answer",
        "questionnaire_thanks",
        # A page of one plan for parents: tested in tests/web/pupils.
        "pupil_parents",
        # Whoever stands in the room: tested in tests/web/activities.
        "activity_check_in",
        # The interface for programs: what it opens to a key is tested in tests/api.
        "api-root",
        "openapi-json",
        "api_key",
        "api_organisation_list",
        "api_organisation",
        "api_round_list",
        "api_results",
        "api_run_list",
        "api_run",
        "api_verdict_list",
        "api_status_list",
        "api_roadmap_list",
        "api_roadmap",
        "api_obligation_list",
    }
)
"""Open to whoever knows a secret: a calendar or another program signs in nowhere."""

OPEN_TO_ALL = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_confirm_email",
        "account_email_verification_sent",
        "account_confirm_login_code",
        "mfa_authenticate",
    }
)
"""Addresses of allauth that must answer before the sign-in."""

OWN_ACCOUNT = frozenset(
    {
        "account_reauthenticate",
        "account_email",
        "account_change_password",
        "account_set_password",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }
)
"""Addresses of allauth that touch the account of whoever is signed in."""
