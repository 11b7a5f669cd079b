"""Pages that say what customers are worth: the accounts with their metrics, and the dashboard over them."""

from django.urls import path

from analytics.views import account_list, account_page, customers

app_name = "analytics"

urlpatterns = [
    path("accounts/", account_list.account_list, name="account_list"),
    path("accounts/<int:pk>/", account_page.account_page, name="account_page"),
    path("accounts/<int:pk>/figures", account_page.account_figures, name="account_figures"),
    path("customers/", customers.customers, name="customers"),
    path("customers/lifetime-value", customers.lifetime_value_chart, name="customers_lifetime_value"),
]
