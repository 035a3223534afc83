"""The users service."""

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory, List

from composition.process import Process
from composition.subscribers import SUBSCRIBERS
from core.identity.use_cases.accounts.add_identity import AddIdentity
from core.identity.use_cases.accounts.collect_profile import CollectProfile
from core.identity.use_cases.accounts.delete_account import DeleteAccount
from core.identity.use_cases.accounts.edit_profile import EditProfile
from core.identity.use_cases.accounts.export_account import ExportAccount
from core.identity.use_cases.accounts.find_holder import FindHolder
from core.identity.use_cases.accounts.read_identities import ReadIdentities
from core.identity.use_cases.accounts.read_user import ReadUser
from core.identity.use_cases.accounts.remove_identity import RemoveIdentity
from core.identity.use_cases.accounts.sign_in_user import SignInUser
from entrypoints.account import AccountRoutes
from entrypoints.relay import Relay
from entrypoints.users import UserRoutes
from ports.clock import Clock
from ports.identity_works import IdentityWork
from ports.ids import Ids
from ports.job_queue import JobQueue
from ports.meter import Meter
from ports.personal_data import PersonalData
from ports.sessions import Sessions
from ports.tracing import Tracing
from ports.works import Works


@frozen(kw_only=True)
class UsersPorts:
    """What the users service needs."""

    clock: Clock
    ids: Ids
    meter: Meter
    tracing: Tracing
    job_queue: JobQueue
    identity_works: Works[IdentityWork]
    sessions: Sessions
    personal_data: PersonalData


class UsersContainer(DeclarativeContainer):
    """Ports in, routes and background work out."""

    ports = Dependency(instance_of=UsersPorts)
    works = ports.provided.identity_works
    clock = ports.provided.clock

    sign_in_user = Factory(SignInUser, works=works, clock=clock, ids=ports.provided.ids)
    read_user = Factory(ReadUser, works=works)
    find_holder = Factory(FindHolder, works=works)
    read_identities = Factory(ReadIdentities, works=works)
    add_identity = Factory(AddIdentity, works=works)
    remove_identity = Factory(RemoveIdentity, works=works)
    collect_profile = Factory(CollectProfile, works=works)
    edit_profile = Factory(EditProfile, works=works)
    delete_account = Factory(DeleteAccount, works=works, sessions=ports.provided.sessions)
    export_account = Factory(ExportAccount, works=works, personal_data=ports.provided.personal_data, clock=clock)

    relay = Factory(
        Relay,
        feed=ports.provided.identity_works.feed,
        queue=ports.provided.job_queue,
        subscribers=SUBSCRIBERS,
        clock=clock,
        meter=ports.provided.meter,
        tracing=ports.provided.tracing,
    )
    account_routes = Factory(
        AccountRoutes,
        read_user=read_user,
        edit_profile=edit_profile,
        delete_account=delete_account,
        export_account=export_account,
    )
    user_routes = Factory(
        UserRoutes,
        sign_in_user=sign_in_user,
        read_user=read_user,
        find_holder=find_holder,
        read_identities=read_identities,
        add_identity=add_identity,
        remove_identity=remove_identity,
        collect_profile=collect_profile,
    )
    routes = List(account_routes, user_routes)
    background = List(relay.provided.run, relay.provided.prune)


USERS = Process(
    name="users",
    about="accounts, and the identities they sign in with",
    ports=UsersPorts,
    container=UsersContainer,
    routes=(AccountRoutes, UserRoutes),
)
