"""A Mesa agent that is a view of one row: its attributes are cells of the table's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from sim.model.mesa_base import Agent

if TYPE_CHECKING:
    from sim.model.state.table import Table

Number = TypeVar("Number", int, float, bool)


class Cell(Generic[Number]):
    """The agent's cell of the column of the same name: reading and writing goes to the table."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, agent: None, owner: type) -> Cell[Number]: ...
    @overload
    def __get__(self, agent: RowAgent, owner: type) -> Number: ...
    def __get__(self, agent: RowAgent | None, owner: type) -> Cell[Number] | Number:
        if agent is None:
            return self
        table = agent.table
        cells: Any = getattr(table, self.name)
        value: Number = cells[agent.known_row if agent.epoch == table.epoch else agent.row]
        return value

    def __set__(self, agent: RowAgent, value: Number) -> None:
        getattr(agent.table, self.name)[agent.row] = value


class RowAgent(Agent):
    """A view of one row of `table`, registered with its model as every Mesa agent is.

    Attributes
    ----------
    table : Table
        Where the row is.
    own_id : int
        What the row is: the id in the first column.
    known_row, epoch : int
        The row at an epoch of the table; `row` looks again when rows have moved since.
    """

    def __init__(self, model: Any, table: Table, row: int) -> None:
        super().__init__(model)
        self.table = table
        self.own_id: int = getattr(table, table.id_column)[row]
        self.known_row = row
        self.epoch = table.epoch

    @property
    def row(self) -> int:
        """The row now.

        Raises
        ------
        LookupError
            When it has left the table: quiet or gone for good, in a market of the compiled engine.
        """
        if self.epoch != self.table.epoch:
            found = int(self.table.rows_of(self.own_id))
            if found < 0:
                raise LookupError(
                    f"{type(self).__name__} {self.own_id} has left the market for good and is no longer in its tables; "
                    "what it did is in record.tables()"
                )
            self.note_row(found)
        return self.known_row

    def note_row(self, row: int) -> None:
        """Note the row at the present epoch."""
        self.known_row, self.epoch = row, self.table.epoch
