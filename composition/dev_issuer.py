"""The issuer that laptops sign in with: it believes everybody, and runs only where that does no harm."""

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory, List

from adapters.section import CannotOpen
from adapters.wire.dev_issuer import DevIssuerSection
from composition.process import Process
from composition.settings import Settings
from composition.sign_in_settings import RedirectUris, redirect_uris
from entrypoints.dev_issuer.codes import DevCodes
from entrypoints.dev_issuer.routes import DevIssuerRoutes
from ports.cache import Cache
from ports.clock import Clock
from ports.id_token_signer import IdTokenSigner
from ports.randomness import Randomness


@frozen(kw_only=True)
class DevIssuerPorts:
    """What the issuer needs."""

    clock: Clock
    randomness: Randomness
    cache: Cache
    id_token_signer: IdTokenSigner


@frozen(kw_only=True, slots=False)
class DevIssuerSettings(DevIssuerSection):
    """Whether there is one, where, and for which apps."""

    redirect_uris: RedirectUris = redirect_uris()

    @property
    def issuer(self) -> str:
        """The issuer's URL; without one it does not run."""
        if self.dev_issuer_url is None:
            raise CannotOpen("ODDIYA_DEV_ISSUER is not true: only then anybody may sign in as anybody")
        return self.dev_issuer_url


def is_enabled(settings: Settings) -> bool:
    """Tell whether the settings ask for it."""
    return settings.section(DevIssuerSettings).dev_issuer


class DevIssuerContainer(DeclarativeContainer):
    """Ports in, routes out."""

    ports = Dependency(instance_of=DevIssuerPorts)
    told = Dependency(instance_of=DevIssuerSettings)
    codes = Factory(DevCodes, cache=ports.provided.cache, randomness=ports.provided.randomness)
    routes = List(
        Factory(
            DevIssuerRoutes,
            issuer=told.provided.issuer,
            targets=told.provided.redirect_uris.targets,
            codes=codes,
            signer=ports.provided.id_token_signer,
            clock=ports.provided.clock,
        )
    )
    background = List()


DEV_ISSUER = Process(
    name="dev_issuer",
    about="an OpenID issuer that believes everybody, for development",
    ports=DevIssuerPorts,
    told=DevIssuerSettings,
    container=DevIssuerContainer,
    routes=(DevIssuerRoutes,),
    wanted=is_enabled,
)
