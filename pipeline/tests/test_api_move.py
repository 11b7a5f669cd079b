"""Moving a deal through the API."""

DEALS = "/api/v1/opportunities"


def move(client, deal, stage, **fields):
    return client.post(f"{DEALS}/{deal.code}/move", {"stage": stage.pk, "version": deal.version, **fields})


def test_won_takes_a_date_and_a_value(alice, api, deal, stages):
    won = move(api(alice), deal, stages["Won"], close_date="2025-03-04", close_value="4800")
    assert won.status_code == 200
    shown = won.json()
    assert (shown["stage_type"], shown["close_date"], shown["close_value"]) == ("won", "2025-03-04", "4800.00")
    assert (shown["version"], won["ETag"]) == (2, '"2"')


def test_won_without_a_value_is_refused(alice, api, deal, stages):
    refused = move(api(alice), deal, stages["Won"])
    assert (refused.status_code, refused.json()["errors"]) == (
        400,
        {"close_value": ["A won deal needs a value above 0."]},
    )


def test_lost_takes_a_reason_and_has_no_value(alice, api, deal, stages, price):
    client = api(alice)
    assert list(move(client, deal, stages["Lost"]).json()["errors"]) == ["lost_reason"]
    lost = move(client, deal, stages["Lost"], lost_reason=price.pk).json()
    assert (lost["stage_type"], lost["close_value"], lost["lost_reason_name"]) == ("lost", "0.00", "Price")


def test_an_open_stage_reopens(alice, api, deal, stages, price):
    client = api(alice)
    move(client, deal, stages["Lost"], lost_reason=price.pk)
    deal.refresh_from_db()
    opened = move(client, deal, stages["Engaging"]).json()
    assert (opened["stage_type"], opened["close_date"], opened["lost_reason"]) == ("open", None, None)


def test_a_move_needs_a_stage(alice, api, deal):
    refused = api(alice).post(f"{DEALS}/{deal.code}/move", {"version": 1})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["stage"])


def test_a_move_with_one_key_happens_once(alice, api, deal, stages):
    client, key = api(alice), {"Idempotency-Key": "win"}
    body = {"stage": stages["Won"].pk, "close_value": "10", "version": 1}
    answers = [client.post(f"{DEALS}/{deal.code}/move", body, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert deal.stage_changes.count() == 2
