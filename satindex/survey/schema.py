"""The language as a JSON Schema, for editors that complete and check a definition while it is written."""

from __future__ import annotations

from typing import Any

from satindex.survey.keys import SurveyKeys
from satindex.survey.kinds import MeasureKeys, MeasureTypes
from satindex.survey.presets import READY

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NUMBER_AS_TEXT = r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$"
_YES_NO = ["true", "false", "True", "False", "TRUE", "FALSE", "yes", "no", "Yes", "No", "on", "off"]
Schema = dict[str, Any]


def json_schema(types: MeasureTypes) -> Schema:
    """Return the JSON Schema (draft 2020-12) of a survey definition, with the keys of every type of measure.

    An editor types scalars by itself, where satindex reads them as they are written: so a number may stand where a
    text is expected, and a number may be written as text.
    """
    schema: Schema = as_typed_by_an_editor(SurveyKeys.model_json_schema(mode="validation"))
    definitions: Schema = schema.setdefault("$defs", {})
    names = list(types.names())
    for name in names:
        definitions[f"measure-{name}"] = _measure(name, types.keys_of(name), definitions)
    measures = schema["properties"]["measures"]
    measures["additionalProperties"] = _by_type(names)
    _offer_scales(definitions)
    return {"$schema": DIALECT, **schema, "title": "satindex survey"}


def _measure(name: str, keys: type[MeasureKeys], definitions: Schema) -> Schema:
    """Return the keys of one type; what they are made of goes to the shared definitions under its own name."""
    reference = f"#/$defs/{name}-{{model}}"
    schema: Schema = as_typed_by_an_editor(keys.model_json_schema(mode="validation", ref_template=reference))
    for model, definition in schema.pop("$defs", {}).items():
        definitions[f"{name}-{model}"] = definition
    schema["properties"]["type"] = {"const": name}
    schema["required"] = sorted({*schema.get("required", ()), "type"})
    return {"title": f"measure of type {name}", **schema}


def _by_type(names: list[str]) -> Schema:
    """A measure is checked by the keys of its own type only, so that an editor's message is about that type."""
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": names, "description": "What kind of measure it is. · 指标类型。"}},
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                "then": {"$ref": f"#/$defs/measure-{name}"},
            }
            for name in names
        ],
    }


def _offer_scales(definitions: Schema) -> None:
    """An editor offers the ready scales; the survey's own names and plain ranges are as good."""
    scale = definitions["ItemKeys"]["properties"]["scale"]
    scale["anyOf"] = [{"enum": list(READY)}, *scale["anyOf"]]


def as_typed_by_an_editor(schema: Any) -> Any:
    """Pydantic's titles only repeat the keys, and an absent key needs no null."""
    if isinstance(schema, list):
        return [as_typed_by_an_editor(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _inner(key, value) for key, value in schema.items() if key not in ("default", "title")}
    if "anyOf" in inner:
        inner["anyOf"] = [arm for arm in inner["anyOf"] if arm != {"type": "null"}]
    return _scalar(inner)


def _inner(key: str, value: Any) -> Any:
    """The keys under `properties` and `$defs` are names, not words of JSON Schema."""
    if key in ("properties", "$defs") and isinstance(value, dict):
        return {name: as_typed_by_an_editor(below) for name, below in value.items()}
    return value if key in ("enum", "const", "required") else as_typed_by_an_editor(value)


def _scalar(schema: Schema) -> Schema:
    kind = schema.get("type")
    rest = {key: value for key, value in schema.items() if key != "type"}
    if kind == "string" and "enum" not in schema and "const" not in schema:
        return {**rest, "type": ["string", "number", "boolean"]}
    if kind in ("number", "integer"):
        limits = {key: rest.pop(key) for key in list(rest) if key.endswith(("imum", "multipleOf"))}
        return {**rest, "anyOf": [{"type": kind, **limits}, {"type": "string", "pattern": _NUMBER_AS_TEXT}]}
    if kind == "boolean":
        return {**rest, "enum": [True, False, *_YES_NO]}
    return schema
