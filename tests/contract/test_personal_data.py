"""What everybody who collects personal data promises."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from composition.catalogue import Entry
from composition.opener import Opener
from core.identity.model.proof import Proof
from core.identity.model.user import User, UserId
from core.identity.use_cases.accounts.sign_in_user import SignInUser
from core.planning.model.plan import PlanId
from ports.personal_data import PersonalData
from tests.builders import an_id, an_identity
from tests.contract.enrolled import enrolled
from tests.identity.builders import a_credential, a_security_event, a_session
from tests.planning_samples import a_plan
from tests.servers.internal import internal_services

MINA = "mina@example.com"
PATHS = {"profile.json", "identities.json", "auth/password.json", "auth/security.json", "auth/sessions.json"}


@frozen
class Kept:
    """What collects, and the stores that it collects from."""

    personal_data: PersonalData
    opener: Opener

    async def registered(self, name: str = "미나") -> User:
        """Register somebody of whom only the users service knows."""
        works, clock, ids = [await self.opener.open(port) for port in ("identity_works", "clock", "ids")]
        sign_in = SignInUser(works=works, clock=clock, ids=ids)
        return await sign_in(proof=Proof(identity=an_identity(), email=MINA, name=name))

    async def remembered(self, user: User) -> None:
        """Let the auth service know them too."""
        async with (await self.opener.open("auth_works")).begin() as work:
            await work.credentials.put(a_credential(user.user_id, MINA))
            await work.security.add(a_security_event(user.user_id))
        await a_session(await self.opener.open("sessions"), user.user_id)

    async def files(self, user_id: UserId) -> dict[str, Any]:
        """Return what is collected, by its path."""
        files = await self.personal_data.of_user(user_id)
        assert len({one.path for one in files}) == len(files)
        return {one.path: json.loads(one.content) for one in files}


@pytest.fixture(params=enrolled("personal_data"))
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Kept]:
    entry: Entry = request.param
    async with internal_services(tmp_path, {"ODDIYA_PERSONAL_DATA": entry.name}) as opener:
        yield Kept(await opener.open("personal_data"), opener)


async def test_what_each_service_keeps_is_there(kept: Kept) -> None:
    user = await kept.registered()
    await kept.remembered(user)
    files = await kept.files(user.user_id)
    assert set(files) == PATHS
    assert files["profile.json"] == {
        "id": user.user_id,
        "email": MINA,
        "email_verified": False,
        "name": "미나",
        "locale": "en",
        "home_currency": "KRW",
        "created_at": user.created_at.isoformat(),
    }
    assert files["auth/password.json"] == {"has_password": True, "email": MINA}
    identities, security, sessions = (
        files[path] for path in ("identities.json", "auth/security.json", "auth/sessions.json")
    )
    assert [set(one) for one in (*identities, *security)] == [
        {"provider", "provider_id"},
        {"kind", "session_id", "occurred_at"},
    ]
    assert [set(one) for one in sessions] == [{"id", "agent", "address", "created_at", "last_used_at", "expires_at"}]


async def test_plans_are_there_whole(kept: Kept) -> None:
    user = await kept.registered()
    plan = a_plan(plan_id=PlanId(an_id()), owner=user.user_id)
    async with (await kept.opener.open("plan_works")).begin() as work:
        await work.plans.add(plan)

    files = await kept.files(user.user_id)

    (path,) = [path for path in files if plan.plan_id in path]
    assert files[path]["title"] == plan.title


async def test_of_who_has_no_password_it_says_so(kept: Kept) -> None:
    user = await kept.registered()
    files = await kept.files(user.user_id)
    assert files["auth/password.json"] == {"has_password": False, "email": None}
    assert files["auth/security.json"] == files["auth/sessions.json"] == []


async def test_of_a_user_whom_nobody_knows_there_is_nothing(kept: Kept) -> None:
    await kept.remembered(await kept.registered())
    files = await kept.files(UserId(an_id()))
    assert files == {
        "auth/password.json": {"has_password": False, "email": None},
        "auth/security.json": [],
        "auth/sessions.json": [],
    }


async def test_no_hash_of_a_password_leaves(kept: Kept) -> None:
    user = await kept.registered()
    await kept.remembered(user)
    secret = a_credential(user.user_id, MINA).password_hash.encode()
    assert not [one.path for one in await kept.personal_data.of_user(user.user_id) if secret in one.content]
