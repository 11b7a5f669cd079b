"""The API, version 1: every app's views under one roof."""

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from accounts.api import ContactViewSet
from analytics.api import AccountViewSet, AudienceViewSet, GoldViewSet, LifetimeValueViewSet, SegmentViewSet
from analytics.run_api import ModelRunViewSet, SegmentScoreView
from assistant.api import AskView
from pipeline.api import LostReasonViewSet, OpportunityViewSet, ProductViewSet, StageViewSet
from teams.api import NothingHere, TeamViewSet, TokenViewSet, UserViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("accounts", AccountViewSet, basename="account")
router.register("contacts", ContactViewSet, basename="contact")
router.register("lifetime-values", LifetimeValueViewSet, basename="lifetime-value")
router.register("opportunities", OpportunityViewSet, basename="opportunity")
router.register("products", ProductViewSet, basename="product")
router.register("stages", StageViewSet, basename="stage")
router.register("lost-reasons", LostReasonViewSet, basename="lost-reason")
router.register("teams", TeamViewSet, basename="team")
router.register("users", UserViewSet, basename="user")
router.register("tokens", TokenViewSet, basename="token")
router.register("segments", SegmentViewSet, basename="segment")
router.register("audiences", AudienceViewSet, basename="audience")
router.register("views", GoldViewSet, basename="view")
router.register("model-runs", ModelRunViewSet, basename="model-run")

urlpatterns = [
    *router.urls,
    path("segments/score", SegmentScoreView.as_view(), name="segment-score"),
    path("ask", AskView.as_view(), name="ask"),
    path("", NothingHere.as_view()),
    re_path("^.*$", NothingHere.as_view()),
]
