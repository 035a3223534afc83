"""Reading without a transaction: each query by itself, on a connection that is given back before its rows are read."""

from attrs import define
from typing_extensions import override

from adapters.postgres.transaction import Parameters, Row, Transaction


@define
class Look(Transaction):
    """What repositories take for a transaction; it refuses whatever is no query."""

    @override
    async def execute(self, sql: str, parameters: Parameters = ()) -> int:
        raise _refused()

    @override
    async def fetch(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        if not sql.lstrip().startswith("SELECT") or ";" in sql:
            raise _refused()
        async with self._pool.cursor() as cursor:
            await cursor.execute(sql, parameters)
            rows: list[Row] = await cursor.fetchall()
        return rows

    @override
    def defer(self, sql: str, parameters: Parameters = ()) -> None:
        raise _refused()


def _refused() -> RuntimeError:
    return RuntimeError("a look changes nothing")
