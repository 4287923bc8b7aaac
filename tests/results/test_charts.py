"""Every chart is valid Vega-Lite in both languages; missing figures draw nothing; order and scales tell the truth."""

from __future__ import annotations

import importlib
import json
import math
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jsonschema_rs
import pytest
from jsonschema import ValidationError

from satindex.errors import FigureError
from satindex.language import Words
from satindex.results import drawing, picture
from satindex.results.bundle import inert_json, packed, script

HOSTILE = Words("</script><script>alert(1)</script>\u202e" + "x" * 10_000, "=cmd()😀" + "长" * 10_000)


def charted(sample) -> dict:
    return {name: table for name, table in sample.tables().items() if table.chart}


def rows_of(spec: dict) -> list[dict]:
    return spec["data"]["values"]


@pytest.fixture(scope="module")
def vega_lite() -> jsonschema_rs.Validator:
    """The schema of Vega-Lite that Altair carries, checked in Rust: Altair's own check takes half a second a chart."""
    import altair.vegalite

    schema = Path(altair.vegalite.__file__).parent / "v6/schema/vega-lite-schema.json"
    return jsonschema_rs.validator_for(plainly_named(json.loads(schema.read_text(encoding="utf-8"))))


def plainly_named(schema: dict) -> dict:
    """Return the schema with numbered definitions: their names, such as `Def<(A|null)>`, are no addresses."""
    numbers = {f"#/definitions/{name}": f"#/definitions/{at}" for at, name in enumerate(schema["definitions"])}

    def renamed(part: object) -> object:
        if isinstance(part, list):
            return [renamed(one) for one in part]
        if not isinstance(part, dict):
            return part
        return {key: numbers[value] if key == "$ref" else renamed(value) for key, value in part.items()}

    definitions = {str(at): renamed(one) for at, one in enumerate(schema["definitions"].values())}
    return {**schema, "$ref": numbers[schema["$ref"]], "definitions": definitions}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_chart_is_valid_vega_lite(sample, vega_lite, language: str) -> None:
    for table in charted(sample).values():
        drawn = picture.spec(table, language)
        vega_lite.validate(drawn)
        assert drawn["description"]


def test_the_check_refuses_what_is_no_chart(sample, vega_lite) -> None:
    drawn = picture.spec(sample.nps(), "en")
    assert not vega_lite.is_valid({**drawn, "layer": [{"mark": "bra"}]})


def test_every_kind_of_chart_is_one_of_altairs(sample) -> None:
    tables = {table.chart: table for table in charted(sample).values()}
    assert set(tables) == set(picture.kinds())
    for table in tables.values():
        drawn, own = table.plot("en").to_dict(), picture.spec(table, "en")
        assert drawn["description"]
        parts = [{key: layer[key] for key in layer if key != "data"} for layer in drawn["layer"]]
        assert parts == [{key: layer[key] for key in layer if key != "data"} for layer in own["layer"]]


def test_a_chart_is_changed_in_altairs_manner(sample) -> None:
    import altair

    chart = sample.nps().plot("en").properties(width=300) + altair.Chart().mark_rule()
    chart.layer[0].encoding.x["title"] = "mine"
    drawn = chart.to_dict()
    assert (drawn["width"], drawn["layer"][0]["encoding"]["x"]["title"]) == (300, "mine")
    assert drawn["layer"][-1]["mark"]["type"] == "rule"
    with pytest.raises(ValidationError):
        chart.properties(width=[])


def test_charts_are_plain_json_without_outside_addresses(sample) -> None:
    for table in charted(sample).values():
        text = json.dumps(picture.spec(table, "zh"), allow_nan=False)
        assert "http" not in text


def test_a_table_without_a_figure_draws_no_mark(sample, vega_lite) -> None:
    figures = ("estimate", "ci_low", "ci_high", "expected", "perceived", "importance", "performance", "share")
    nothing = dict.fromkeys((*figures, "alpha", "alpha_low", "alpha_high", "better", "worse"))
    nothing |= dict.fromkeys(("profit_lost", "profit_low", "profit_high", "staff.morale", "satisfaction"))
    nothing |= dict.fromkeys(f"{side}{end}" for side in ("penalty", "reward") for end in ("", "_low", "_high"))
    for table in charted(sample).values():
        rows = tuple(
            {**row, **nothing, "odds_ratio": None, "promoters": None, "reason": "too few"} for row in table.rows
        )
        empty = replace(table, rows=rows)
        vega_lite.validate(picture.spec(empty, "en"))
        numbers = [
            value
            for row in rows_of(picture.spec(empty, "en"))
            for name, value in row.items()
            if isinstance(value, float) and name != "at"
        ]
        assert numbers == []


def test_a_table_without_rows_or_chart_has_no_picture(sample) -> None:
    assert picture.spec(sample.repurchase_fit()) is None
    assert picture.spec(replace(sample.nps(), rows=())) is None
    with pytest.raises(FigureError, match=r"'repurchase\.fit' has no chart\."):
        sample.repurchase_fit().plot()
    with pytest.raises(FigureError, match=r"There is no chart 'gasp'\. Did you mean 'gaps'\?"):
        replace(sample.nps(), chart="gasp").plot()


def test_gaps_are_ordered_by_weighted_gap_with_the_overall_last(sample) -> None:
    # weight × gap by hand: −24.96, −14.30, −6.72, −5.13, −3.41
    labels = [row["about"] for row in rows_of(picture.spec(sample.quality(), "en"))]
    assert labels == ["Reliability", "Responsiveness", "Empathy", "Assurance", "Tangibles", "Overall"]


def test_the_gaps_interval_lies_around_the_perceived_end(sample) -> None:
    row = rows_of(picture.spec(sample.quality(), "en"))[0]
    assert row["value"] == "−0.78  [−0.87, −0.69]"
    assert math.isclose(row["high"] - row["low"], 2 * 1.96 * 0.045)
    assert math.isclose((row["high"] + row["low"]) / 2, row["perceived"])


def test_the_scale_shown_never_leaves_the_answer_scale(sample) -> None:
    assert drawing.scale_of(sample.quality(), [1.2, 6.9])["domain"] == [1, 7]
    assert drawing.scale_of(sample.quality(), [4.9, 5.8])["domain"] == [4, 7]
    assert drawing.scale_of(sample.loyalty(), [39.0, 66.1])["domain"] == [30, 80]
    assert "domain" not in drawing.scale_of(sample.nps(), [1.0])


def test_without_expectations_the_perceived_means_are_drawn(sample) -> None:
    rows = tuple({**row, "expected": None, "estimate": row["perceived"]} for row in sample.quality().rows)
    spec = picture.spec(replace(sample.quality(), rows=rows), "en")
    assert all("estimate" in row and "expected" not in row for row in rows_of(spec))


def test_segments_keep_their_declared_order_and_the_missing_level_is_last(sample) -> None:
    table = sample.tables()["nps by branch"]
    by_score = [row["about"] for row in rows_of(picture.spec(table, "en"))]
    assert by_score == ["Central", "North", "Harbour", "Riverside", "(missing)"]
    declared = replace(table, options={"order": ("Riverside", "North", "Harbour", "Central")})
    labels = [row["about"] for row in rows_of(picture.spec(declared, "en"))]
    assert labels == ["Riverside", "North", "Harbour", "Central", "(missing)"]


def test_a_dimension_table_by_segment_draws_the_overall_of_each_level(sample) -> None:
    table = sample.tables()["quality by branch"]
    assert len(rows_of(picture.spec(table, "en"))) == len(sample.BRANCHES)


def test_nps_bars_fill_the_whole_row(sample) -> None:
    bars = picture.spec(sample.nps(), "en")["layer"][0]["data"]["values"]
    assert [bar["group"] for bar in bars] == ["Detractors", "Passives", "Promoters"]
    assert bars[0]["from"] == 0
    assert math.isclose(bars[-1]["to"], 1)


def test_answers_diverge_from_the_middle_of_neutral(sample) -> None:
    parts = picture.spec(sample.items(), "en")["layer"][0]["data"]["values"]
    first = [part for part in parts if part["at"] == 0]
    # by hand: −(.03 + .07 + .11) − .16 / 2 = −.29
    assert math.isclose(first[0]["from"], -0.29)
    assert math.isclose(first[3]["middle"], 0.0, abs_tol=1e-12)
    two = [part for part in parts if part["at"] == 5]
    assert math.isclose(two[0]["to"], 0.0, abs_tol=1e-12)


def test_odds_ratios_leave_intercepts_out_and_keep_the_axis_logarithmic(sample) -> None:
    spec = picture.spec(sample.repurchase(), "en")
    assert "(intercept)" not in [row["about"] for row in rows_of(spec)]
    dots = spec["layer"][2]["encoding"]["x"]
    assert dots["scale"]["type"] == "log"
    row = rows_of(spec)[0]
    # e^(0.1 ± 1.96 · 0.13)
    assert math.isclose(row["low"], math.exp(0.1 - 1.96 * 0.13))
    assert row["hollow"]


def test_an_exploding_interval_is_left_out_of_the_picture(sample) -> None:
    rows = ({"term": "x", "estimate": 900.0, "ci_low": -9000.0, "ci_high": 9000.0, "odds_ratio": 1e300},)
    drawn = rows_of(picture.spec(replace(sample.repurchase(), rows=rows), "en"))[0]
    assert "high" not in drawn or math.isfinite(drawn["high"])
    json.dumps(drawn, allow_nan=False)


def test_a_driver_that_lowers_the_outcome_is_hollow(sample) -> None:
    hollow = {row["about"]: row["hollow"] for row in rows_of(picture.spec(sample.drivers(), "en"))}
    assert hollow == dict.fromkeys(("Tangibles", "Reliability", "Responsiveness", "Assurance"), False) | {
        "Empathy": True
    }


def test_waves_are_a_line_in_time_order(sample) -> None:
    spec = picture.spec(sample.recommend_by_wave(), "en")
    assert [row["wave"] for row in rows_of(spec)] == ["2024", "2025", "2026"]
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["area", "line", "point", "text"]


def test_hostile_and_endless_labels_stay_small_and_inert(sample) -> None:
    for table in charted(sample).values():
        cells = {cell for row in table.rows for cell in row.values() if isinstance(cell, str)}
        hostile = replace(table, labels=dict.fromkeys(cells, HOSTILE), title=HOSTILE)
        for language in ("en", "zh"):
            spec = picture.spec(hostile, language)
            spec.pop("description")
            text = inert_json(spec)
            assert "</" not in text
            for row in rows_of(spec):
                assert len(row.get("label", "").lstrip("\n")) <= 2 * (drawing.LABEL_COLUMNS + 1)


class Attributes(HTMLParser):
    """Every src and href of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]


def test_a_notebook_chart_carries_its_own_script(sample) -> None:
    bundle = sample.quality().plot("zh")._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    parser = Attributes()
    parser.feed(bundle["text/html"])
    assert parser.links == []
    assert packed() in bundle["text/html"]
    assert "cdn" not in bundle["text/html"].replace(packed(), "")
    assert "https:" not in bundle["text/html"].replace(packed(), "")


def test_the_shipped_script_is_the_vega_lite_that_altair_writes() -> None:
    assert "</script" not in script()
    assert "vegaEmbed" in script()[-500:]
    altair = importlib.import_module("altair")
    maker = importlib.import_module("satindex.results.assets.make_bundle")
    assert altair.SCHEMA_VERSION.startswith(f"v{maker.VEGA_LITE}")


def test_every_chart_states_what_it_expects() -> None:
    for kind in picture.kinds():
        module = importlib.import_module(f"satindex.results.charts.{kind}")
        assert "Rows: " in (module.__doc__ or "")


def test_outlets_stand_where_their_means_are(sample) -> None:
    """Both axes leave 5% of room: of x from 3.1 to 6.2 that is 2.945 … 6.355, so 4.4 is at 1.455/3.41 of the frame."""
    table = sample.tables()["profit_chain.outlets"]
    points = rows_of(picture.spec(table, "zh"))
    assert [point["about"] for point in points] == ["网点 0", "网点 1", "网点 2", "网点 3"]
    assert points[1]["x"] == pytest.approx(0.13 + 0.87 * 1.455 / 3.41)
    assert points[1]["said"] == "员工：士气 4.40, 满意度 5.00"
    assert [point["y"] for point in points] == sorted((point["y"] for point in points), reverse=True)
