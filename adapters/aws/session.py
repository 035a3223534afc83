"""One AWS session per process: who we are, which region, which address."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any

import aioboto3
from aiobotocore.config import AioConfig
from attrs import field, frozen
from botocore.exceptions import BotoCoreError, ClientError

from adapters.section import setting
from core.errors import Unavailable

CONNECT_SECONDS = 3
READ_SECONDS = 15
ATTEMPTS = 3
CONNECTIONS = 50


@frozen(kw_only=True)
class AwsSession:
    """Makes clients of AWS services that all retry, time out and sign alike."""

    session: Any = field(repr=False)
    region: str
    endpoint_url: str | None = None

    def client(self, service: str, **options: Any) -> AbstractAsyncContextManager[Any]:
        """Open a client of one service; `options` are further fields of botocore's Config."""
        config = AioConfig(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            max_pool_connections=CONNECTIONS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            **options,
        )
        opened: AbstractAsyncContextManager[Any] = self.session.client(
            service, region_name=self.region, endpoint_url=self.endpoint_url, config=config
        )
        return opened


@contextmanager
def answered_by(what: str) -> Iterator[None]:
    """Raise `Unavailable` for whatever keeps an AWS service from doing as it was asked."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise Unavailable(what=what) from error


def code_of(error: ClientError) -> str:
    """Return AWS's own name for what went wrong."""
    return str(error.response.get("Error", {}).get("Code", ""))


@frozen(kw_only=True)
class Section:
    """Where AWS is and who asks; without keys the SDK looks for them itself (role of the pod, profile, instance)."""

    region: str = setting("ODDIYA_AWS_REGION", "an AWS region", default="ap-northeast-2")
    endpoint_url: str | None = setting(
        "ODDIYA_AWS_ENDPOINT_URL", "the URL of a service that speaks like AWS", default=None
    )
    access_key_id: str | None = setting("ODDIYA_AWS_ACCESS_KEY_ID", "an access key id", default=None, secret=True)
    secret_access_key: str | None = setting(
        "ODDIYA_AWS_SECRET_ACCESS_KEY", "the secret of the access key", default=None, secret=True
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[AwsSession]:
    """Open the session; the network is used by its clients only."""
    session = aioboto3.Session(
        aws_access_key_id=section.access_key_id,
        aws_secret_access_key=section.secret_access_key,
        region_name=section.region,
    )
    yield AwsSession(session=session, region=section.region, endpoint_url=section.endpoint_url)
