"""Where everything is. Pages live in the app that owns them; this file only gathers."""

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="pipeline:deal_list"), name="home"),
    path("admin/", admin.site.urls),
]
