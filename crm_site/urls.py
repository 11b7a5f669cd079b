"""Where everything is. Pages live in the app that owns them; this file only gathers."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from crm_site import health
from teams.views import SignIn

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("", RedirectView.as_view(pattern_name="analytics:today"), name="home"),
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("notifications/", include("teams.urls")),
    path("accounts/", include("accounts.urls")),
    path("", include("analytics.urls")),
    path("assistant/", include("assistant.urls")),
    path("admin/", admin.site.urls),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs", SpectacularSwaggerSplitView.as_view(template_name="api/docs.html"), name="api_docs"),
    path("api/v1/", include(("crm_site.api_urls", "api"))),
    path("", include("pipeline.urls")),
]
