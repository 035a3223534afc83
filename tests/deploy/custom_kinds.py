"""Schemas for the kinds that operators add to a cluster, as far as they are used here."""

from collections.abc import Mapping
from typing import Any, Final

TEXT: Final = {"type": "string", "minLength": 1}
NUMBER: Final = {"type": "integer", "minimum": 1}
Schema = Mapping[str, Any]


def _object(needed: Schema, **further: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {**needed, **further},
        "required": list(needed),
        "additionalProperties": False,
    }


def _one_of(*words: str) -> Schema:
    return {"enum": list(words)}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of, "minItems": 1}


REMOTE: Final = _object({"key": TEXT}, property=TEXT)
AWS: Final = _object(
    {"service": _one_of("SecretsManager"), "region": TEXT},
    auth=_object({"jwt": _object({"serviceAccountRef": _object({"name": TEXT})})}),
)
QUEUE: Final = _object({"queueURL": TEXT, "queueLength": {"type": "string", "pattern": "^[0-9]+$"}, "awsRegion": TEXT})
TRIGGER: Final = _object(
    {"type": _one_of("aws-sqs-queue"), "metadata": QUEUE, "authenticationRef": _object({"name": TEXT})}
)
SPECS: Final[Mapping[tuple[str, str], Schema]] = {
    ("external-secrets.io/v1", "SecretStore"): _object({"provider": _object({"aws": AWS})}),
    ("external-secrets.io/v1", "ExternalSecret"): _object(
        {
            "refreshInterval": {"type": "string", "pattern": "^[0-9]+(s|m|h)$"},
            "secretStoreRef": _object({"kind": _one_of("SecretStore"), "name": TEXT}),
            "target": _object({"name": TEXT}),
            "data": _list(_object({"secretKey": TEXT, "remoteRef": REMOTE})),
        },
        dataFrom=_list(_object({"extract": REMOTE})),
    ),
    ("keda.sh/v1alpha1", "ScaledObject"): _object(
        {
            "scaleTargetRef": _object({"name": TEXT}),
            "minReplicaCount": NUMBER,
            "maxReplicaCount": NUMBER,
            "triggers": _list(TRIGGER),
        },
        pollingInterval=NUMBER,
        cooldownPeriod=NUMBER,
        advanced={"type": "object"},
    ),
    ("keda.sh/v1alpha1", "TriggerAuthentication"): _object({"podIdentity": _object({"provider": _one_of("aws")})}),
}
