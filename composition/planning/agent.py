"""The agent: makes itineraries for other services."""

from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory, List

from composition.planning.making import MakerPorts, maker_of
from composition.process import Process
from entrypoints.planning.agent import AgentRoutes


class AgentContainer(DeclarativeContainer):
    """Ports in, routes out."""

    ports = Dependency(instance_of=MakerPorts)
    routes = List(Factory(AgentRoutes, maker=Factory(maker_of, ports)))
    background = List()


AGENT = Process(
    name="agent",
    about="itineraries, for services only",
    ports=MakerPorts,
    container=AgentContainer,
    routes=(AgentRoutes,),
)
