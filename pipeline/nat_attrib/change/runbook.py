"""The runbook of a plan, in plain lines for the comment at the head of each form: before, order, check, way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib.change import commands
from nat_attrib.change.model import Form, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.change.model import Change, Plan

_APPLY = {
    Form.CLOUDFORMATION: "aws cloudformation deploy --stack-name nat-attrib-endpoints --template-file FILE",
    Form.TERRAFORM: "terraform init && terraform plan && terraform apply",
    Form.CLI: "sh FILE",
}
_BACK = {
    Form.CLOUDFORMATION: "aws cloudformation delete-stack --stack-name nat-attrib-endpoints",
    Form.TERRAFORM: "terraform destroy",
}
_NOT_OWNED = {
    Form.CLOUDFORMATION: "CloudFormation cannot change an endpoint that its stack does not own; run",
    Form.TERRAFORM: "Terraform cannot change this endpoint here, since the plan does not own it; change it where it is "
    "managed, or run",
}


def is_code(change: Change, form: Form) -> bool:
    """Tell whether a form can say the change as code; else the runbook says how it is done."""
    written = {
        Form.CLOUDFORMATION: {Kind.GATEWAY_ENDPOINT, Kind.INTERFACE_ENDPOINT},
        Form.TERRAFORM: {Kind.GATEWAY_ENDPOINT, Kind.INTERFACE_ENDPOINT, Kind.ASSOCIATION},
        Form.CLI: set(Kind) - {Kind.BY_HAND},
    }
    return change.kind in written[form]


def lines(plan: Plan, form: Form) -> list[str]:
    """Return the runbook, a line per paragraph or point; commands begin with `$ `."""
    said = [f"Planned by nat-attrib from {plan.window}. Read it, then apply it; nat-attrib itself changes nothing.", ""]
    said += ["WHAT IT DOES", *_changes(plan, form), ""]
    if any(change.kind != Kind.BY_HAND for change in plan.changes):
        said += ["BEFORE", *_before(plan), "", "ORDER", *_order(plan, form), "", "CHECK", *_check(plan), ""]
        said += ["BACK", *_back(plan, form), ""]
    if plan.left_out:
        said += ["NOT PLANNED", *(f"- {text}" for text in plan.left_out), ""]
    return said[:-1]


def _changes(plan: Plan, form: Form) -> Iterator[str]:
    for number, change in enumerate(plan.changes, start=1):
        yield f"{number}. {change.title} [{change.id}]"
        yield f"   {change.because}"
        for note in change.notes:
            yield f"   {note}"
        if change.kind == Kind.BY_HAND:
            yield "   By hand: no template can know how this network should do it. See the reason above."
            yield from (f"   {text}" for text in _by_hand(change))
        elif not is_code(change, form):
            yield f"   {_NOT_OWNED[form]}"
            yield from (f"     $ {command}" for command in commands.change_lines(change, is_short=True))


def _by_hand(change: Change) -> list[str]:
    if change.action == "use_own_az_nat_gateway":
        return [f"$ aws ec2 replace-route --region {change.place.region} --route-table-id {table} "
                f"--destination-cidr-block 0.0.0.0/0 --nat-gateway-id {change.nat_gateway_ids[0]}"
                for table in change.route_table_ids]  # fmt: skip
    if change.action == "remove_nat_gateway":
        gateway, region = change.nat_gateway_ids[0], change.place.region
        return [
            "First see that no route leads to it, wait a week, then delete it and release its addresses:",
            f"$ aws ec2 describe-route-tables --region {region} --filters Name=route.nat-gateway-id,Values={gateway}",
        ]
    if change.action == "add_nat_gateway":
        return ["A public subnet and an Elastic IP in that AZ, then the default route of its private subnets."]
    return []


def _before(plan: Plan) -> Iterator[str]:
    kinds = {change.kind for change in plan.changes}
    for vpc in sorted({change.vpc_id for change in plan.changes if change.kind != Kind.BY_HAND}):
        region = next(change.place.region for change in plan.changes if change.vpc_id == vpc)
        dns = plan.vpc_dns.get(vpc)
        for attribute, is_on in (
            ("enableDnsSupport", dns and dns.support),
            ("enableDnsHostnames", dns and dns.hostnames),
        ):
            if not is_on:
                state = "is off" if is_on is False else "is unknown"
                flag = "--enable-dns-support" if attribute == "enableDnsSupport" else "--enable-dns-hostnames"
                yield f"- {attribute} of {vpc} {state}; private DNS and Amazon's resolver need it:"
                yield f"  $ aws ec2 describe-vpc-attribute --region {region} --vpc-id {vpc} --attribute {attribute}"
                yield f'  $ aws ec2 modify-vpc-attribute --region {region} --vpc-id {vpc} {flag} "{{\\"Value\\":true}}"'
        if dns and dns.support and dns.hostnames:
            yield f"- enableDnsSupport and enableDnsHostnames of {vpc} are on, as they must be."
    if kinds & {Kind.GATEWAY_ENDPOINT, Kind.ASSOCIATION}:
        yield (
            "- Open TCP connections to the service break when the route changes. Choose a quiet hour, and see that "
            "clients try again."
        )
        ips = ", ".join(sorted({ip for known in plan.public_ips.values() for ip in known}))
        yield (
            f"- From then on the service sees private addresses, not those of NAT{f' ({ips})' if ips else ''}. "
            "Policies of buckets, tables and roles that use aws:SourceIp stop matching: say aws:SourceVpce or "
            "aws:VpcSourceIp before. nat-attrib audit --bucket-policies looks for them."
        )
        yield "- Security groups and network ACLs of the clients must let out TCP 443 to the service's prefix list."
    if kinds & {Kind.INTERFACE_ENDPOINT, Kind.PRIVATE_DNS}:
        yield (
            "- With private DNS the whole VPC uses the endpoint as soon as names are asked again; connections that are "
            "open stay on NAT until they close. Resolvers of your own must forward the names to the VPC's resolver."
        )
        yield "- The endpoint admits the VPC's CIDRs, since all of the VPC will use it; clients must be let out to it."
    if any(change.policy for change in plan.changes):
        yield (
            "- The endpoint policies let only principals of these accounts in. Whoever works with credentials of other "
            "accounts, with addresses signed by others, or reads buckets of others unsigned is refused: add them, or "
            "plan with --open-policy."
        )


def _order(plan: Plan, form: Form) -> Iterator[str]:
    if any(is_code(change, form) for change in plan.changes):
        accounts = ", ".join(sorted({place.account_id for place in plan.places}))
        yield "1. The points above, then one VPC first and the others when it has worked for a day."
        if "," in accounts and form != Form.CLOUDFORMATION:
            how = (
                "give each provider those of its account"
                if form == Form.TERRAFORM
                else "run it once with those of each"
            )
            yield f"   It speaks of the accounts {accounts}, and each takes its own credentials: {how}."
        yield f"2. $ {_APPLY[form]}"
        if form == Form.CLOUDFORMATION and plan.places:
            said = ", ".join(f"{place.account_id} {place.region}" for place in plan.places)
            yield f"   in {said}; elsewhere its resources do not come."
        if not all(is_code(change, form) for change in plan.changes):
            yield "3. What is said above to be run or done by hand, in its order."
    else:
        yield "1. The points above, then what is said above to be run, one VPC after the other."


def _check(plan: Plan) -> Iterator[str]:
    for change in plan.changes:
        if change.kind in {Kind.GATEWAY_ENDPOINT, Kind.ASSOCIATION}:
            tables = " ".join(change.route_table_ids)
            yield f"- {change.service} in {change.vpc_id}: each table has a route to the prefix list by vpce-…:"
            yield (
                f"  $ aws ec2 describe-route-tables --region {change.place.region} --route-table-ids {tables} "
                '--query "RouteTables[].Routes[?DestinationPrefixListId]"'
            )
        elif change.kind in {Kind.INTERFACE_ENDPOINT, Kind.PRIVATE_DNS}:
            for name in change.dns_names[:1] or (f"<a name of {change.service}>",):
                host = name.replace("*.", "any.")
                yield f"- {change.service} in {change.vpc_id}: from a client the name has addresses of the VPC:"
                yield f"  $ dig +short {host}" if change.dns_names else f"  dig +short {host}"
    yield "- The bytes, when some settled hours have passed (the time of the change in UTC):"
    yield "  $ nat-attrib run && nat-attrib compare --at YYYY-MM-DDTHH:MM"
    yield "- What works today must still work: a call of each service, and a page of the internet."


def _back(plan: Plan, form: Form) -> Iterator[str]:
    yield "- Open connections break again; the bytes go back to NAT."
    if form in _BACK:
        yield f"  $ {_BACK[form]}"
    for change in plan.changes:
        if form == Form.CLI or not is_code(change, form):
            yield from (f"  $ {command}" for command in commands.rollback_lines(change))
        if change.kind == Kind.DELETION:
            yield f"- {change.vpc_endpoint_id} does not come back; a new endpoint has new addresses and a new id."
