"""What else could be sold: to everybody, and to one account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.models import Account
from analytics import cross_sell as figures
from analytics.recommendations import RULE, advise
from analytics.views.parts import render_part
from teams.requests import signed_in

PAIRS_SHOWN, IN_MATRIX = 20, 12


@require_GET
def cross_sell(request: HttpRequest) -> HttpResponse:
    baskets = figures.baskets(signed_in(request))
    address = reverse("analytics:account_list")
    lines = [
        (reach, f"{address}?product={reach.product.pk}", f"{address}?not_bought={reach.product.pk}")
        for reach in figures.reaches(baskets)
    ]
    found = figures.affinity_of(baskets)
    context = {
        "lines": lines,
        "buyers": baskets.buyers,
        "affinity": found,
        "matrix": figures.lift_matrix(found, IN_MATRIX) if found.tested else None,
        "pairs": found.attracting[:PAIRS_SHOWN],
        "series_url": f"{reverse('analytics:cross_sell_series')}?{request.GET.urlencode()}",
    }
    return render(request, "analytics/cross_sell.html", context)


@require_GET
@vary_on_headers("HX-Request")
def cross_sell_series(request: HttpRequest) -> HttpResponse:
    peers = request.GET.get("peers", "")
    peers = peers if peers in figures.PEERS else "sector"
    compared = figures.low_series(signed_in(request), peers=peers)
    context = {
        "compared": compared, "peers": peers, "ways": [*figures.PEERS], "title": "Series bought too little",
        "least_won": figures.LEAST_WON, "least_peers": figures.LEAST_PEERS,
    }  # fmt: skip
    return render_part(request, "analytics/_cross_sell_series.html", context)


@require_GET
@vary_on_headers("HX-Request")
def account_advice(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    account = get_object_or_404(Account.objects.visible_to(user), pk=pk)
    advice = advise(account, user=user)
    context = {"account": account, "advice": advice, "rule": RULE, "title": f"{account.name}: next best action"}
    return render_part(request, "analytics/_account_advice.html", context)
