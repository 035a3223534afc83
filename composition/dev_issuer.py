"""The issuer that laptops sign in with: it believes everybody, and runs only where that does no harm."""

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory, List

from adapters.section import CannotOpen, setting
from adapters.wire.public_url import PublicUrl, public_url
from composition.process import Process
from composition.settings import Settings
from composition.sign_in_settings import RedirectUris, redirect_uris
from entrypoints.dev_issuer.codes import DevCodes
from entrypoints.dev_issuer.routes import FOLDER, DevIssuerRoutes
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


@frozen(kw_only=True)
class DevIssuerSettings:
    """Whether there is one, and where."""

    enabled: bool = setting(
        "ODDIYA_DEV_ISSUER", "true if anybody may sign in as anybody, for development", default=False
    )
    profile: str = setting("ODDIYA_PROFILE", "memory, embedded or aws", default="")
    redirect_uris: RedirectUris = redirect_uris()
    public_url: PublicUrl = public_url()

    @property
    def issuer(self) -> str:
        """The issuer's URL."""
        if self.profile == "aws":
            raise CannotOpen("the dev issuer believes everybody: it does not run with the profile aws")
        return f"{self.public_url}{FOLDER}"


def is_enabled(settings: Settings) -> bool:
    """Tell whether the settings ask for it."""
    return settings.section(DevIssuerSettings).enabled


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
