"""Three ways to run Oddiya: which adapter serves which port, and the settings that go with them."""

from collections.abc import Mapping

from attrs import Factory, frozen


@frozen(kw_only=True)
class Profile:
    """A mapping from port to adapter name, and from environment variable to its value in this profile."""

    name: str
    adapters: Mapping[str, str]
    settings: Mapping[str, str] = Factory(dict)


LAPTOP: Mapping[str, str] = {
    "ODDIYA_DEV_ISSUER": "true",
    "ODDIYA_LLM_CALLS_PER_HOUR": "2",
    "ODDIYA_METRICS_PUBLIC": "true",
    "ODDIYA_REGISTRATION": "open",
    "ODDIYA_REDIRECT_URIS": "http://127.0.0.1/signed-in,http://localhost/signed-in,oddiya://signed-in",
}

MEMORY = Profile(
    name="memory",
    adapters={
        "clock": "system",
        "ids": "uuid7",
        "cache": "memory",
        "rate_limiter": "memory",
        "job_queue": "memory",
        "blob_store": "memory",
        "blob_signer": "hmac",
        "notifier": "memory",
        "mailer": "memory",
        "idempotency_ledger": "memory",
        "identity_works": "memory",
        "plan_works": "memory",
        "video_templates": "bundled",
        "video_works": "memory",
        "notice_works": "memory",
        "workshop": "system",
        "turns": "memory",
        "place_finder": "gazetteer",
        "place_details": "gazetteer",
        "background": "thread",
        "exchange_rates": "fixed",
        "weather_forecast": "climate",
        "bundled_places": "gazetteer",
        "itinerary_maker": "direct",
        "randomness": "system",
        "local_rate_limiter": "memory",
        "auth_works": "memory",
        "sessions": "memory",
        "revoked_sessions": "memory",
        "identity_providers": "oidc",
        "user_directory": "direct",
        "personal_data": "direct",
        "password_hasher": "argon2",
        "password_blocklist": "bundled",
        "sealer": "aes",
        "hop_signer": "hmac",
        "hop_verifier": "hmac",
        "key_ring": "memory",
        "key_rotation": "memory",
        "token_signer": "jose",
        "token_verifier": "jose",
        "key_announcer": "cache",
        "id_token_signer": "jose",
        "tracing": "w3c",
        "meter": "prometheus",
        "language_model": "offline",
        "offline_model": "offline",
        "usage_meter": "memory",
        "climate_normals": "climate",
        "photo_reader": "pillow",
        "sound_reader": "ffmpeg",
        "film_maker": "ffmpeg",
        "frame_extractor": "pyav",
        "installation_key": "kept",
        "database": "embedded",
        "postgres_pool": "aiopg",
        "redis_client": "redis",
        "aws_session": "aioboto3",
    },
    settings=LAPTOP,
)

EMBEDDED = Profile(
    name="embedded",
    adapters={
        **MEMORY.adapters,
        "job_queue": "postgres",
        "blob_store": "filesystem",
        "notifier": "console",
        "mailer": "console",
        "idempotency_ledger": "postgres",
        "identity_works": "postgres",
        "plan_works": "postgres",
        "video_works": "postgres",
        "turns": "postgres",
        "notice_works": "postgres",
        "auth_works": "postgres",
        "sessions": "postgres",
        "revoked_sessions": "postgres",
        "key_ring": "file",
        "key_rotation": "file",
    },
    settings={**LAPTOP, "ODDIYA_MIGRATE_ON_START": "true"},
)

AWS = Profile(
    name="aws",
    adapters={
        **EMBEDDED.adapters,
        "cache": "redis",
        "rate_limiter": "redis",
        "job_queue": "sqs",
        "blob_store": "s3",
        "notifier": "sns",
        "mailer": "smtp",
        "sessions": "redis",
        "revoked_sessions": "redis",
        "user_directory": "http",
        "personal_data": "http",
        "key_ring": "secret",
        "key_rotation": "secret",
        "token_verifier": "jwks",
        "tracing": "otel",
        "place_finder": "kakao",
        "place_details": "tourapi",
        "weather_forecast": "openweather",
        "exchange_rates": "exchangerate",
        "itinerary_maker": "http",
        "language_model": "bedrock",
        "usage_meter": "redis",
        "database": "url",
    },
    settings={"ODDIYA_PROFILE": "aws", "ODDIYA_DRAIN_SECONDS": "5"},
)

# What hears of a thing must listen where it happens, and what changes one must do so where it is kept: unless told
# otherwise, it goes with the choice made for the other.
FOLLOWS: Mapping[str, str] = {"revoked_sessions": "sessions", "key_rotation": "key_ring"}
PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in (MEMORY, EMBEDDED, AWS)}
DEFAULT_PROFILE = EMBEDDED.name
