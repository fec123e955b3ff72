"""Where shards are worked on: other processes of this machine, or a Dask cluster."""

from nat_attrib.engine.mapper import Ended, Mapper
from nat_attrib.engine.processes import Processes
from nat_attrib.engine.spread import Spread, ingest_spread

__all__ = ["Ended", "Mapper", "Processes", "Spread", "ingest_spread"]
