"""An Altair chart that a notebook shows with the network cut."""

from __future__ import annotations

import uuid
from typing import Any

import altair
from altair.utils.schemapi import debug_mode

from satindex.results.bundle import EMBED_OPTIONS, inert_json, packed, without_schema

_PAGE = """<div id="{id}" style="width:100%;max-width:760px;background:#fff;padding:8px;box-sizing:border-box"></div>
<script>(() => {{
  const unpack = async () => {{
    const bytes = Uint8Array.from(atob("{packed}"), c => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const element = document.createElement("script");
    element.textContent = await new Response(stream).text();
    const {{vegaEmbed, vega, vegaLite}} = window;
    document.head.appendChild(element);
    const embed = window.vegaEmbed;
    Object.assign(window, {{vegaEmbed, vega, vegaLite}});
    return embed;
  }};
  window.satindexCharts ??= unpack();
  const spec = {spec};
  const target = document.getElementById("{id}");
  window.satindexCharts.then(embed => embed(target, spec, {options}))
    .catch(error => {{ target.textContent = String(error); }});
}})();</script>"""


class OfflineChart(altair.LayerChart):
    """A layered Altair chart whose notebook output carries the script that draws it.

    Layers and their encodings are Altair's objects; what a channel says stays a dict (`layer[0].encoding.x["axis"]`):
    Altair's own `from_dict` finds the class of every part by trying them all, a quarter of a second a chart.
    """

    @classmethod
    def drawing(cls, drawn: dict[str, Any]) -> OfflineChart:
        """Return the chart of a Vega-Lite spec with layers, as it stands: whoever writes the spec checks it."""
        with debug_mode(False):
            return cls(**{**drawn, "layer": [_layer(**one) for one in drawn["layer"]]})

    def _repr_mimebundle_(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}

    def _repr_html_(self) -> str:
        spec = without_schema(self.to_dict(validate=False))  # Altair checks what is changed when it is changed
        return _PAGE.format(
            id=f"satindex-{uuid.uuid4().hex}",
            packed=packed(),
            spec=inert_json(spec),
            options=inert_json(EMBED_OPTIONS),
        )


def _layer(**parts: Any) -> altair.UnitSpec:
    if "encoding" in parts:
        parts["encoding"] = altair.Encoding(**parts["encoding"])
    return altair.UnitSpec(**parts)
