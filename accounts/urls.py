"""Forms of accounts and contacts; the pages that show them need analytics and are there."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("new", views.account_create, name="account_create"),
    path("hints", views.account_hints, name="account_hints"),
    path("options", views.account_options, name="account_options"),
    path("<int:pk>/edit", views.account_edit, name="account_edit"),
    path("<int:account_pk>/contacts/new", views.contact_create, name="contact_create"),
    path("<int:account_pk>/contacts/<int:pk>/edit", views.contact_edit, name="contact_edit"),
]
