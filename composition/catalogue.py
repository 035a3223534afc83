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
    Entry("cache", "memory", "adapters.memory.cache"),
    Entry("cache", "redis", "adapters.redis.cache"),
    Entry("rate_limiter", "memory", "adapters.memory.rate_limiter"),
    Entry("rate_limiter", "redis", "adapters.redis.rate_limiter"),
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
    Entry("tracing", "w3c", "adapters.w3c.tracing"),
    Entry("tracing", "otel", "adapters.otel.tracing"),
    Entry("meter", "prometheus", "adapters.prometheus.meter"),
    # What several adapters of one technology share.
    Entry("installation_key", "kept", "adapters.signing.signing_key"),
    Entry("database", "embedded", "adapters.pgserver.database"),
    Entry("database", "url", "adapters.postgres.database"),
    Entry("postgres_pool", "aiopg", "adapters.postgres.pool"),
    Entry("redis_client", "redis", "adapters.redis.client"),
    Entry("aws_session", "aioboto3", "adapters.aws.session"),
)


def adapters_of(port: str, catalogue: tuple[Entry, ...] = CATALOGUE) -> dict[str, Entry]:
    """Return the port's adapters by name."""
    return {entry.name: entry for entry in catalogue if entry.port == port}
