"""What the auth service needs."""

from attrs import frozen

from ports.auth_works import AuthWork
from ports.cache import Cache
from ports.clock import Clock
from ports.identity_providers import IdentityProviders
from ports.ids import Ids
from ports.job_queue import JobQueue
from ports.key_announcer import KeyAnnouncer
from ports.key_ring import KeyRing
from ports.mailer import Mailer
from ports.meter import Meter
from ports.password_blocklist import PasswordBlocklist
from ports.password_hasher import PasswordHasher
from ports.randomness import Randomness
from ports.rate_limiter import RateLimiter
from ports.sealer import Sealer
from ports.sessions import Sessions
from ports.token_signer import TokenSigner
from ports.tracing import Tracing
from ports.user_directory import UserDirectory
from ports.works import Works


@frozen(kw_only=True)
class AuthPorts:
    """What the auth service needs."""

    clock: Clock
    ids: Ids
    randomness: Randomness
    meter: Meter
    tracing: Tracing
    installation_key: bytes
    cache: Cache
    rate_limiter: RateLimiter
    local_rate_limiter: RateLimiter
    job_queue: JobQueue
    mailer: Mailer
    auth_works: Works[AuthWork]
    sessions: Sessions
    user_directory: UserDirectory
    identity_providers: IdentityProviders
    password_hasher: PasswordHasher
    password_blocklist: PasswordBlocklist
    sealer: Sealer
    key_ring: KeyRing
    key_announcer: KeyAnnouncer
    token_signer: TokenSigner
