"""The headers of a request, as text that can be passed on."""

from collections.abc import Iterator, Mapping

from attrs import frozen
from typing_extensions import override

from entrypoints.http.refusals import BadHeader


@frozen
class Headers(Mapping[str, str]):
    """Finds values by names in any case; a value that is not UTF-8 is refused, for nothing else could print it."""

    _sent: Mapping[str, str]

    @override
    def __getitem__(self, name: str) -> str:
        value = self._sent[name]
        if not value.isascii() and not _is_utf_8(value):
            raise BadHeader(name=name, why="is not UTF-8")
        return value

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._sent)

    @override
    def __len__(self) -> int:
        return len(self._sent)


def _is_utf_8(value: str) -> bool:
    # aiohttp decodes bytes that are not UTF-8 into lone surrogates.
    return not any("\ud800" <= character <= "\udfff" for character in value)
