"""@Name in what is written: who is meant, who is told, and what the author is told of it."""

import pytest
from django.urls import reverse

from accounts.tests.factories import AccountFactory
from pipeline import mentions, services
from pipeline.models import Activity
from pipeline.templatetags.deals import mentions as shown
from teams.models import Notification
from teams.tests.factories import UserFactory


def meant(text):
    return [user.name for user in mentions.read(text).people]


@pytest.mark.parametrize(
    "text",
    [
        "@Bob Berg please look", "Ask @bob berg.", "(@Bob Berg)", "@Bob Berg's idea", "a\n@Bob  Berg",
        "@Bob Berg, @Bob Berg!", "@BOB BERG",
    ],
)  # fmt: skip
def test_a_name_after_the_sign_is_found(bob, text):
    assert meant(text) == ["Bob Berg"]


@pytest.mark.parametrize(
    "text", ["bob@berg.com", "@", "@ Bob Berg", "Bob Berg", "@@Bob Berg", "", "@5 pm", "x@Bob Berg"]
)
def test_what_is_no_mention_is_none(bob, text):
    found = mentions.read(text)
    assert (found.people, found.unknown) == ([], [])


def test_the_longest_name_is_meant(bob):
    UserFactory(name="Bob")
    longer = UserFactory(name="Bob Berg Junior")
    assert meant("@Bob Berg Junior and @Bob Berg and @Bob too") == [longer.name, "Bob Berg", "Bob"]


def test_nobody_is_guessed_between_two_of_one_name(bob):
    UserFactory(name="bob berg")
    found = mentions.read("@Bob Berg")
    assert (found.people, found.ambiguous) == ([], ["Bob Berg"])


def test_who_has_left_is_not_meant(bob):
    bob.is_active = False
    bob.save()
    assert mentions.read("@Bob Berg").unknown == ["Bob"]


def note(deal, by, text, **fields):
    return services.log_activity(by=by, kind="note", text=text, deal=deal, **fields)


def test_who_may_see_the_deal_is_told(deal, alice, bob):
    activity = note(deal, alice, "@Bob Berg, the price is too high")
    told = Notification.objects.get()
    assert (told.user, told.url) == (bob, deal.get_absolute_url())
    assert told.sentence == "Alice Ames mentioned you in a note on GTX Pro for Acme."
    assert activity.word_to_author == "Bob Berg was told"


def test_who_may_not_see_the_deal_is_not_told_and_the_author_knows(deal, alice, charlie):
    activity = note(deal, alice, "@Charlie Cole knows them")
    assert not Notification.objects.exists()
    assert activity.word_to_author == "Charlie Cole may not see this deal and was not told"


def test_of_an_account_who_may_see_it_is_told(alice, bob, charlie, deal):
    note(None, alice, "@Bob Berg and @Charlie Cole", account=deal.account)
    assert [told.user for told in Notification.objects.all()] == [bob]
    assert f"/accounts/{deal.account_id}/" in Notification.objects.get().url


def test_an_account_without_deals_is_everybodys(alice, charlie):
    note(None, alice, "@Charlie Cole", account=AccountFactory())
    assert Notification.objects.get().user == charlie


def test_mentioning_oneself_tells_nobody(deal, alice):
    assert note(deal, alice, "@Alice Ames").word_to_author == ""
    assert not Notification.objects.exists()


def test_the_page_says_whom_it_told_and_shows_the_name(client, alice, bob, deal):
    client.force_login(alice)
    log = reverse("pipeline:activity_log", args=[deal.code])
    page = client.post(log, {"kind": "call", "text": "@bob berg <b>look</b> @Nobody Here"}, follow=True).text
    assert '<b class="mention">@bob berg</b> &lt;b&gt;look' in page
    assert "Bob Berg was told. Nobody is called “Nobody”" in page


def test_names_with_signs_are_shown_as_they_are(deal, alice):
    UserFactory(name="Pat O'Neil & Co")
    activity = note(deal, alice, "ask @Pat O'Neil & Co\nnow")
    assert shown(activity) == 'ask <b class="mention">@Pat O&#x27;Neil &amp; Co</b><br>now'


def test_a_text_full_of_signs_costs_a_few_queries(deal, alice, bob, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        note(deal, alice, "@Bob Berg " * 500)
    assert Activity.objects.get().mentions == ["Bob Berg"]
