"""Pages of figures: accounts and what they are worth, dashboards, data quality, dictionary and explorer."""

from django.urls import path
from django.views.generic import RedirectView

from analytics.views import (
    account_list,
    account_page,
    audiences,
    clusters,
    cross_sell,
    customers,
    dashboards,
    data,
    explorer,
    exports,
    lifetime_value,
    quality,
    segments,
)

app_name = "analytics"

FIRST_DASHBOARD = RedirectView.as_view(pattern_name="analytics:dashboard")

urlpatterns = [
    path("accounts/", account_list.account_list, name="account_list"),
    path("accounts/export.<slug:extension>", account_list.account_export, name="account_export"),
    path("accounts/<int:pk>/", account_page.account_page, name="account_page"),
    path("accounts/<int:pk>/figures", account_page.account_figures, name="account_figures"),
    path("data/<slug:view>/export.<slug:extension>", exports.view_export, name="view_export"),
    path("customers/", customers.customers, name="customers"),
    path("customers/clusters/", clusters.clusters, name="clusters"),
    path("customers/clusters/progress", clusters.clusters_progress, name="clusters_progress"),
    path("customers/clusters/compare", clusters.clusters_compare, name="clusters_compare"),
    path("dashboards/", FIRST_DASHBOARD, {"page": "sales"}, name="dashboards"),
    path("dashboards/<slug:page>/", dashboards.dashboard, name="dashboard"),
    path("dashboards/<slug:page>/figures", dashboards.dashboard_figures, name="dashboard_figures"),
    path("dashboards/<slug:page>/charts/<slug:chart>", dashboards.dashboard_chart, name="dashboard_chart"),
    path(
        "dashboards/<slug:page>/charts/<slug:chart>.<slug:extension>",
        dashboards.chart_export,
        name="dashboard_chart_export",
    ),
    path("customers/lifetime-value", customers.lifetime_value_chart, name="customers_lifetime_value"),
    path("customers/lifetime-value/", lifetime_value.lifetime_value, name="lifetime_value"),
    path(
        "customers/lifetime-value/<slug:table>.<slug:extension>",
        lifetime_value.lifetime_value_export,
        name="lifetime_value_export",
    ),
    path("accounts/<int:pk>/advice", cross_sell.account_advice, name="account_advice"),
    path("customers/cross-sell/", cross_sell.cross_sell, name="cross_sell"),
    path("customers/cross-sell/series", cross_sell.cross_sell_series, name="cross_sell_series"),
    path("customers/segments/<slug:key>/", segments.segment, name="segment"),
    path("customers/segments/<slug:key>/history", segments.segment_history_part, name="segment_history"),
    path("customers/segments/<slug:key>/products", segments.segment_products, name="segment_products"),
    path("customers/migration", segments.segment_migration, name="segment_migration"),
    path("customers/audiences/", audiences.audience_list, name="audiences"),
    path("customers/audiences/<int:pk>/", audiences.audience, name="audience"),
    path("customers/audiences/<int:pk>/edit", audiences.audience_edit, name="audience_edit"),
    path("customers/audiences/<int:pk>/delete", audiences.audience_delete, name="audience_delete"),
    path("customers/audiences/<int:pk>/export.<slug:extension>", audiences.audience_export, name="audience_export"),
    path("quality/", quality.quality, name="quality"),
    path("quality/check", quality.quality_check, name="quality_check"),
    path("quality/rules/<slug:key>/", quality.quality_rule, name="quality_rule"),
    path("quality/rules/<slug:key>/export.<slug:extension>", quality.quality_export, name="quality_export"),
    path("quality/rules/<slug:key>/map", quality.quality_map, name="quality_map"),
    path("data/", data.data_list, name="data_list"),
    path("data/<str:name>/", data.data_view, name="data_view"),
    path("data/<str:name>/rows", data.data_rows, name="data_rows"),
    path("data/<str:name>/count", data.data_count, name="data_count"),
    path("explore/", explorer.explorer, name="explorer"),
    path("explore/overview", explorer.overview, name="explorer_overview"),
    path("explore/column", explorer.column, name="explorer_column"),
    path("explore/pair", explorer.pair, name="explorer_pair"),
]
