"""What can be the matter with Bedrock, and what the operator can do about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from adapters.aws.session import code_of
from adapters.wire.outside.trouble import Trouble, blocked, failing, nonsense, refused, silent

PASSING: Final = frozenset(
    {"ThrottlingException", "ModelNotReadyException", "ModelTimeoutException", "ModelErrorException",
     "InternalServerException", "ServiceUnavailableException"}
)  # fmt: skip
BLOCKED: Final = {
    "AccessDeniedException": "it denies access: is the model switched on for this account and region?",
    "UnrecognizedClientException": "it does not know our access key",
    "InvalidSignatureException": "it does not accept our secret access key",
    "ExpiredTokenException": "our credentials have expired",
    "ResourceNotFoundException": "it has no such model: is ODDIYA_BEDROCK_MODEL right, with its region's prefix?",
    "ServiceQuotaExceededException": "our quota is spent",
}
NOT_OF_ITS_SHAPE: Final = (ResponseParserError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class DoesNotRemember(Exception):  # noqa: N818 - named for the fact
    """The model does not know cache points."""


@contextmanager
def asking() -> Iterator[None]:
    """Raise `Trouble` for whatever keeps Bedrock from answering; its own words may quote what it was asked."""
    try:
        yield
    except ClientError as error:
        trouble = _trouble(error)
    except ReadTimeoutError:
        trouble = silent("it did not answer in time")
    except BotoCoreError as error:
        trouble = failing(f"there is no connection ({type(error).__name__})")
    except NOT_OF_ITS_SHAPE as error:
        trouble = nonsense(f"its answer is not of the shape that we know ({type(error).__name__})")
    else:
        return
    raise trouble


def _trouble(error: ClientError) -> Trouble:
    code = code_of(error)
    if code == "ValidationException" and "cach" in str(error).lower():
        raise DoesNotRemember from None
    if code == "ValidationException" and "on-demand throughput" in str(error):
        return blocked("this model is reached by an inference profile only: put its prefix before the id, as in apac.")
    if code in BLOCKED:
        return blocked(BLOCKED[code])
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in PASSING or status >= 500 or status == 429:  # noqa: PLR2004 - server errors, and Too Many Requests
        return failing(f"it cannot answer now ({code})" if code.isalnum() else f"it answers status {status}")
    return refused(f"it refuses what it is asked ({code})" if code.isalnum() else f"it answers status {status}")
