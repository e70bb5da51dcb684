"""From YAML text to values that remember where they were written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from sim.parameters.errors import ScenarioSyntaxError
from sim.parameters.yaml_guard import Place, checked_events, decode, hidden_character, place_of
from sim.parameters.yaml_scalar import Scalar, plain_scalar


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``key: value`` of a mapping: where the key stands, and the value."""

    key_place: Place
    value: Value


@dataclass(frozen=True, slots=True)
class Value:
    """A value and the place where it was written.

    Attributes
    ----------
    place : Place
        Where the value begins.
    content : Scalar, list of Value, or dict of str to Entry
        A mapping keeps its keys in the order of the file.
    """

    place: Place
    content: Scalar | list[Value] | dict[str, Entry]

    def plain(self) -> object:
        """Return the value without places: scalars, lists and dictionaries."""
        if isinstance(self.content, dict):
            return {key: entry.value.plain() for key, entry in self.content.items()}
        if isinstance(self.content, list):
            return [item.plain() for item in self.content]
        return self.content


def read_mapping(data: bytes, source: str) -> Value:
    """Read a file whose content is one mapping.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : str
        Name of the file, for messages and places.

    Returns
    -------
    Value
        A mapping.

    Raises
    ------
    ScenarioSyntaxError
        If it is not UTF-8, not YAML, refused by `sim.parameters.yaml_guard`, has a key twice, or is not a mapping.
    """
    events = checked_events(decode(data, source), source)
    first = next(events, None)
    if first is None:
        raise ScenarioSyntaxError(f"{source}:1:1: the file is empty; a scenario says at least what it extends")
    value = _compose(first, events, source)
    next(events, None)  # reads on to the end of the text, where a second document would be refused
    if value.content is None:
        raise ScenarioSyntaxError(f"{value.place}: the file holds no value; a scenario says at least what it extends")
    if not isinstance(value.content, dict):
        raise ScenarioSyntaxError(
            f"{value.place}: expected lines of the form `name: value`, got {kind_of(value.content)}"
        )
    return value


def read_value(text: str, source: str) -> Value:
    """Read one value as ``--set`` gives it: a word, a quoted text, or a list in square brackets.

    Raises
    ------
    ScenarioSyntaxError
        If it is not UTF-8, not YAML, or refused by `sim.parameters.yaml_guard`.
    """
    text = decode(text.encode("utf-8", errors="replace"), source).strip()
    if text[:1] in ("[", '"', "'"):
        events = checked_events(text, source)
        value = _compose(next(events), events, source)
        if next(events, None) is not None or isinstance(value.content, dict):
            raise ScenarioSyntaxError(f"{source}: expected one value")
        return _at(Place(source), value)
    return Value(Place(source), _scalar_of(text, Place(source)))


def kind_of(content: object) -> str:
    """Return in words what kind of value this is, with the value if it is short."""
    if content is None:
        return "nothing"
    if isinstance(content, bool):
        return f"the truth value {str(content).lower()}"
    if isinstance(content, int | float):
        return f"the number {shortened(repr(content))}"
    if isinstance(content, str):
        return f"the text {shortened(repr(content))}"
    return "a list" if isinstance(content, list | tuple) else "a group of names"


def shortened(text: str, longest: int = 60) -> str:
    """Return the text, cut to at most `longest` characters."""
    return text if len(text) <= longest else text[: longest - 3] + "..."


def _compose(event: yaml.Event, events: Iterator[yaml.Event], source: str) -> Value:
    """Return the value that begins with this event; depth is bounded by the guard.

    Raises
    ------
    ScenarioSyntaxError
        If a key is written twice, or the value or key is not let in.
    """
    place = place_of(source, event.start_mark)
    if isinstance(event, yaml.ScalarEvent):
        return Value(place, _scalar(event, place))
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            items.append(_compose(item, events, source))
        return Value(place, items)
    entries: dict[str, Entry] = {}
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        key_place = place_of(source, key.start_mark)
        name = _key(key, key_place)
        if name in entries:
            first = entries[name].key_place
            raise ScenarioSyntaxError(f"{key_place}: `{shortened(name)}` is written twice, first in line {first.line}")
        entries[name] = Entry(key_place, _compose(next(events), events, source))
    return Value(place, entries)


def _key(event: yaml.Event, place: Place) -> str:
    """Return the name a key spells; merge keys, empty keys, lists and mappings are refused.

    Raises
    ------
    ScenarioSyntaxError
        If it spells none.
    """
    if not isinstance(event, yaml.ScalarEvent):
        raise ScenarioSyntaxError(f"{place}: a name is expected before the colon, not a list or a mapping")
    if event.value == "<<":
        raise ScenarioSyntaxError(f"{place}: merge keys (<<) are not allowed; use `extends`, or write the values out")
    if not event.value.strip():
        raise ScenarioSyntaxError(f"{place}: a name is missing before the colon")
    if "\n" in event.value or hidden_character(event.value) is not None:
        raise ScenarioSyntaxError(f"{place}: a name must stand on one line and hold no control character")
    return str(event.value)


def _scalar(event: yaml.ScalarEvent, place: Place) -> Scalar:
    """Return the value of a scalar: by the core rules if unquoted, text if quoted.

    Raises
    ------
    ScenarioSyntaxError
        If it cannot be told which value is meant, or a text hides characters.
    """
    if event.style is None:
        return _scalar_of(event.value, place)
    hidden = hidden_character(event.value)
    if hidden is not None:
        raise ScenarioSyntaxError(f"{place}: hidden or control character {hidden} is not allowed in a text")
    return str(event.value)


def _scalar_of(word: str, place: Place) -> Scalar:
    try:
        return plain_scalar(word)
    except ValueError as error:
        raise ScenarioSyntaxError(f"{place}: {shortened(word)}: {error}") from None


def _at(place: Place, value: Value) -> Value:
    """Return the same value, written at one place as a whole."""
    if isinstance(value.content, list):
        return Value(place, [_at(place, item) for item in value.content])
    return Value(place, value.content)
