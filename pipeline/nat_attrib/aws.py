"""The only module that knows `boto3`: sessions, clients, pages, and AWS's refusals as sentences."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.exceptions

from nat_attrib.errors import AccessError, NatAttribError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.accounts import Role

ClientError = botocore.exceptions.ClientError
"""AWS answered with an error."""


# boto3 is loaded where it is first used: most commands never talk to AWS, and loading it takes a fifth of a second.
def transport_errors(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """Return the errors of no answer, or of one that broke off, which are worth another try; and `others`."""
    import botocore.parsers

    return (
        botocore.exceptions.BotoCoreError,
        botocore.exceptions.HTTPClientError,
        botocore.parsers.ResponseParserError,
        ConnectionError,
        TimeoutError,
        *others,
    )


OTHER_ACTIONS = {
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
}
"""IAM actions that are not called like their operation."""

_PRINCIPAL = re.compile(r"\bUser: (arn:aws[\w:+=,.@/-]{1,700})", re.ASCII)
_NO_CREDENTIALS = "No AWS credentials were found; run aws configure or set AWS_PROFILE."
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403", "Forbidden", "AuthFailure"}


@dataclass(frozen=True, slots=True)
class Aws:
    """Makes clients from one boto3 session; credentials, profile and region are boto3's, as is `AWS_ENDPOINT_URL`."""

    session: Any
    """A `boto3.Session`."""
    role: Role | None = None
    """Whose credentials they are, where a role was assumed."""

    @classmethod
    def default(cls) -> Aws:
        """Return the session that boto3's own configuration describes, in the region of `AWS_REGION` where that is set.

        boto3 reads `AWS_DEFAULT_REGION` alone; AWS's other tools, Lambda and ECS say `AWS_REGION`.
        """
        import boto3

        region = os.environ.get("AWS_DEFAULT_REGION") or os.environ.get("AWS_REGION")
        return cls(boto3.Session(region_name=region or None))

    def assumed(self, role: Role) -> Aws:
        """Return the same with the credentials of a role, which are taken when first needed and renewed by themselves.

        A role that is refused is said by the first call, see `account_id`.

        Raises:
            NatAttribError: there are no credentials to assume it with.
        """
        import boto3
        import botocore.credentials
        import botocore.session

        own = self.session.get_credentials()
        if own is None:
            raise NatAttribError(_NO_CREDENTIALS)
        region = self.region() or "us-east-1"
        # Made here, since sessions may not be used by the threads that will ask; clients may.
        sts = self.client("sts", region)
        fetcher = botocore.credentials.AssumeRoleCredentialFetcher(
            lambda *_, **__: sts,
            own,
            role.arn,
            extra_args={
                "RoleSessionName": role.session_name,
                **({"ExternalId": role.external_id} if role.external_id else {}),
            },
        )
        session = botocore.session.get_session()
        session.register_component("data_loader", _models())
        session.register_component(
            "credential_provider", botocore.credentials.CredentialResolver([_assumed_role(fetcher)])
        )
        return Aws(boto3.Session(botocore_session=session, region_name=self.region()), role)

    def client(self, service: str, region: str | None = None) -> Any:  # noqa: ANN401 - boto3 has no types
        """Return a client with standard retries and a pool wide enough for parallel downloads."""
        import botocore.config

        config = botocore.config.Config(
            retries={"mode": "standard", "total_max_attempts": 5},
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=32,
            user_agent_extra="nat-attrib",
        )
        try:
            return self.session.client(service, region_name=region, config=config)
        except botocore.exceptions.NoRegionError as error:
            raise NatAttribError("No AWS region is set; set AWS_REGION or pass --region.") from error

    def region(self) -> str | None:
        """Return the region that boto3's configuration names, if any."""
        name: str | None = self.session.region_name
        return name

    def account_id(self) -> str:
        """Return the account of the credentials (`sts:GetCallerIdentity`, which needs no permission)."""
        try:
            found: str = self.client("sts", self.region() or "us-east-1").get_caller_identity()["Account"]
        except botocore.exceptions.NoCredentialsError as error:
            raise NatAttribError(_NO_CREDENTIALS) from error
        except ClientError as error:
            is_refused = error.operation_name == "AssumeRole"
            action = "sts:AssumeRole" if is_refused else "sts:GetCallerIdentity"
            raise refusal(error, action, self.role.arn if self.role else None) from error
        except transport_errors() as error:
            raise NatAttribError(f"AWS did not say whose credentials these are ({reason(error)}).") from error
        return found


@cache
def _models() -> Any:  # noqa: ANN401
    """Return the descriptions of AWS's services: they take a fifth of a second to read, so once for all accounts."""
    import botocore.loaders

    return botocore.loaders.create_loader()


def _assumed_role(fetcher: Any) -> Any:  # noqa: ANN401
    """Return where a session of an assumed role gets credentials: when they are needed, and again before they end."""
    import botocore.credentials

    class AssumedRole(botocore.credentials.CredentialProvider):  # type: ignore[misc] # botocore has no types
        METHOD = "assume-role"

        def load(self) -> Any:  # noqa: ANN401
            return botocore.credentials.DeferredRefreshableCredentials(fetcher.fetch_credentials, self.METHOD)

    return AssumedRole()


def pages(client: Any, operation: str, **arguments: object) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Yield every page of an operation, paginated where botocore knows how.

    Raises:
        AccessError: AWS refused; the sentence names the permission.
    """
    try:
        if client.can_paginate(operation):
            yield from client.get_paginator(operation).paginate(**arguments)
        else:
            yield getattr(client, operation)(**arguments)
    except ClientError as error:
        raise refusal(error, permission(client, operation)) from error
    except botocore.exceptions.NoCredentialsError as error:
        raise NatAttribError(_NO_CREDENTIALS) from error


def permission(client: Any, operation: str) -> str:  # noqa: ANN401
    """Return the IAM action of an operation, such as `ec2:DescribeSubnets`."""
    name = f"{client.meta.service_model.service_name}:{client.meta.method_to_api_mapping[operation]}"
    return OTHER_ACTIONS.get(name, name)


def reason(error: BaseException) -> str:
    """Return what went wrong, for people: one line, and nothing of an answer that could not be read.

    boto3 puts such an answer into the error, and an answer of STS holds credentials.
    """
    return (str(error) or type(error).__name__).partition("\n")[0].removesuffix(":").removesuffix(".")


def is_denied(error: BaseException) -> bool:
    """Tell whether AWS refused for lack of a permission."""
    return isinstance(error, ClientError) and error.response.get("Error", {}).get("Code") in _DENIED


def refusal(error: BaseException, action: str, resource: str | None = None) -> NatAttribError:
    """Return the error to raise for AWS's answer to `action` on `resource`.

    Where a role could not be assumed, that is what was refused, whatever was asked for.
    """
    where = f" on {resource}" if resource else ""
    if is_denied(error) and getattr(error, "operation_name", "") == "AssumeRole":
        named = where if action == "sts:AssumeRole" else ""
        return AccessError(
            f"AWS denied sts:AssumeRole{named}; let the role's trust policy name whoever runs nat-attrib (and ask for "
            "no other external_id than the config file's), and allow them sts:AssumeRole on it."
        )
    if is_denied(error) and "kms:Decrypt" in str(error):
        return AccessError(f"AWS denied kms:Decrypt{where}; allow kms:Decrypt on the key that encrypts it.")
    if is_denied(error):
        told = _PRINCIPAL.search(str(error))
        who = told[1] if told else "the role that runs nat-attrib"
        return AccessError(f"AWS denied {action}{where}; allow {action} for {who}.")
    return NatAttribError(f"AWS could not do {action}{where}: {reason(error)}.")
