"""Every adapter there is: the port it serves, its name, and the module whose `open_adapter` opens it.

Modules are named as text, so that a process imports the adapters it uses and no others. The contract tests take their
parameters from here: one line also enrols an adapter in its port's suite.
"""

from attrs import frozen


@frozen
class Entry:
    """One adapter of one port."""

    port: str
    name: str
    module: str


CATALOGUE: tuple[Entry, ...] = (
    Entry("clock", "system", "adapters.system.clock"),
    Entry("ids", "uuid7", "adapters.system.ids"),
    Entry("randomness", "system", "adapters.system.randomness"),
    Entry("cache", "memory", "adapters.memory.cache"),
    Entry("cache", "redis", "adapters.redis.cache"),
    Entry("rate_limiter", "memory", "adapters.memory.rate_limiter"),
    Entry("rate_limiter", "redis", "adapters.redis.rate_limiter"),
    Entry("local_rate_limiter", "memory", "adapters.memory.rate_limiter"),
    Entry("job_queue", "memory", "adapters.memory.job_queue"),
    Entry("job_queue", "postgres", "adapters.postgres.job_queue"),
    Entry("job_queue", "sqs", "adapters.aws.job_queue"),
    Entry("blob_store", "memory", "adapters.memory.blob_store"),
    Entry("blob_store", "filesystem", "adapters.filesystem.blob_store"),
    Entry("blob_store", "s3", "adapters.aws.blob_store"),
    Entry("blob_signer", "hmac", "adapters.signing.blob_signer"),
    Entry("notifier", "memory", "adapters.memory.notifier"),
    Entry("notifier", "console", "adapters.console.notifier"),
    Entry("notifier", "sns", "adapters.aws.notifier"),
    Entry("mailer", "memory", "adapters.memory.mailer"),
    Entry("mailer", "console", "adapters.console.mailer"),
    Entry("mailer", "smtp", "adapters.smtp.mailer"),
    Entry("idempotency_ledger", "memory", "adapters.memory.idempotency_ledger"),
    Entry("idempotency_ledger", "postgres", "adapters.postgres.idempotency_ledger"),
    Entry("identity_works", "memory", "adapters.memory.identity_works"),
    Entry("identity_works", "postgres", "adapters.postgres.identity_works"),
    Entry("auth_works", "memory", "adapters.memory.auth_works"),
    Entry("auth_works", "postgres", "adapters.postgres.auth_works"),
    Entry("sessions", "memory", "adapters.memory.sessions"),
    Entry("sessions", "postgres", "adapters.postgres.sessions"),
    Entry("sessions", "redis", "adapters.redis.sessions"),
    Entry("revoked_sessions", "memory", "adapters.memory.revoked_sessions"),
    Entry("revoked_sessions", "postgres", "adapters.postgres.revoked_sessions"),
    Entry("revoked_sessions", "redis", "adapters.redis.revoked_sessions"),
    Entry("identity_providers", "oidc", "adapters.oidc.identity_providers"),
    Entry("user_directory", "direct", "composition.direct_user_directory"),
    Entry("user_directory", "http", "adapters.http.user_directory"),
    Entry("personal_data", "direct", "composition.direct_personal_data"),
    Entry("personal_data", "http", "adapters.http.personal_data"),
    Entry("password_hasher", "argon2", "adapters.argon2.password_hasher"),
    Entry("password_blocklist", "bundled", "adapters.bundled.password_blocklist"),
    Entry("sealer", "aes", "adapters.signing.sealer"),
    Entry("hop_signer", "hmac", "adapters.signing.hop_signer"),
    Entry("hop_verifier", "hmac", "adapters.signing.hop_verifier"),
    Entry("key_ring", "memory", "adapters.jose.key_ring_memory"),
    Entry("key_ring", "file", "adapters.jose.key_ring_file"),
    Entry("key_ring", "secret", "adapters.jose.key_ring_secret"),
    Entry("key_rotation", "memory", "adapters.jose.key_rotation_memory"),
    Entry("key_rotation", "file", "adapters.jose.key_rotation_file"),
    Entry("key_rotation", "secret", "adapters.jose.key_rotation_secret"),
    Entry("token_signer", "jose", "adapters.jose.token_signer"),
    Entry("token_verifier", "jose", "adapters.jose.token_verifier"),
    Entry("token_verifier", "jwks", "adapters.jose.token_verifier_jwks"),
    Entry("key_announcer", "cache", "adapters.jose.key_announcer"),
    Entry("id_token_signer", "jose", "adapters.jose.id_token_signer"),
    Entry("tracing", "w3c", "adapters.w3c.tracing"),
    Entry("tracing", "otel", "adapters.otel.tracing"),
    Entry("meter", "prometheus", "adapters.prometheus.meter"),
    # Planning.
    Entry("place_finder", "gazetteer", "adapters.gazetteer.place_finder"),
    Entry("place_details", "gazetteer", "adapters.gazetteer.place_details"),
    Entry("bundled_places", "gazetteer", "adapters.gazetteer.place_finder"),
    Entry("weather_forecast", "climate", "adapters.climate.weather_forecast"),
    Entry("exchange_rates", "fixed", "adapters.bundled.exchange_rates"),
    Entry("background", "thread", "adapters.system.background"),
    Entry("itinerary_maker", "direct", "composition.planning.making"),
    Entry("itinerary_maker", "http", "adapters.http.itinerary_maker"),
    Entry("plan_works", "memory", "adapters.memory.plan_works"),
    Entry("plan_works", "postgres", "adapters.postgres.plan_works"),
    Entry("language_model", "offline", "adapters.offline.language_model"),
    Entry("language_model", "bedrock", "adapters.aws.language_model"),
    Entry("language_model", "openai", "adapters.openai.language_model"),
    Entry("offline_model", "offline", "adapters.offline.language_model"),
    Entry("usage_meter", "memory", "adapters.memory.usage_meter"),
    Entry("usage_meter", "redis", "adapters.redis.usage_meter"),
    Entry("place_finder", "kakao", "adapters.kakao.place_finder"),
    Entry("place_details", "tourapi", "adapters.tourapi.place_details"),
    Entry("weather_forecast", "openweather", "adapters.openweather.weather_forecast"),
    Entry("climate_normals", "climate", "adapters.climate.weather_forecast"),
    Entry("exchange_rates", "exchangerate", "adapters.exchangerate.exchange_rates"),
    # Films.
    Entry("photo_reader", "pillow", "adapters.pillow.photo_reader"),
    Entry("sound_reader", "ffmpeg", "adapters.ffmpeg.sound_reader"),
    Entry("film_maker", "ffmpeg", "adapters.ffmpeg.film_maker"),
    Entry("video_templates", "bundled", "adapters.bundled.video_templates"),
    Entry("video_works", "memory", "adapters.memory.video_works"),
    Entry("video_works", "postgres", "adapters.postgres.video_works"),
    Entry("notice_works", "memory", "adapters.memory.notice_works"),
    Entry("notice_works", "postgres", "adapters.postgres.notice_works"),
    Entry("workshop", "system", "adapters.system.workshop"),
    # Frames, notices, retention.
    Entry("frame_extractor", "pyav", "adapters.pyav.frame_extractor"),
    Entry("turns", "memory", "adapters.memory.turns"),
    Entry("turns", "postgres", "adapters.postgres.turns"),
    # What several adapters of one technology share.
    Entry("installation_key", "kept", "adapters.signing.signing_key"),
    Entry("database", "embedded", "adapters.pgserver.database"),
    Entry("database", "shared", "adapters.pgserver.shared_database"),
    Entry("database", "url", "adapters.postgres.database"),
    Entry("postgres_pool", "aiopg", "adapters.postgres.pool"),
    Entry("redis_client", "redis", "adapters.redis.client"),
    Entry("aws_session", "aioboto3", "adapters.aws.session"),
)


def adapters_of(port: str, catalogue: tuple[Entry, ...] = CATALOGUE) -> dict[str, Entry]:
    """Return the port's adapters by name."""
    return {entry.name: entry for entry in catalogue if entry.port == port}
