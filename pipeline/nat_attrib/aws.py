"""The only module that knows `boto3`: sessions, clients, pages, and AWS's refusals as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import botocore.config
import botocore.exceptions

from nat_attrib.errors import AccessError, NatAttribError

if TYPE_CHECKING:
    from collections.abc import Iterator

ClientError = botocore.exceptions.ClientError
"""AWS answered with an error."""
TransportErrors = (
    botocore.exceptions.BotoCoreError,
    botocore.exceptions.HTTPClientError,
    ConnectionError,
    TimeoutError,
)
"""No answer, or one that broke off: worth another try."""

_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403", "Forbidden", "AuthFailure"}


@dataclass(frozen=True, slots=True)
class Aws:
    """Makes clients from one boto3 session; credentials, profile and region are boto3's, as is `AWS_ENDPOINT_URL`."""

    session: Any
    """A `boto3.Session`."""

    @classmethod
    def default(cls) -> Aws:
        """Return the session that boto3's own configuration describes."""
        return cls(boto3.Session())

    def client(self, service: str, region: str | None = None) -> Any:  # noqa: ANN401 - boto3 has no types
        """Return a client with standard retries and a pool wide enough for parallel downloads."""
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
            raise NatAttribError("No AWS credentials were found; run aws configure or set AWS_PROFILE.") from error
        except (ClientError, *TransportErrors) as error:
            raise NatAttribError(f"AWS did not say whose credentials these are ({error}).") from error
        return found


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
        raise NatAttribError("No AWS credentials were found; run aws configure or set AWS_PROFILE.") from error


def permission(client: Any, operation: str) -> str:  # noqa: ANN401
    """Return the IAM action of an operation, such as `ec2:DescribeSubnets`."""
    return f"{client.meta.service_model.service_name}:{client.meta.method_to_api_mapping[operation]}"


def is_denied(error: BaseException) -> bool:
    """Tell whether AWS refused for lack of a permission."""
    return isinstance(error, ClientError) and error.response.get("Error", {}).get("Code") in _DENIED


def refusal(error: BaseException, action: str, resource: str | None = None) -> NatAttribError:
    """Return the error to raise for AWS's answer to `action` on `resource`."""
    where = f" on {resource}" if resource else ""
    if is_denied(error):
        return AccessError(f"AWS denied {action}{where}; allow {action} for the role that runs nat-attrib.")
    return NatAttribError(f"AWS could not do {action}{where}: {error}.")
