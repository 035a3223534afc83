"""The agent: makes itineraries for other services. In one process they call what it is made of themselves."""

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory, List, Object

from adapters.wire.itineraries import progress_json
from composition.planning.making import AtOnce, MakerPorts, at_once, maker_of
from composition.process import Process
from composition.settings import Settings
from entrypoints.planning.agent import AgentRoutes


@frozen(kw_only=True)
class AgentSettings:
    """How much it takes on."""

    at_once: AtOnce = at_once()


class AgentContainer(DeclarativeContainer):
    """Ports in, routes out."""

    ports = Dependency(instance_of=MakerPorts)
    told = Dependency(instance_of=AgentSettings)
    maker = Factory(maker_of, ports, at_once=told.provided.at_once)
    routes = List(Factory(AgentRoutes, maker=maker, write=Object(progress_json)))
    background = List()


def alone(_: Settings) -> bool:
    """Tell that `oddiya up` has no use for this process."""
    return False


AGENT = Process(
    name="agent",
    about="itineraries, for services only",
    ports=MakerPorts,
    told=AgentSettings,
    container=AgentContainer,
    routes=(AgentRoutes,),
    wanted=alone,
)
