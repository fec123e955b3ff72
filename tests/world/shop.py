"""The network of the sample logs: private subnets in 1a and 1c that share the NAT gateway in 1a, and two more VPCs.

Its mistakes are meant: the S3 gateway endpoint is associated with private-1a's route table alone, DynamoDB has no
endpoint, private-1c crosses AZs to reach the gateway, and an internal caller uses a load balancer's public address.
"""

from __future__ import annotations

from tests.world.builder import Builder
from tests.world.neighbours import add_neighbours
from tests.world.remotes import DYNAMODB_PREFIXES, S3_PREFIXES, add_remotes
from tests.world.small import AZ_IDS
from tests.world.topology import Client, EcsTask, Subnet, Topology


def shop_topology() -> Topology:
    """Return the network; the same one on every call."""
    build = Builder("111122223333", "ap-east-1", AZ_IDS, seed=20261116)
    vpc = build.vpc("shop-prod", "10.20.0.0/16", ipv6_cidr="2406:da1e:3f2:8800::/56")
    public = build.table(vpc, "public", {"0.0.0.0/0": str(vpc.igw_id)})
    public_1a = build.subnet(vpc, "public-1a", "10.20.0.0/24", "ap-east-1a", public)
    public_1a.map_public_ip = True
    nat = build.nat("nat-1a", public_1a)
    private_1a = build.table(vpc, "private-1a", {"0.0.0.0/0": nat.nat_gateway_id})
    private_1c = build.table(vpc, "private-1c", {"0.0.0.0/0": nat.nat_gateway_id})
    subnet_1a = build.subnet(vpc, "private-1a", "10.20.16.0/20", "ap-east-1a", private_1a)
    subnet_1c = build.subnet(vpc, "private-1c", "10.20.32.0/20", "ap-east-1c", private_1c)
    build.gateway_endpoint(vpc, build.prefix_list("s3", *S3_PREFIXES), private_1a)
    build.prefix_list("dynamodb", *DYNAMODB_PREFIXES)
    add_clients(build, public_1a, subnet_1a, subnet_1c)
    add_remotes(build)
    balancer = build.topology.client("internal-api")
    build.remote(
        "internal-api", str(balancer.public_ip), service="own", served_by="own_path", evidence="inventory",
        flow_service="EC2",
    )  # fmt: skip
    add_neighbours(build)
    return build.topology


def add_clients(build: Builder, public: Subnet, in_1a: Subnet, in_1c: Subnet) -> None:
    """Add who lives there: instances, an ECS service with a task in each AZ, a function, a database, a balancer."""
    build.client("checkout-1", in_1a, ipv6="2406:da1e:3f2:8810::11", tags={"team": "payments", "env": "prod"})
    build.client("checkout-2", in_1a, tags={"team": "payments", "env": "prod"})
    build.client("catalog-sync", in_1a, tags={"team": "catalog", "env": "prod"})
    build.client("ci-runner", in_1a, tags={"team": "platform", "env": "ci"})
    build.client("idle-bastion", in_1a, tags={"team": "platform", "env": "prod"})
    build.client("batch-etl", in_1c, ipv6="2406:da1e:3f2:8820::21", tags={"team": "data", "env": "prod"})
    build.client("reporting", in_1c, secondary=1, tags={"team": "data", "env": "prod"})
    for number, subnet in enumerate((in_1a, in_1c)):
        add_task(build, subnet, number)
    function = "AWS Lambda VPC ENI-thumbnails-2c8f51d7-6f0b-4c3e-9a41-7d5e0b6a1f93"
    build.client("thumbnails", in_1c, kind="lambda", description=function)
    build.client("orders-db", in_1a, kind="interface", description="RDSNetworkInterface")
    balancer = "ELB net/internal-api/5f1c0d9e8b7a6c34"
    build.client("internal-api", public, kind="network_load_balancer", description=balancer, public=True)


def add_task(build: Builder, subnet: Subnet, number: int) -> Client:
    """Add a Fargate task of the ECS service search; its ENI carries the tags that ECS manages."""
    attachment = f"{number + 3}b1f7d20-5c84-4e0e-8a1d-9c2f6e4b7a5{number}"
    return build.client(
        "search",
        subnet,
        kind="ecs",
        description=f"arn:aws:ecs:ap-east-1:111122223333:attachment/{attachment}",
        tags={"aws:ecs:clusterName": "shop-prod", "aws:ecs:serviceName": "search", "team": "search"},
        ecs=EcsTask("shop-prod", "search", f"{number + 7}c4e1a9f03b24d6b8e5f7a1c2d3b4e5f"),
    )
