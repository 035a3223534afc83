"""What the auth service does without being asked."""

from datetime import timedelta

from dependency_injector.providers import Factory, List

from composition.auth.steps import Steps
from composition.subscribers import AUTH as AUTH_QUEUE
from composition.subscribers import SUBSCRIBERS
from core.identity.use_cases.told.drop_lost_claim import DropLostClaim
from core.identity.use_cases.told.end_stolen_session import EndStolenSession
from core.identity.use_cases.told.forget_provider_account import ForgetProviderAccount
from core.identity.use_cases.told.forget_user import ForgetUser
from core.identity.use_cases.told.hand_back_grants import HandBackGrants
from core.identity.use_cases.told.prune_auth import PruneAuth
from core.identity.use_cases.told.send_ticket_letter import SendTicketLetter
from entrypoints.auth_consumer import AuthConsumer
from entrypoints.consumer import Consumer
from entrypoints.grant_returns import GrantReturns
from entrypoints.key_announcements import KeyAnnouncements
from entrypoints.periodic import Periodic
from entrypoints.queue_metrics import MeasureQueue
from entrypoints.relay import Relay


class BackgroundContainer(Steps):
    """Steps in, background work out."""

    relay = Factory(
        Relay,
        feed=Steps.ports.provided.auth_works.feed,
        queue=Steps.ports.provided.job_queue,
        subscribers=SUBSCRIBERS,
        clock=Steps.clock,
        meter=Steps.ports.provided.meter,
        tracing=Steps.ports.provided.tracing,
    )
    auth_consumer = Factory(
        AuthConsumer,
        forget_user=Factory(ForgetUser, works=Steps.works, sessions=Steps.sessions),
        drop_lost_claim=Factory(DropLostClaim, works=Steps.works, sessions=Steps.sessions, history=Steps.history),
        forget_provider_account=Factory(
            ForgetProviderAccount,
            directory=Steps.directory,
            sessions=Steps.sessions,
            works=Steps.works,
            history=Steps.history,
        ),
        send_ticket_letter=Factory(
            SendTicketLetter,
            works=Steps.works,
            mailer=Steps.ports.provided.mailer,
            clock=Steps.clock,
            app_url=Steps.told.provided.links_to,
            installation_key=Steps.key,
        ),
        end_stolen_session=Factory(
            EndStolenSession,
            sessions=Steps.sessions,
            directory=Steps.directory,
            mailer=Steps.ports.provided.mailer,
        ),
    )
    consumer = Factory(
        Consumer,
        queue=Steps.ports.provided.job_queue,
        name=AUTH_QUEUE,
        handlers=auth_consumer.provided.handlers.call(),
        meter=Steps.ports.provided.meter,
        tracing=Steps.ports.provided.tracing,
    )
    queue_depth = Factory(
        MeasureQueue,
        queue=Steps.ports.provided.job_queue,
        name=AUTH_QUEUE,
        clock=Steps.clock,
        meter=Steps.ports.provided.meter,
    )
    hand_back_grants = Factory(
        HandBackGrants,
        works=Steps.works,
        providers=Steps.identity_providers,
        sealer=Steps.ports.provided.sealer,
    )
    grant_returns = Factory(
        Periodic,
        name="hand back grants",
        job=Factory(GrantReturns, hand_back_grants=hand_back_grants),
        every=timedelta(minutes=1),
    )
    pruning = Factory(
        Periodic,
        name="prune",
        job=Factory(PruneAuth, works=Steps.works, sessions=Steps.sessions, clock=Steps.clock),
        every=timedelta(hours=1),
    )

    key_announcements = Factory(
        Periodic,
        name="announce keys",
        job=Factory(
            KeyAnnouncements,
            key_ring=Steps.ports.provided.key_ring,
            announcer=Steps.ports.provided.key_announcer,
        ),
        every=timedelta(seconds=1),
    )

    background = List(
        relay.provided.run,
        relay.provided.prune,
        consumer.provided.run,
        grant_returns.provided.run,
        pruning.provided.run,
        key_announcements.provided.run,
        queue_depth.provided.run,
    )
