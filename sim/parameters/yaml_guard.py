"""What YAML is let in: plain UTF-8 text, small, shallow, one document, and nothing that runs code or explodes.

YAML is much larger than a scenario needs. Refused before any value is built: other encodings, control and invisible
direction characters, large or deep documents, tags, anchors, aliases, directives, and a second document. What
PyYAML raises on hostile input, of whatever type, comes out as `ScenarioSyntaxError`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml

from sim.parameters.errors import ScenarioSyntaxError

MAX_BYTES: Final = 128 * 1024
"""Largest file in bytes. All parameters take some 4,000; the parser reads the worst 128 KiB in half a second."""
MAX_DEPTH: Final = 40
"""Deepest nesting of lists and mappings."""
MAX_NODES: Final = 10_000
"""Most keys, values, lists and mappings together."""

_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters but tab, line feed, carriage return
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # change the direction of writing
    "\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"  # line separators, byte order mark, not characters
)
_ENCODINGS: Final = ((b"\xff\xfe", "UTF-16 or UTF-32"), (b"\xfe\xff", "UTF-16"), (b"\x00\x00\xfe\xff", "UTF-32"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value was written: a file with line and column, both counted from 1, or just a name such as ``--set``."""

    source: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}" if self.line else self.source


def place_of(source: str, mark: Any) -> Place:
    """Return the place of a mark of PyYAML, which counts from 0."""
    return Place(source) if mark is None else Place(source, mark.line + 1, mark.column + 1)


def hidden_character(text: str) -> str | None:
    """Return the first character that cannot be seen or would mislead a reader as ``U+202E``, None if there is none."""
    found = _HIDDEN.search(text)
    return None if found is None else f"U+{ord(found.group()):04X}"


def decode(data: bytes, source: str) -> str:
    """Return the text of a file, if it is small, UTF-8, and free of hidden characters.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : str
        Name of the file, for messages.

    Returns
    -------
    str
        The text, to be parsed.

    Raises
    ------
    ScenarioSyntaxError
        If the file is too large, in another encoding, or holds a hidden character.
    """
    if len(data) > MAX_BYTES:
        raise ScenarioSyntaxError(
            f"{source}: the file is larger than {MAX_BYTES // 1024} KiB, too large for a scenario"
        )
    for start, encoding in _ENCODINGS:
        if data.startswith(start):
            raise ScenarioSyntaxError(f"{source}: the file is written in {encoding}; save it as UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place_at(source, data[: error.start].decode("utf-8", errors="replace"))
        raise ScenarioSyntaxError(
            f"{place}: byte 0x{data[error.start]:02X} is not UTF-8; save the file as UTF-8"
        ) from None
    hidden = _HIDDEN.search(text)
    if hidden is not None:
        place = _place_at(source, text[: hidden.start()])
        raise ScenarioSyntaxError(f"{place}: hidden or control character {hidden_character(text)} is not allowed")
    return text


def _place_at(source: str, before: str) -> Place:
    """Return the place right after the text that comes before it."""
    return Place(source, before.count("\n") + 1, len(before) - before.rfind("\n"))


def checked_events(text: str, source: str) -> Iterator[yaml.Event]:
    """Yield the parser's events, content of one document only, as far as they are let in.

    Parameters
    ----------
    text : str
        YAML, as `decode` returns it.
    source : str
        Name of the file, for messages.

    Yields
    ------
    yaml.Event
        Scalars, and starts and ends of lists and mappings.

    Raises
    ------
    ScenarioSyntaxError
        At the first thing that is not YAML or is refused.
    """
    depth = nodes = documents = 0
    for event in _parsed(text, source):
        place = place_of(source, event.start_mark)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            _check_document(event, text, place, documents)
        if isinstance(event, yaml.NodeEvent):
            nodes += 1
            _check_node(event, place, nodes)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise ScenarioSyntaxError(f"{place}: nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            yield event


def _parsed(text: str, source: str) -> Iterator[yaml.Event]:
    """Yield PyYAML's events; whatever it raises becomes an error of ours.

    Raises
    ------
    ScenarioSyntaxError
        If PyYAML raises anything.
    """
    try:
        yield from yaml.parse(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        what = error.problem or error.context or "it cannot be parsed"
        if "'\\t'" in what:
            what = "a tab is not allowed here; use spaces"
        place = place_of(source, error.problem_mark or error.context_mark)
        raise ScenarioSyntaxError(f"{place}: not valid YAML: {what}") from None
    except Exception as error:  # noqa: BLE001 - PyYAML raises ValueError, IndexError and others on hostile input
        raise ScenarioSyntaxError(f"{source}: not valid YAML: {' '.join(str(error).split())[:200]}") from None


def _check_document(event: yaml.DocumentStartEvent, text: str, place: Place, documents: int) -> None:
    """Refuse a second document and any directive before the first.

    Raises
    ------
    ScenarioSyntaxError
        If there is one.
    """
    if documents > 1:
        raise ScenarioSyntaxError(f"{place}: a second document begins here; a scenario is one document")
    if re.search(r"^%", text[: event.end_mark.index if event.end_mark else 0], re.MULTILINE):
        raise ScenarioSyntaxError(f"{place}: directives (lines that begin with %) are not allowed")


def _check_node(event: yaml.NodeEvent, place: Place, nodes: int) -> None:
    """Refuse aliases, anchors, tags, and more nodes than a scenario can need.

    Raises
    ------
    ScenarioSyntaxError
        If this is one.
    """
    if isinstance(event, yaml.AliasEvent):
        raise ScenarioSyntaxError(f"{place}: aliases (*{str(event.anchor)[:40]}) are not allowed; write the value out")
    if event.anchor is not None:
        raise ScenarioSyntaxError(
            f"{place}: anchors (&{event.anchor[:40]}) are not allowed; write the value out where it is needed"
        )
    tag = getattr(event, "tag", None)
    if tag is not None:
        raise ScenarioSyntaxError(f"{place}: tags ({tag[:60]}) are not allowed; write the plain value")
    if nodes > MAX_NODES:
        raise ScenarioSyntaxError(f"{place}: more than {MAX_NODES} keys and values, too many for a scenario")
