"""All rules, a file for each subject."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from deploy.monitoring.making import budgets, films, letters, machine, planning, queues, requests, services, stores
from deploy.monitoring.making.rule import Alert, Group, Record
from deploy.monitoring.making.words import Links

GROUPS: Final[Mapping[str, Sequence[Group]]] = {
    "requests": (requests.RECORDS, requests.ALERTS),
    "budgets": (budgets.RECORDS, budgets.ALERTS),
    "services": (services.ALERTS,),
    "queues": (queues.ALERTS,),
    "stores": (stores.ALERTS,),
    "films": (films.ALERTS,),
    "letters": (letters.ALERTS,),
    "machine": (machine.ALERTS,),
    "planning": (planning.ALERTS,),
}
RULES: Final = tuple(rule for groups in GROUPS.values() for group in groups for rule in group.rules)
ALERTS: Final = tuple(rule for rule in RULES if isinstance(rule, Alert))
RECORDS: Final = tuple(rule for rule in RULES if isinstance(rule, Record))


def rules_file(groups: Sequence[Group], links: Links) -> dict[str, Any]:
    """Return a file that Prometheus reads."""
    return {"groups": [group.shown(links) for group in groups]}
