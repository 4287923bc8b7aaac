"""KoboToolbox and ODK: `group/name` headings, a column per option of select_multiple beside its joined summary.

Other programs rewrite such headings (R: `X_id`, `group.name`): they are known too. A workbook has a sheet per repeat;
the form's own sheet is the first, the others are named in what the export is called.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import narwhals as nw

from satindex.readers.export import Codebook, OptionSet, QuestionType, Role, Table
from satindex.readers.opening.duration import begun_and_ended
from satindex.readers.opening.plain_text import plain_text
from satindex.readers.opening.platform_export import PlatformExport, platform_export
from satindex.readers.opening.questions import with_numbers

REWRITTEN = re.compile(r"^(?:X\.U\.FEFF\.|X(?=_))")
SEPARATORS = ("/", ".", "-", ":")
OWN: dict[str, Role] = {
    "start": "start",
    "end": "end",
    "today": "embedded",
    "username": "name",
    "email": "email",
    "phonenumber": "phone",
    "deviceid": "ip",
    "subscriberid": "ip",
    "simserial": "ip",
    "_id": "id",
    "_uuid": "embedded",
    "_submission_time": "end",
    "_submitted_by": "name",
    "_geolocation": "location",
    "_validation_status": "status",
    "_status": "status",
    "_notes": "embedded",
    "_tags": "embedded",
    "_index": "embedded",
    "_attachments": "embedded",
    "_bamboo_dataset_id": "embedded",
    "_xform_id_string": "embedded",
    "__version__": "embedded",
    "_version_": "embedded",
    "formhub/uuid": "embedded",
    "meta/instanceid": "embedded",
    "meta/instancename": "embedded",
    "meta/rootuuid": "embedded",
}
CENTRAL: dict[str, Role] = {
    "submissiondate": "end",
    "key": "id",
    "meta-instanceid": "embedded",
    "instanceid": "embedded",
    "submitterid": "embedded",
    "submittername": "name",
    "attachmentspresent": "embedded",
    "attachmentsexpected": "embedded",
    "status": "status",
    "reviewstate": "status",
    "deviceid": "ip",
    "edits": "embedded",
    "formversion": "embedded",
}
PLACE = re.compile(r"^(?:_(?P<kobo>.+)_(?:latitude|longitude|altitude|precision)"
                   r"|(?P<central>.+)[-.:](?:Latitude|Longitude|Altitude|Accuracy))$")  # fmt: skip
TICKED = ("1", "1.0", "TRUE", "True", "true")
MARKS = frozenset({*TICKED, "0", "0.0", "FALSE", "False", "false"})
LOOKED_AT = 100
Options = Mapping[str, Sequence[str]]


def recognises(table: Table) -> bool:
    """Tell whether the columns that KoboToolbox or ODK Central adds are there."""
    names = {_clean(heading) for heading in table.headings}
    return {"_uuid", "_submission_time"} <= names or _is_central(names)


def of_platform(table: Table) -> PlatformExport:
    """Return the submissions; a row of tags below the headings (`#age`) is none."""
    first = [cell for row in table.first_rows(1) for cell in row if cell]
    if first and all(cell.startswith("#") for cell in first):
        table = table.below(1)
    paths = {name: _clean(heading) for name, heading in zip(table.columns, table.headings, strict=True)}
    central = _is_central(set(paths.values()))
    roles = dict(_roles(paths, central))
    options = _options(table, {name: path for name, path in paths.items() if name not in roles})
    codebook = Codebook(
        questions={name: text for name in paths if name not in roles and (text := _text(paths[name]))},
        question_columns=with_numbers(_question_columns(paths, roles, options)),
        ids={name: path for name, path in paths.items() if name not in roles},
        types=dict(_types(options)),
        roles=roles,
        sets={_last(paths[name]): OptionSet(tuple(columns), TICKED) for name, columns in options.items()},
        options={column: paths[column][len(paths[name]) + 1 :] for name, one in options.items() for column in one},
    )
    # When a form was sent says nothing of when it was filled in: that is told by its own `end` alone.
    took = begun_and_ended(roles) if "end" in map(str.lower, paths.values()) else None
    rewrites = dict.fromkeys(_joined(table, paths, options), _parted)
    platform = "ODK Central" if central else "KoboToolbox"
    return platform_export(table, platform, codebook=codebook, rewrites=rewrites, duration=took)


def _is_central(names: set[str]) -> bool:
    return {"SubmissionDate", "KEY"} <= names


def _clean(heading: str) -> str:
    """Return a heading without what R puts before it.

    Examples
    --------
    >>> _clean("X.U.FEFF.start"), _clean("X_uuid"), _clean("about/age")
    ('start', '_uuid', 'about/age')
    """
    return REWRITTEN.sub("", heading.strip().strip("\ufeff"))


def _roles(paths: Mapping[str, str], central: bool) -> Iterator[tuple[str, Role]]:
    own = CENTRAL if central else OWN
    ends = any(path == "end" for path in paths.values())
    placed = {match["kobo"] or match["central"] for path in paths.values() if (match := PLACE.match(path))}
    for name, path in paths.items():
        known = own.get(path.lower())
        if known is not None:
            yield name, "embedded" if ends and path in ("_submission_time", "SubmissionDate") else known
        elif PLACE.match(path) or (not central and _last(path) in placed):
            yield name, "location"


def _last(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _text(path: str) -> str:
    """Return the question's text where headings are labels: a name has no blanks."""
    last = plain_text(_last(path))
    return last if re.search(r"\s|[^\x00-\x7f]", last) else ""


def _options(table: Table, paths: Mapping[str, str]) -> Options:
    """Return the columns of options by the column of the joined answer: both say the same in the rows seen."""
    rows = table.first_rows(LOOKED_AT)
    cells = dict(zip(table.columns, zip(*rows, strict=True), strict=True)) if rows else {}
    names = {path: name for name, path in paths.items()}
    found: dict[str, list[str]] = defaultdict(list)
    for name, path in paths.items():
        starts = (path[:at] for at, sign in enumerate(path) if sign in SEPARATORS)
        above = next((names[start] for start in starts if start in names), None)
        if above is not None:
            found[above].append(name)
    return {name: columns for name, columns in found.items() if cells and _agree(cells, name, columns)}


def _joined(table: Table, paths: Mapping[str, str], options: Options) -> Iterator[str]:
    """Yield the columns of joined answers that are names of options, which hold no blank, parted by one."""
    rows = table.first_rows(LOOKED_AT)
    cells = dict(zip(table.columns, zip(*rows, strict=True), strict=True)) if rows else {}
    for name, columns in options.items():
        names = {paths[column][len(paths[name]) + 1 :] for column in columns}
        if all(names.issuperset((cell or "").split()) for cell in cells[name]):
            yield name


def _parted(column: nw.Expr) -> nw.Expr:
    return column.str.strip_chars().str.replace_all(r"\s+", "┋")


def _agree(cells: Mapping[str, Sequence[str | None]], name: str, columns: Sequence[str]) -> bool:
    for place, joined in enumerate(cells[name]):
        said = [cells[column][place] for column in columns]
        if not {one for one in said if one} <= MARKS:
            return False
        if bool(joined) != any(one in TICKED for one in said):
            return False
    return any(cells[name])


def _question_columns(
    paths: Mapping[str, str], roles: Mapping[str, Role], options: Options
) -> dict[str, tuple[str, ...]]:
    """Return the columns of each question by its name, and of each group by its name, where one alone has the name."""
    below = {column for columns in options.values() for column in columns}
    groups: dict[str, list[str]] = defaultdict(list)
    single: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name, path in paths.items():
        if name in roles or name in below:
            continue
        single[plain_text(_last(path))].append(tuple(options.get(name, (name,))))
        group, slash, _ = path.rpartition("/")
        if slash:
            groups[group].append(name)
    by_group: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for group, columns in groups.items():
        by_group[_last(group)].append(tuple(columns))
    every = {**by_group, **single}
    return {said: found[0] for said, found in every.items() if len(found) == 1 and said}


def _types(options: Options) -> Iterator[tuple[str, QuestionType]]:
    for name, columns in options.items():
        yield from ((column, "multiple") for column in (name, *columns))
