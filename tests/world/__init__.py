"""Invented but faithful networks, their flow logs and inventory, and the exact answer a correct program gives.

world = small_world(seed=7)
paths = write_logs(world.records, tmp_path, hive=True, file_format="text-gz")
write_inventory(world.topology, tmp_path / "inventory")
assert answer_of_the_program == world.truth()
"""

from tests.world.builder import Builder
from tests.world.conversation import Conversation
from tests.world.emit import Emitter
from tests.world.fields import fields_up_to, log_format
from tests.world.flowlog import FlowLog
from tests.world.inventory import write_inventory
from tests.world.records import Record
from tests.world.small import small_world
from tests.world.topology import Client, EcsTask, NatAddress, NatGateway, Remote, Topology
from tests.world.truth import leg_rows, truth_rows
from tests.world.world import World
from tests.world.write import write_logs

__all__ = [
    "Builder",
    "Client",
    "Conversation",
    "EcsTask",
    "Emitter",
    "FlowLog",
    "NatAddress",
    "NatGateway",
    "Record",
    "Remote",
    "Topology",
    "World",
    "fields_up_to",
    "leg_rows",
    "log_format",
    "small_world",
    "truth_rows",
    "write_inventory",
    "write_logs",
]
