"""A data frame of a result on disk: Parquet for machines, CSV for people."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.experiment.tables import PARQUET_OPTIONS


def write_frame(frame: pd.DataFrame, path: Path, *, csv: bool = True) -> None:
    """Write a table as Parquet, and as CSV beside it."""
    arrow = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(arrow, str(path.with_suffix(".parquet")), **PARQUET_OPTIONS)
    if csv:
        frame.to_csv(path.with_suffix(".csv"), index=False)
