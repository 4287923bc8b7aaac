"""Sliders in a notebook: what a reader moves, Python reads; without a kernel the same sliders stand as plain HTML."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import traitlets
from anywidget import AnyWidget

from satindex.errors import FigureError, did_you_mean
from satindex.language import Words
from satindex.results.result import Result
from satindex.results.sliders.page import module, new_id, standing, style
from satindex.results.sliders.texts import NO_SUM

VIEW = "application/vnd.jupyter.widget-view+json"


class Sliders(AnyWidget):
    """Sliders on `figures`, plain JSON with nothing in it that a reader should not see.

    They are shown twice, as a widget and as HTML that works by itself, since a page made of the notebook has no
    kernel and the script that would draw widgets there is fetched from outside; where both can be drawn, the widget
    hides its twin.
    """

    _esm = module()
    _css = style()
    figures = traitlets.Dict().tag(sync=True)
    live = traitlets.Unicode().tag(sync=True)

    def __init__(self, figures: Mapping[str, Any], **state: Any) -> None:
        super().__init__(figures=dict(figures), live=new_id(), **state)

    def html(self) -> str:
        """Return the sliders as they stand now as HTML with its own script, for a page without a kernel."""
        state = {name: getattr(self, name) for name in self.figures["names"]}
        return standing({**self.figures, **state}, new_id(), self.live)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {"text/plain": repr(self), "text/html": self.html(), VIEW: view}, {}

    def _ipython_display_(self, **more: Any) -> None:
        from IPython.display import display

        bundle, _ = self._repr_mimebundle_()
        html = bundle.pop("text/html")
        display(bundle, raw=True)  # type: ignore[no-untyped-call]
        display({"text/plain": "", "text/html": html}, raw=True)  # type: ignore[no-untyped-call]


class ModelSliders(Sliders):
    """What a model predicts as scores are raised: `moves` holds the points by score, `value` the predicted figure.

    `target` and `score` are what the required rise is asked for.
    """

    moves = traitlets.Dict().tag(sync=True)
    target = traitlets.Float(None, allow_none=True).tag(sync=True)
    score = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        figures: Mapping[str, Any],
        *,
        after: Callable[[Mapping[str, float]], float | None],
        what_if: Callable[[Mapping[str, float]], Result],
        required: Callable[[str, float], Result],
        **state: Any,
    ) -> None:
        self._after, self._what_if, self._required = after, what_if, required
        super().__init__(figures, **{"score": figures["drivers"][0]["name"], **state})

    @property
    def value(self) -> float | None:
        """The figure that the model predicts after the moves (the first, where it has several); today's without any."""
        return self._after(self.moves)

    @property
    def what_if(self) -> Result | None:
        """The table of these moves, each and together; None where nothing is moved."""
        return self._what_if(self.moves) if self.moves else None

    @property
    def required(self) -> Result | None:
        """How far `score` alone must move for the `target`; None without a target."""
        return None if self.target is None else self._required(self.score, self.target)

    @traitlets.validate("moves")
    def _checked_moves(self, proposal: Mapping[str, Any]) -> dict[str, float]:
        known = [driver["name"] for driver in self.figures["drivers"]]
        return {name: by for name, by in numbers(proposal["value"], known).items() if by != 0}

    @traitlets.validate("score")
    def _checked_score(self, proposal: Mapping[str, Any]) -> str:
        name = str(proposal["value"])
        _refuse_unknown(name, [driver["name"] for driver in self.figures["drivers"]])
        return name


class WeightsSliders(Sliders):
    """An index as its weights move: `weights` by part, always of sum 1, `value` the index with them."""

    weights = traitlets.Dict().tag(sync=True)

    def __init__(self, figures: Mapping[str, Any], **state: Any) -> None:
        base = {part["name"]: part["weight"] for part in figures["parts"]}
        super().__init__(figures, **{"weights": base, **state})

    @property
    def value(self) -> float:
        """The index with these weights: Σ weight × mean of the part."""
        return math.fsum(self.weights[part["name"]] * part["mean"] for part in self.figures["parts"])

    @traitlets.validate("weights")
    def _checked_weights(self, proposal: Mapping[str, Any]) -> dict[str, float]:
        known = [part["name"] for part in self.figures["parts"]]
        given = numbers(proposal["value"], known)
        weights = {name: given.get(name, 0.0) for name in known}
        below = [name for name, weight in weights.items() if weight < 0]
        if below:
            raise FigureError(Words(f"the weight of '{below[0]}' is negative.", f"“{below[0]}”的权重为负。"))
        total = math.fsum(weights.values())
        if total == 0:
            raise FigureError(NO_SUM)
        return {name: weight / total for name, weight in weights.items()}


def numbers(given: Mapping[str, Any], known: list[str]) -> dict[str, float]:
    """Return numbers by name; raises FigureError for an unknown name, or for what is no number."""
    found: dict[str, float] = {}
    for name, value in given.items():
        _refuse_unknown(name, known)
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            raise FigureError(Words(f"'{name}' needs a number, not {value!r}.", f"“{name}”须为数值，而非 {value!r}。"))
        found[name] = float(value)
    return found


def _refuse_unknown(name: str, known: list[str]) -> None:
    if name not in known:
        hint = did_you_mean(name, known) or Words("", "")
        raise FigureError(Words(f"there is no slider '{name}'. {hint.en}".rstrip(), f"没有滑块“{name}”。{hint.zh}"))
