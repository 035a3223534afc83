"""Writes YAML as people would, of mappings, lists and plain values; JSON's strings are YAML's too."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

INDENT: Final = "  "
HEAD: Final = "# Made by `make monitoring` from the catalogue of metrics: change what makes it, not this.\n"


def yaml_text(*documents: Any) -> str:
    """Return documents as one file."""
    return HEAD + "---\n".join("".join(f"{line}\n" for line in _lines(document)) for document in documents)


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _under(f"{_plain(key)}:", one)
    else:
        for one in value:
            first, *rest = _lines(one) if _has_lines(one) else [_plain(one)]
            yield f"- {first}"
            yield from (f"{INDENT}{line}" for line in rest)


def _under(head: str, value: Any) -> Iterator[str]:
    if _has_lines(value):
        yield head
        yield from (f"{INDENT}{line}" for line in _lines(value))
    else:
        yield f"{head} {_plain(value)}"


def _has_lines(value: Any) -> bool:
    return bool(value) and not isinstance(value, str) and isinstance(value, Mapping | Sequence)


def _plain(value: Any) -> str:
    text = str(value)
    simple = isinstance(value, str) and text.replace("_", "").replace("-", "").isalpha() and text not in _WORDS
    return text if simple else json.dumps(value, ensure_ascii=False)


_WORDS: Final = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
