"""What every address answers to every role: the table that test_matrix.py holds the resolver to."""

from dataclasses import dataclass, field
from typing import Any

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WHO = ("anonymous", "alice", "charlie", "bob", "erik", "dora", "anna", "dana")
OUTSIDERS = ("charlie", "erik")
LOGIN = "login"

Answers = dict[str, Any]


def answers(*statuses: Any) -> Answers:
    return dict(zip(WHO, statuses, strict=True))


def everybody(ok: int = 200, anonymous: Any = LOGIN) -> Answers:
    return answers(anonymous, *[ok] * 7)


def writers(ok: int, anonymous: Any = LOGIN) -> Answers:
    return everybody(ok, anonymous) | {"anna": 403}


def hers(ok: int = 200, anonymous: Any = LOGIN) -> Answers:
    """For who may see alice's records; to the others they do not exist."""
    return everybody(ok, anonymous) | dict.fromkeys(OUTSIDERS, 404)


def her_writers(ok: int, anonymous: Any = LOGIN) -> Answers:
    return hers(ok, anonymous) | {"anna": 403}


def her_mergers(ok: int) -> Answers:
    """For who may change every deal of her account."""
    return her_writers(ok) | {"alice": 403}


def administrators(ok: int, anonymous: Any = LOGIN) -> Answers:
    return everybody(403, anonymous) | {"dana": ok}


@dataclass(frozen=True)
class Route:
    """Answers by method; a method that is not named is refused. `args` name what the world fills in."""

    methods: dict[str, Answers] = field(default_factory=dict)
    args: tuple[str, ...] = ()
    anonymous: Any = LOGIN

    def expected(self, method: str, who: str) -> set[Any]:
        if method in self.methods:
            return {self.methods[method][who]}
        return {self.anonymous} if who == "anonymous" else {403, 404, 405}


def page(*args: str, **methods: Answers) -> Route:
    return Route(methods, args)


def api(*args: str, **methods: Answers) -> Route:
    return Route({method: {**by_role, "anonymous": 401} for method, by_role in methods.items()}, args, 401)


def open_to_all(**methods: Answers) -> Route:
    return Route(methods, (), 405)


def only_alice(ok: int, others: int = 404) -> Answers:
    """What is hers alone: not even a director or an administrator finds it."""
    return everybody(others) | {"alice": ok}


PUBLIC = everybody(anonymous=200)
ONLY_ALICE = everybody(404) | {"alice": 204}
READ_ALL = api(GET=everybody())
MODELLERS = everybody(403) | dict.fromkeys(("dora", "anna", "dana"), 302)
ROUTES: dict[str, Route] = {
    "health_live": open_to_all(GET=PUBLIC),
    "health_ready": open_to_all(GET=PUBLIC),
    "home": page(**{method: everybody(302) for method in METHODS}),
    "login": open_to_all(
        GET=everybody(302, 200), POST=everybody(302, 422), PUT=everybody(302, 422),
        PATCH=everybody(302, 405), DELETE=everybody(302, 405),
    ),
    "logout": page(POST=everybody(LOGIN)),
    "schema": open_to_all(GET=PUBLIC),
    "api_docs": open_to_all(GET=PUBLIC),
    "teams:notifications": page(GET=everybody()),
    "teams:bell": open_to_all(GET=everybody(302, 302)),
    "teams:notifications_read": page(POST=everybody(302)),
    "teams:notification_choices": page(GET=everybody(), POST=everybody(422)),
    "teams:notification_open": page("notification", POST=only_alice(302)),
    "teams:notification_read": page("notification", POST=only_alice(302)),
    "analytics:today": page(GET=everybody()),
    "analytics:today_part": page("today_part", GET=everybody()),
    "analytics:account_list": page(GET=everybody()),
    "analytics:account_page": page("account", GET=hers()),
    "analytics:account_figures": page("account", GET=hers()),
    "analytics:customers": page(GET=everybody()),
    "analytics:customers_lifetime_value": page(GET=everybody()),
    "analytics:lifetime_value": page(GET=everybody()),
    "analytics:lifetime_value_export": page("lifetime_values", "extension", GET=everybody()),
    "analytics:account_advice": page("account", GET=hers()),
    "analytics:account_activity_log": page("account", POST=her_writers(422)),
    "analytics:account_task_add": page("account", POST=her_writers(422)),
    "analytics:account_file_add": page("account", POST=her_writers(422)),
    "analytics:deal_insights": page("code", GET=hers()),
    "analytics:cross_sell": page(GET=everybody()),
    "analytics:cross_sell_series": page(GET=everybody()),
    "analytics:segment": page("segment", GET=everybody()),
    "analytics:segment_history": page("segment", GET=everybody()),
    "analytics:segment_products": page("segment", GET=everybody()),
    "analytics:segment_migration": page(GET=everybody()),
    "analytics:audiences": page(GET=everybody(), POST=everybody(422)),
    "analytics:audience": page("audience", GET=only_alice(200)),
    "analytics:audience_edit": page("audience", POST=only_alice(422)),
    "analytics:audience_delete": page("audience", POST=only_alice(302)),
    "analytics:audience_export": page("audience", "extension", GET=only_alice(200)),
    "analytics:clusters": page(GET=everybody()),
    "analytics:clusters_progress": page(GET=everybody(302)),
    "analytics:clusters_compare": page(POST=everybody(403) | {"dora": 302, "anna": 302, "dana": 302}),
    "analytics:dashboards": page(**{method: everybody(302) for method in METHODS}),
    "analytics:dashboard": page("dashboard", GET=everybody()),
    "analytics:dashboard_figures": page("dashboard", GET=everybody()),
    "analytics:dashboard_chart": page("dashboard", "chart", GET=everybody()),
    "analytics:dashboard_chart_export": page("dashboard", "chart", "extension", GET=everybody()),
    "analytics:account_export": page("extension", GET=everybody()),
    "analytics:view_export": page("view", "extension", GET=everybody()),
    "analytics:model_runs": page(GET=everybody()),
    "analytics:model_run": page("run", GET=everybody()),
    "analytics:model_run_progress": page(GET=everybody()),
    "analytics:model_run_ask": page(POST=MODELLERS),
    "analytics:model_run_adopt": page("run", POST=MODELLERS | dict.fromkeys(("dora", "anna", "dana"), 422)),
    "analytics:model_run_retry": page("run_request", POST=MODELLERS),
    "analytics:audit_recompute": page("audit", POST=MODELLERS),
    "analytics:quality": page(GET=everybody()),
    "analytics:quality_check": page(POST=everybody(403) | {"dora": 302, "dana": 302}),
    "analytics:quality_rule": page("quality_rule", GET=everybody()),
    "analytics:quality_export": page("quality_rule", "extension", GET=everybody()),
    "analytics:quality_map": page("quality_rule", POST=everybody(403) | {"dora": 422, "dana": 422}),
    "analytics:data_list": page(GET=everybody()),
    "analytics:data_view": page("view", GET=everybody()),
    "analytics:data_rows": page("view", GET=everybody()),
    "analytics:data_count": page("view", GET=everybody(302)),
    "analytics:explorer": page(GET=everybody()),
    "analytics:explorer_overview": page(GET=everybody(302)),
    "analytics:explorer_column": page(GET=everybody(302)),
    "analytics:explorer_pair": page(GET=everybody(302)),
    "assistant:start": page(GET=everybody()),
    "assistant:ask": page(POST=everybody(422)),
    "assistant:conversations": page(GET=everybody()),
    "assistant:conversation": page("conversation", GET=only_alice(200)),
    "assistant:conversation_ask": page("conversation", POST=only_alice(422)),
    "assistant:conversation_query": page("conversation", POST=only_alice(403)),
    "assistant:conversation_rename": page("conversation", POST=only_alice(422)),
    "assistant:conversation_delete": page("conversation", POST=only_alice(302)),
    "assistant:turn": page("turn", GET=only_alice(200)),
    "assistant:turn_export": page("turn", "extension", GET=only_alice(200)),
    "assistant:turn_rate": page("turn", POST=only_alice(302)),
    "assistant:turn_pin": page("turn", POST=only_alice(302)),
    "assistant:pins": page(GET=everybody()),
    "assistant:pin": page("pin", GET=only_alice(200)),
    "assistant:pin_export": page("pin", "extension", GET=only_alice(200)),
    "assistant:pin_rename": page("pin", POST=only_alice(422)),
    "assistant:pin_move": page("pin", POST=only_alice(302)),
    "assistant:pin_remove": page("pin", POST=only_alice(302)),
    "assistant:words": page(GET=everybody()),
    "accounts:account_create": page(GET=writers(200), POST=writers(422)),
    "accounts:account_options": page(GET=everybody()),
    "accounts:account_hints": page(GET=everybody()),
    "accounts:account_edit": page("account", GET=her_writers(200), POST=her_writers(422)),
    "accounts:contact_create": page("account", GET=her_writers(200), POST=her_writers(422)),
    "accounts:contact_edit": page("account", "contact", GET=her_writers(200), POST=her_writers(422)),
    "pipeline:account_merge": page("account", GET=her_mergers(200), POST=her_mergers(422)),
    "pipeline:account_merge_with": page("account", "daughter", GET=her_mergers(200), POST=her_mergers(409)),
    "pipeline:account_duplicates": page(GET=everybody(403) | {"dora": 200, "dana": 200}),
    "pipeline:account_deny": page("account", "daughter", POST=everybody(403) | {"dora": 302, "dana": 302}),
    "pipeline:contact_merge": page("contact", GET=her_writers(200)),
    "pipeline:contact_merge_with": page("contact", "other_contact", GET=her_writers(200), POST=her_writers(409)),
    "pipeline:merge_list": page(GET=everybody()),
    "pipeline:merge_page": page("merge", GET=hers()),
    "pipeline:merge_undo": page("merge", POST=her_mergers(302)),
    "pipeline:deal_list": page(GET=everybody()),
    "pipeline:deal_board": page(GET=everybody()),
    "pipeline:board_sums": page(GET=everybody()),
    "pipeline:board_column": page("stage", GET=everybody()),
    "pipeline:deal_export": page("extension", GET=everybody()),
    "pipeline:deal_columns": page(GET=everybody()),
    "pipeline:view_create": page(GET=everybody(), POST=everybody(422)),
    "pipeline:view_open": page("saved_view", GET=only_alice(302)),
    "pipeline:view_edit": page("saved_view", GET=only_alice(200), POST=only_alice(422)),
    "pipeline:view_save": page("saved_view", POST=only_alice(302)),
    "pipeline:view_delete": page("saved_view", POST=only_alice(302)),
    "pipeline:deal_bulk": page(POST=writers(422)),
    "pipeline:bulk_export": page("extension", POST=everybody(422)),
    "pipeline:bulk_run": page("bulk_run", GET=only_alice(200)),
    "pipeline:bulk_undo": page("bulk_run", POST=only_alice(302)),
    "pipeline:deal_create": page(GET=writers(200), POST=writers(422)),
    "pipeline:deal_hints": page(GET=everybody()),
    "pipeline:account_options": page(GET=everybody()),
    "pipeline:new_account": page(GET=everybody()),
    "pipeline:search": page(GET=everybody()),
    "pipeline:palette": page(GET=everybody(302)),
    "pipeline:seen": page(POST=everybody(404)),
    "pipeline:keys": page(POST=everybody(302)),
    "pipeline:deal_page": page("code", GET=hers()),
    "pipeline:deal_edit": page("code", GET=her_writers(200), POST=her_writers(422)),
    "pipeline:deal_delete": page("code", GET=her_writers(200), POST=her_writers(422)),
    "pipeline:deal_cell": page("code", "fact", GET=her_writers(200), POST=her_writers(422)),
    "pipeline:deal_move": page("code", GET=her_writers(200), POST=her_writers(422)),
    "pipeline:deal_won": page("code", GET=her_writers(200), POST=her_writers(422)),
    "pipeline:deal_lost": page("code", GET=her_writers(200), POST=her_writers(422)),
    "pipeline:deal_undo": page("code", "version", POST=her_writers(422)),
    "pipeline:activity_log": page("code", POST=her_writers(422)),
    "pipeline:task_add": page("code", POST=her_writers(422)),
    "pipeline:item_add": page("code", POST=her_writers(422)),
    "pipeline:item_edit": page("code", "item", GET=her_writers(200), POST=her_writers(422)),
    "pipeline:item_remove": page("code", "item", POST=her_writers(422)),
    "pipeline:person_add": page("code", POST=her_writers(422)),
    "pipeline:person_change": page("code", "person", POST=her_writers(422)),
    "pipeline:person_remove": page("code", "person", POST=her_writers(302)),
    "pipeline:rival_add": page("code", POST=her_writers(422)),
    "pipeline:rival_remove": page("code", "rival", POST=her_writers(302)),
    "pipeline:rival_won": page("code", "rival", POST=her_writers(422)),
    "pipeline:attachment_add": page("code", POST=her_writers(422)),
    "pipeline:attachment_file": page("attachment", GET=hers()),
    "pipeline:attachment_remove": page("attachment", POST=her_writers(302)),
    "pipeline:task_list": page(GET=everybody()),
    "pipeline:task_create": page(GET=writers(200), POST=writers(422)),
    "pipeline:task_deals": page(GET=everybody()),
    "pipeline:task_edit": page("task", GET=her_writers(200), POST=her_writers(422)),
    "pipeline:task_done": page("task", POST=her_writers(302)),
    "pipeline:task_reopen": page("task", POST=her_writers(302)),
    "pipeline:task_snooze": page("task", POST=her_writers(422)),
    "pipeline:task_delete": page("task", POST=her_writers(302)),
    "api:account-list": api(GET=everybody(), POST=writers(400)),
    "api:account-detail": api(
        "account",
        GET=hers(), PUT=her_writers(400), PATCH=her_writers(200), DELETE=administrators(409),
    ),
    "api:account-metrics": api("account", GET=hers()),
    "api:lifetime-value-list": READ_ALL,
    "api:account-recommendations": api("account", GET=hers()),
    "api:segment-list": READ_ALL,
    "api:audience-list": READ_ALL,
    "api:audience-detail": api("audience", GET=only_alice(200)),
    "api:audience-members": api("audience", GET=only_alice(200)),
    "api:contact-list": api(GET=everybody(), POST=writers(400)),
    "api:contact-detail": api(
        "contact",
        GET=hers(), PUT=her_writers(400), PATCH=her_writers(200), DELETE=her_writers(204),
    ),
    "api:opportunity-list": api(GET=everybody(), POST=writers(400)),
    "api:opportunity-detail": api(
        "code",
        GET=hers(), PUT=her_writers(400), PATCH=her_writers(428), DELETE=her_writers(428),
    ),
    "api:opportunity-move": api("code", POST=her_writers(400)),
    "api:opportunity-items": api("code", GET=hers(), POST=her_writers(400)),
    "api:opportunity-item": api("code", "item", PATCH=her_writers(428), DELETE=her_writers(428)),
    "api:opportunity-contacts": api("code", GET=hers(), POST=her_writers(400)),
    "api:opportunity-contact": api("code", "person", PATCH=her_writers(400), DELETE=her_writers(204)),
    "api:product-list": api(GET=everybody(), POST=administrators(400)),
    "api:product-detail": api(
        "product",
        GET=everybody(), PUT=administrators(400), PATCH=administrators(200), DELETE=administrators(409),
    ),
    "api:stage-list": READ_ALL,
    "api:stage-detail": api("stage", GET=everybody()),
    "api:lost-reason-list": READ_ALL,
    "api:lost-reason-detail": api("reason", GET=everybody()),
    "api:team-list": READ_ALL,
    "api:team-detail": api("team", GET=hers()),
    "api:user-list": READ_ALL,
    "api:user-detail": api("owner", GET=hers()),
    "api:token-list": api(GET=everybody(), POST=everybody(400)),
    "api:token-detail": api("token", DELETE=ONLY_ALICE),
    "api:ask": api(POST=everybody(400)),
    "api:model-run-list": READ_ALL,
    "api:model-run-detail": api("run", GET=everybody()),
    "api:segment-score": api(POST=everybody(400)),
    "api:view-list": READ_ALL,
    "api:view-detail": api("view", GET=everybody()),
    "api:": Route({method: everybody(404, 404) for method in METHODS}),
}  # fmt: skip
