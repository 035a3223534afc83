"""What services keep about a person, where all of them are in the same process."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from attrs import frozen
from typing_extensions import override

from adapters.section import need
from core.identity.model.user import UserId
from core.identity.use_cases.accounts.collect_profile import CollectProfile
from core.identity.use_cases.sessions.collect_sign_ins import CollectSignIns
from core.notices.use_cases.devices.collect_devices import CollectDevices
from core.notices.use_cases.log.collect_notices import CollectNotices
from core.planning.use_cases.plans.collect_plans import CollectPlans
from core.video.use_cases.films.collect_films import CollectFilms
from ports.auth_works import AuthWork
from ports.identity_works import IdentityWork
from ports.notice_works import NoticeWork
from ports.personal_data import DataFile, PersonalData
from ports.plan_works import PlanWork
from ports.sessions import Sessions
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class DirectPersonalData(PersonalData):
    """Calls the use cases that the services' routes call."""

    collect_profile: CollectProfile
    collect_sign_ins: CollectSignIns
    collect_plans: CollectPlans
    collect_films: CollectFilms
    collect_devices: CollectDevices
    collect_notices: CollectNotices

    @override
    async def of_user(self, user_id: UserId) -> Sequence[DataFile]:
        return (
            *await self.collect_profile(user_id=user_id),
            *await self.collect_sign_ins(user_id=user_id),
            *await self.collect_plans(user_id=user_id),
            *await self.collect_films(user_id=user_id),
            *await self.collect_devices(user_id=user_id),
            *await self.collect_notices(user_id=user_id),
        )


@frozen(kw_only=True)
class Section:
    """What the services stand on."""

    identity_works: Works[IdentityWork] = need("identity_works")
    auth_works: Works[AuthWork] = need("auth_works")
    sessions: Sessions = need("sessions")
    plan_works: Works[PlanWork] = need("plan_works")
    video_works: Works[VideoWork] = need("video_works")
    notice_works: Works[NoticeWork] = need("notice_works")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[PersonalData]:
    """Open what collects."""
    yield DirectPersonalData(
        collect_profile=CollectProfile(works=section.identity_works),
        collect_sign_ins=CollectSignIns(works=section.auth_works, sessions=section.sessions),
        collect_plans=CollectPlans(works=section.plan_works),
        collect_films=CollectFilms(works=section.video_works),
        collect_devices=CollectDevices(works=section.notice_works),
        collect_notices=CollectNotices(works=section.notice_works),
    )
