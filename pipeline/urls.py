from django.urls import path, register_converter

from pipeline.views import (
    activities,
    attachments,
    board,
    bulk,
    cells,
    contact_merges,
    deal_list,
    deal_page,
    edit,
    items,
    merge_runs,
    merges,
    moves,
    parties,
    saved_views,
    search,
    task_steps,
    tasks,
)


class DealCode:
    """Only what can be a code comes to a view."""

    regex = "[0-9A-Z]{4,16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DealCode, "code")

app_name = "pipeline"
urlpatterns = [
    path("deals/", deal_list.deal_list, name="deal_list"),
    path("deals/board", board.deal_board, name="deal_board"),
    path("deals/board/sums", board.board_sums, name="board_sums"),
    path("deals/board/<int:stage>", board.board_column, name="board_column"),
    path("deals/export.<slug:extension>", deal_list.deal_export, name="deal_export"),
    path("deals/columns", deal_list.deal_columns, name="deal_columns"),
    path("deals/views/new", saved_views.view_create, name="view_create"),
    path("deals/views/<int:pk>/", saved_views.view_open, name="view_open"),
    path("deals/views/<int:pk>/edit", saved_views.view_edit, name="view_edit"),
    path("deals/views/<int:pk>/save", saved_views.view_save, name="view_save"),
    path("deals/views/<int:pk>/delete", saved_views.view_delete, name="view_delete"),
    path("deals/bulk", bulk.deal_bulk, name="deal_bulk"),
    path("deals/bulk/export.<slug:extension>", bulk.bulk_export, name="bulk_export"),
    path("deals/bulk/<int:pk>/", bulk.bulk_run, name="bulk_run"),
    path("deals/bulk/<int:pk>/undo", bulk.bulk_undo, name="bulk_undo"),
    path("deals/new", edit.deal_create, name="deal_create"),
    path("deals/hints", edit.deal_hints, name="deal_hints"),
    path("deals/accounts", edit.account_options, name="account_options"),
    path("deals/<code:code>/", deal_page.deal_page, name="deal_page"),
    path("deals/<code:code>/edit", edit.deal_edit, name="deal_edit"),
    path("deals/<code:code>/delete", edit.deal_delete, name="deal_delete"),
    path("deals/<code:code>/cell/<slug:field>", cells.deal_cell, name="deal_cell"),
    path("deals/<code:code>/move", moves.deal_move, name="deal_move"),
    path("deals/<code:code>/won", moves.deal_won, name="deal_won"),
    path("deals/<code:code>/lost", moves.deal_lost, name="deal_lost"),
    path("deals/<code:code>/undo/<int:version>", moves.deal_undo, name="deal_undo"),
    path("deals/<code:code>/activities", activities.activity_log, name="activity_log"),
    path("deals/<code:code>/tasks", activities.task_add, name="task_add"),
    path("deals/<code:code>/lines", items.item_add, name="item_add"),
    path("deals/<code:code>/lines/<int:pk>", items.item_edit, name="item_edit"),
    path("deals/<code:code>/lines/<int:pk>/remove", items.item_remove, name="item_remove"),
    path("deals/<code:code>/people", parties.person_add, name="person_add"),
    path("deals/<code:code>/people/<int:pk>", parties.person_change, name="person_change"),
    path("deals/<code:code>/people/<int:pk>/remove", parties.person_remove, name="person_remove"),
    path("deals/<code:code>/competitors", parties.rival_add, name="rival_add"),
    path("deals/<code:code>/competitors/<int:pk>/remove", parties.rival_remove, name="rival_remove"),
    path("deals/<code:code>/competitors/<int:pk>/won", parties.rival_won, name="rival_won"),
    path("deals/<code:code>/files", attachments.attachment_add, name="attachment_add"),
    path("files/<int:pk>", attachments.attachment_file, name="attachment_file"),
    path("files/<int:pk>/remove", attachments.attachment_remove, name="attachment_remove"),
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/new", tasks.task_create, name="task_create"),
    path("tasks/deals", tasks.deal_options, name="task_deals"),
    path("tasks/<int:pk>/edit", tasks.task_edit, name="task_edit"),
    path("tasks/<int:pk>/done", task_steps.task_done, name="task_done"),
    path("tasks/<int:pk>/reopen", task_steps.task_reopen, name="task_reopen"),
    path("tasks/<int:pk>/snooze", task_steps.task_snooze, name="task_snooze"),
    path("tasks/<int:pk>/delete", task_steps.task_delete, name="task_delete"),
    path("deals/new-account", edit.new_account, name="new_account"),
    path("search/", search.search, name="search"),
    path("palette", search.palette, name="palette"),
    path("palette/seen", search.seen, name="seen"),
    path("keys", search.keys, name="keys"),
    path("accounts/duplicates", merges.account_duplicates, name="account_duplicates"),
    path("accounts/duplicates/<int:pk>/<int:other>/deny", merges.account_deny, name="account_deny"),
    path("accounts/<int:pk>/merge", merges.account_merge, name="account_merge"),
    path("accounts/<int:pk>/merge/<int:other>", merges.account_merge_with, name="account_merge_with"),
    path("contacts/<int:pk>/merge", contact_merges.contact_merge, name="contact_merge"),
    path("contacts/<int:pk>/merge/<int:other>", contact_merges.contact_merge_with, name="contact_merge_with"),
    path("merges/", merge_runs.merge_list, name="merge_list"),
    path("merges/<int:pk>/", merge_runs.merge_page, name="merge_page"),
    path("merges/<int:pk>/undo", merge_runs.merge_undo, name="merge_undo"),
]
