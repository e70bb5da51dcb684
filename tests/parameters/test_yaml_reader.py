"""Hand-made YAML in the manner of yaml-test-suite: what is read, as what, from where, and what is refused how."""

from __future__ import annotations

import pytest

from sim.parameters.errors import ScenarioSyntaxError
from sim.parameters.yaml_guard import Place
from sim.parameters.yaml_reader import Value, kind_of, read_mapping, read_value

READ = {
    "block mapping": ("a: 1\nb: 2\n", {"a": 1, "b": 2}),
    "no line feed at the end": ("a: 1", {"a": 1}),
    "carriage returns": ("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
    "nested": ("a:\n  b:\n    c: x\n", {"a": {"b": {"c": "x"}}}),
    "indents of different width": ("a:\n    b: 1\nc:\n d: 2\n", {"a": {"b": 1}, "c": {"d": 2}}),
    "comments and empty lines": ("# one\n\na: 1 # two\n\n  # three\nb: 2\n", {"a": 1, "b": 2}),
    "hash inside a word": ("a: b#c\n", {"a": "b#c"}),
    "colon inside a word": ("a: b:c\n", {"a": "b:c"}),
    "address": ("a: http://example.org/x\n", {"a": "http://example.org/x"}),
    "flow mapping": ("{a: 1, b: {c: 2}}\n", {"a": 1, "b": {"c": 2}}),
    "flow list": ("a: [1, two, 3.5, null]\n", {"a": [1, "two", 3.5, None]}),
    "flow over lines": ("a: [1,\n  2,\n  3]\n", {"a": [1, 2, 3]}),
    "comma at the end": ("a: [1, 2,]\n", {"a": [1, 2]}),
    "flow key without a value": ("{a, b: 1}\n", {"a": None, "b": 1}),
    "flow pair in a list": ("a: [b: 1]\n", {"a": [{"b": 1}]}),
    "JSON": ('{"a": [1, true, "x"], "b": null}', {"a": [1, True, "x"], "b": None}),
    "block list": ("a:\n  - 1\n  - x\n", {"a": [1, "x"]}),
    "block list without indent": ("a:\n- 1\n- x\n", {"a": [1, "x"]}),
    "list of mappings": ("a:\n  - b: 1\n    c: 2\n  - b: 3\n", {"a": [{"b": 1, "c": 2}, {"b": 3}]}),
    "empty value": ("a:\nb: 1\n", {"a": None, "b": 1}),
    "empty collections": ("a: {}\nb: []\n", {"a": {}, "b": []}),
    "explicit key": ("? a\n: 1\n", {"a": 1}),
    "quoted key": ("'a': 1\n\"b\": 2\n", {"a": 1, "b": 2}),
    "numbers as keys are names": ("1: x\n2.5: y\ntrue: z\n", {"1": "x", "2.5": "y", "true": "z"}),
    "single quotes": ("a: 'it''s # not: a comment'\n", {"a": "it's # not: a comment"}),
    "double quotes": (r'a: "tab\tline\nquote\" \u00e9 \U0001F600"', {"a": 'tab\tline\nquote" \u00e9 \U0001f600'}),
    "quoted words stay text": ("a: 'true'\nb: \"1\"\nc: ''\nd: '~'\n", {"a": "true", "b": "1", "c": "", "d": "~"}),
    "folded quotes": ('a: "one\n  two\n\n  three"\n', {"a": "one two\nthree"}),
    "literal": ("a: |\n  one\n   two\n", {"a": "one\n two\n"}),
    "literal without the end": ("a: |-\n  one\n", {"a": "one"}),
    "literal with all ends": ("a: |+\n  one\n\n", {"a": "one\n\n"}),
    "folded": ("a: >\n  one\n  two\n\n  three\n", {"a": "one two\nthree\n"}),
    "indent given": ("a: |2\n    x\n", {"a": "  x\n"}),
    "plain over lines": ("a: one\n  two\n", {"a": "one two"}),
    "truth only true": ("a: yes\nb: no\nc: on\nd: true\n", {"a": "yes", "b": "no", "c": "on", "d": True}),
    "no dates": ("a: 2021-07-05\nb: 2001-12-14t21:59:43Z\n", {"a": "2021-07-05", "b": "2001-12-14t21:59:43Z"}),
    "no sexagesimals": ("a: 12:30\nb: 190:20:30\n", {"a": "12:30", "b": "190:20:30"}),
    "scientific": ("a: 1e3\nb: 1e-3\n", {"a": 1000.0, "b": 0.001}),
    "octal and hexadecimal of 1.2": ("a: 0o17\nb: 0x1F\n", {"a": 15, "b": 31}),
    "literal number is text": ("a: |-\n  1\n", {"a": "1"}),
    "document marks": ("---\na: 1\n...\n", {"a": 1}),
    "comment before the mark": ("# x\n---\na: 1\n", {"a": 1}),
    "other letters": ("\u00e9: xyz\u00e9 \u2603 \U0001f600\n", {"\u00e9": "xyz\u00e9 \u2603 \U0001f600"}),
    "spaces in a key": ("a b: 1\n", {"a b": 1}),
    "dash as text": ("a: '-'\n", {"a": "-"}),
    "value on the next line": ("a:\n  1\n", {"a": 1}),
}  # fmt: skip


@pytest.mark.parametrize(("text", "values"), READ.values(), ids=READ.keys())
def test_read(text: str, values: object) -> None:
    assert read_mapping(text.encode(), "s.yaml").plain() == values


REFUSED = {
    "empty": (b"", "s.yaml:1:1: the file is empty; a scenario says at least what it extends"),
    "only a comment": (b"# x\n", "s.yaml:1:1: the file is empty"),
    "only a mark": (b"---\n", "s.yaml:2:1: the file holds no value"),
    "a list": (b"- a\n", "s.yaml:1:1: expected lines of the form `name: value`, got a list"),
    "a word": (b"hello\n", "s.yaml:1:1: expected lines of the form `name: value`, got the text 'hello'"),
    "a number": (b"1\n", "s.yaml:1:1: expected lines of the form `name: value`, got the number 1"),
    "not closed list": (b"a: [1, 2\n", "s.yaml:2:1: not valid YAML: expected ',' or ']'"),
    "not closed mapping": (b"a: {b: 1\n", "s.yaml:2:1: not valid YAML: expected ',' or '}'"),
    "not closed quotes": (b'a: "x\n', "s.yaml:2:1: not valid YAML: found unexpected end of stream"),
    "text after quotes": (b"a: 'x' y\n", "s.yaml:1:8: not valid YAML: expected <block end>"),
    "bracket too many": (b"a: ]\n", "s.yaml:1:4: not valid YAML:"),
    "two colons": (b"a: b: c\n", "s.yaml:1:5: not valid YAML: mapping values are not allowed here"),
    "bad indent": (b"a:\n  b: 1\n c: 2\n", "s.yaml:3:2: not valid YAML: expected <block end>"),
    "value and mapping": (b"a: 1\n  b: 2\n", "s.yaml:2:4: not valid YAML: mapping values are not allowed here"),
    "line without a colon": (b"a: 1\nb\n", "s.yaml:3:1: not valid YAML: could not find expected ':'"),
    "tab as indent": (b"a:\n\tb: 1\n", "s.yaml:2:1: not valid YAML: a tab is not allowed here; use spaces"),
    "tab after a value": (b"a: 1\t\n", "s.yaml:1:5: not valid YAML: a tab is not allowed here"),  # stricter than YAML
    "reserved character": (b"a: @x\n", "s.yaml:1:4: not valid YAML: found character '@'"),
    "backtick": (b"a: `x`\n", "s.yaml:1:4: not valid YAML: found character '`'"),
    "percent": (b"a: %x\n", "s.yaml:1:4: not valid YAML: found character '%'"),
    "unknown escape": (b'a: "\\q"\n', "s.yaml:1:6: not valid YAML: found unknown escape character 'q'"),
    "escape beyond Unicode": (b'a: "\\U00110000"\n', "s.yaml: not valid YAML:"),
    "key twice": (b"a: 1\nb: 2\na: 3\n", "s.yaml:3:1: `a` is written twice, first in line 1"),
    "key twice below": (b"a:\n  b: 1\n  b: 1\n", "s.yaml:3:3: `b` is written twice, first in line 2"),
    "key twice in flow": (b"a: {b: 1, b: 2}\n", "s.yaml:1:11: `b` is written twice, first in line 1"),
    "key twice, quoted": (b"a: 1\n'a': 2\n", "s.yaml:2:1: `a` is written twice, first in line 1"),
    "tag": (b"a: !!str 1\n", "s.yaml:1:4: tags (tag:yaml.org,2002:str) are not allowed"),
    "local tag": (b"a: !x 1\n", "s.yaml:1:4: tags (!x) are not allowed"),
    "bare tag": (b"a: ! 1\n", "s.yaml:1:4: tags (!) are not allowed"),
    "code": (b"a: !!python/object/apply:os.system ['true']\n", "s.yaml:1:4: tags (tag:yaml.org,2002:python/"),
    "code in a key": (b"!!python/name:os.system : 1\n", "s.yaml:1:1: tags"),
    "binary": (b"a: !!binary aGVsbG8=\n", "s.yaml:1:4: tags"),
    "anchor": (b"a: &x 1\n", "s.yaml:1:4: anchors (&x) are not allowed"),
    "anchor on the top": (b"&x\na: 1\n", "s.yaml:1:1: anchors (&x) are not allowed"),
    "alias": (b"a: *x\n", "s.yaml:1:4: aliases (*x) are not allowed"),
    "alias as key": (b"*x : 1\n", "s.yaml:1:1: aliases (*x) are not allowed"),
    "merge key": (b"a:\n  <<: {b: 1}\n", "s.yaml:2:3: merge keys (<<) are not allowed"),
    "version": (b"%YAML 1.1\n---\na: 1\n", "s.yaml:1:1: directives"),
    "tag directive": (b"%TAG ! tag:x,2000:\n---\na: 1\n", "s.yaml:1:1: directives"),
    "other directive": (b"%OTHER x\n---\na: 1\n", "s.yaml:1:1: directives"),
    "second document": (b"a: 1\n---\nb: 2\n", "s.yaml:2:1: a second document begins here"),
    "second document after the end": (b"a: 1\n...\n---\nb: 2\n", "s.yaml:3:1: a second document begins here"),
    "list as key": (b"[a]: 1\n", "s.yaml:1:1: a name is expected before the colon"),
    "mapping as key": (b"? {a: 1}\n: 2\n", "s.yaml:1:3: a name is expected before the colon"),
    "no key": (b": 1\n", "s.yaml:1:1: "),
    "empty key": (b"'': 1\n", "s.yaml:1:1: a name is missing before the colon"),
    "key over lines": (b'"a\\nb": 1\n', "s.yaml:1:1: a name must stand on one line"),
    "leading zero": (b"a: 017\n", "s.yaml:1:4: 017: a number must not begin with 0; write 17"),
    "endless number": (b"a: " + b"9" * 5000 + b"\n", "s.yaml:1:4: 9999"),
    "NUL": (b"a: 1\nb: x\x00y\n", "s.yaml:2:5: hidden or control character U+0000"),
    "NUL by an escape": (b'a: "\\0"\n', "s.yaml:1:4: hidden or control character U+0000 is not allowed in a text"),
    "terminal escape": (b'a: "\\e[31m"\n', "s.yaml:1:4: hidden or control character U+001B"),
    "half a character by an escape": (b'a: "\\ud800"\n', "s.yaml:1:4: hidden or control character U+D800"),
    "bell": (b"a: \x07\n", "s.yaml:1:4: hidden or control character U+0007"),
    "delete": (b"a: \x7f\n", "s.yaml:1:4: hidden or control character U+007F"),
    "next line": ("a: 1\u0085b: 2\n".encode(), "s.yaml:1:5: hidden or control character U+0085"),
    "line separator": ("a: x\u2028b: 2\n".encode(), "s.yaml:1:5: hidden or control character U+2028"),
    "right to left": ("a: x\u202ey\n".encode(), "s.yaml:1:5: hidden or control character U+202E"),
    "byte order mark": (b"\xef\xbb\xbfa: 1\n", "s.yaml:1:1: hidden or control character U+FEFF"),
    "UTF-16": ("a: 1\n".encode("utf-16"), "s.yaml: the file is written in UTF-16"),
    "UTF-32": ("a: 1\n".encode("utf-32-be"), "s.yaml:1:1: hidden or control character U+0000"),
    "Latin-1": ("a: 1\nb: xyz\u00e9\n".encode("latin-1"), "s.yaml:2:7: byte 0xE9 is not UTF-8"),
    "half a character": (b"a: \xf0\x9f\n", "s.yaml:1:4: byte 0xF0 is not UTF-8"),
    "surrogate": (b"a: \xed\xa0\x80\n", "s.yaml:1:4: byte 0xED is not UTF-8"),
    "overlong": (b"a: \xc0\xaf\n", "s.yaml:1:4: byte 0xC0 is not UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "s.yaml:1:1: byte 0x89 is not UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(data: bytes, said: str) -> None:
    with pytest.raises(ScenarioSyntaxError) as caught:
        read_mapping(data, "s.yaml")
    assert str(caught.value).startswith(said)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


def test_every_value_knows_its_place() -> None:
    value = read_mapping(b"# x\na:\n  b: [1, 'two']\nc: |\n  x\n", "s.yaml")
    assert value.place == Place("s.yaml", 2, 1)
    assert isinstance(value.content, dict)
    inner = value.content["a"].value
    assert isinstance(inner.content, dict)
    assert inner.content["b"].key_place == Place("s.yaml", 3, 3)
    items = inner.content["b"].value
    assert items.place == Place("s.yaml", 3, 6)
    assert isinstance(items.content, list)
    assert [str(item.place) for item in items.content] == ["s.yaml:3:7", "s.yaml:3:10"]
    assert value.content["c"].value.place == Place("s.yaml", 4, 4)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1), ("0.5", 0.5), ("1e3", 1000.0), ("true", True), ("yes", "yes"), ("", None), ("null", None),
        (" x ", "x"),
        ("'1'", "1"), ('"a\\nb"', "a\nb"), ("[1, 2.5, x]", [1, 2.5, "x"]), ("[]", []), ("a: b", "a: b"), ("# x", "# x"),
        ("2021-07-05", "2021-07-05"), ("-0.5", -0.5), ("*a", "*a"), ("!x", "!x"), ("{a: 1}", "{a: 1}"), ("a=b", "a=b"),
    ],
)  # fmt: skip
def test_values_of_set(text: str, value: object) -> None:
    found = read_value(text, "--set")
    assert found.plain() == value
    assert found.place == Place("--set")


@pytest.mark.parametrize(
    "text", ["[1", "'x", "[1] 2", "'a' 'b'", "[*a]", "[!!str 1]", "017", "a\x00b", "[&a 1]", "'a': 1"]
)
def test_values_of_set_refused(text: str) -> None:
    with pytest.raises(ScenarioSyntaxError, match=r"^--set:"):
        read_value(text, "--set")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "nothing"), (True, "the truth value true"), (1.5, "the number 1.5"), ("x", "the text 'x'"),
        ([], "a list"),
        ({}, "a group of names"), ("x" * 100, "the text '" + "x" * 56 + "..."),
    ],
)  # fmt: skip
def test_kinds_in_words(content: object, said: str) -> None:
    assert kind_of(content) == said


def test_plain_of_a_scalar() -> None:
    assert Value(Place("s.yaml"), 3).plain() == 3
