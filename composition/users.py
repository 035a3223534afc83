"""The users service."""

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory, List

from composition.process import Process
from composition.subscribers import SUBSCRIBERS
from core.identity.use_cases.find_or_create_user import FindOrCreateUser
from entrypoints.relay import Relay
from entrypoints.users import UserRoutes
from ports.clock import Clock
from ports.identity_works import IdentityWork
from ports.ids import Ids
from ports.job_queue import JobQueue
from ports.meter import Meter
from ports.works import Works


@frozen(kw_only=True)
class UsersPorts:
    """What the users service needs."""

    clock: Clock
    ids: Ids
    meter: Meter
    job_queue: JobQueue
    identity_works: Works[IdentityWork]


class UsersContainer(DeclarativeContainer):
    """Ports in, routes and background work out."""

    ports = Dependency(instance_of=UsersPorts)
    find_or_create_user = Factory(
        FindOrCreateUser, works=ports.provided.identity_works, clock=ports.provided.clock, ids=ports.provided.ids
    )
    relay = Factory(
        Relay,
        feed=ports.provided.identity_works.feed,
        queue=ports.provided.job_queue,
        subscribers=SUBSCRIBERS,
        clock=ports.provided.clock,
        meter=ports.provided.meter,
    )
    routes = List(Factory(UserRoutes, find_or_create_user=find_or_create_user))
    background = List(relay.provided.run, relay.provided.prune)


USERS = Process(
    name="users",
    about="accounts, and the identities they sign in with",
    ports=UsersPorts,
    container=UsersContainer,
    routes=(UserRoutes,),
)
