"""The keys of an exercise as a JSON Schema, for editors that complete and check it while it is written."""

from __future__ import annotations

from satindex.survey.schema import DIALECT, Schema, as_typed_by_an_editor
from satindex.teaching.keys import ExerciseKeys, TaskKeys


def exercise_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of an exercise, with the keys of its tasks.

    Examples
    --------
    >>> exercise_schema()["properties"]["tasks"]["items"]
    {'$ref': '#/$defs/TaskKeys'}
    """
    schema: Schema = as_typed_by_an_editor(ExerciseKeys.model_json_schema(mode="validation"))
    task: Schema = as_typed_by_an_editor(TaskKeys.model_json_schema(mode="validation"))
    definitions = {**schema.get("$defs", {}), **task.pop("$defs", {}), "TaskKeys": task}
    tasks = {**schema["properties"]["tasks"], "items": {"$ref": "#/$defs/TaskKeys"}}
    properties = {**schema["properties"], "tasks": tasks}
    return {"$schema": DIALECT, **schema, "properties": properties, "$defs": definitions, "title": "satindex exercise"}
