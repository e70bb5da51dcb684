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
        cells: Any = getattr(agent.table, self.name)
        value: Number = cells[agent.row]
        return value

    def __set__(self, agent: RowAgent, value: Number) -> None:
        getattr(agent.table, self.name)[agent.row] = value


class RowAgent(Agent):
    """A view of row `row` of `table`, registered with its model as every Mesa agent is."""

    def __init__(self, model: Any, table: Table, row: int) -> None:
        super().__init__(model)
        self.table = table
        self.row = row
