"""Signing in with an e-mail address and a password, over HTTP."""

from typing import Annotated, Final

from attrs import field, frozen
from typing_extensions import Doc

from core.identity.model.device import KEPT_FOR as DEVICE_KEPT
from core.identity.model.email import NoEmailAddress
from core.identity.model.errors import EmailTaken, InvalidCredentials, TicketNotValid, TooManyAttempts, WeakPassword
from core.identity.model.new_account import NewAccount
from core.identity.model.signed_in import SignedIn
from core.identity.model.user import Locale
from core.identity.use_cases.passwords.ask_password_reset import AskPasswordReset
from core.identity.use_cases.passwords.log_in import LogIn
from core.identity.use_cases.passwords.register import Register
from core.identity.use_cases.passwords.reset_password import ResetPassword
from core.identity.use_cases.passwords.verify_registration import VerifyRegistration
from entrypoints.clients import client_of
from entrypoints.cookie import Cookie
from entrypoints.http.caller import PUBLIC, RequestInfo
from entrypoints.http.reply import Reply
from entrypoints.http.route import post
from entrypoints.http.shapes.constraints import Length
from entrypoints.languages import locale_of
from entrypoints.signed_in import SignedInOut, signed_in_out

BODY_LIMIT: Final = 16 * 1024
TAG: Final = "sign-in"

# Characters as they are sent; how many count is decided once they are in their normal form.
PasswordIn = Annotated[str, Length(min=1, max=1024)]
EmailIn = Annotated[str, Length(min=1, max=254)]
LinkToken = Annotated[str, Length(min=1, max=128), Doc("what the link in the letter has after `#token=`")]


@frozen(kw_only=True)
class NewAccountIn:
    """Who wants to register."""

    email: EmailIn = field(repr=False)
    password: Annotated[PasswordIn, Doc("15 to 256 characters, of any kind, that nobody would guess")] = field(
        repr=False
    )
    name: Annotated[str, Length(max=200)] = field(default="", repr=False)


@frozen(kw_only=True)
class LoginIn:
    """Who wants to sign in."""

    email: EmailIn = field(repr=False)
    password: PasswordIn = field(repr=False)


@frozen(kw_only=True)
class VerificationIn:
    """The link, and the password that was chosen when registering."""

    token: LinkToken = field(repr=False)
    password: PasswordIn = field(repr=False)


@frozen(kw_only=True)
class ForgottenIn:
    """Whose password is forgotten."""

    email: EmailIn = field(repr=False)


@frozen(kw_only=True)
class NewPasswordIn:
    """The link, and the password to be."""

    token: LinkToken = field(repr=False)
    password: PasswordIn = field(repr=False)


@frozen(kw_only=True)
class LetterOut:
    """A letter may be on its way; whether one is, only its reader learns."""

    detail: str = "if a letter can be sent to this address, it is on its way; it has a link to go on with"


@frozen(kw_only=True)
class PasswordRoutes:
    """Passwords; `secure` where clients reach us by https."""

    register: Register
    verify_registration: VerifyRegistration
    log_in: LogIn
    ask_password_reset: AskPasswordReset
    reset_password: ResetPassword
    secure: bool

    @post(
        "/api/v1/auth/register",
        status=(202, 201),
        security=PUBLIC,
        raises=(NoEmailAddress, WeakPassword, EmailTaken, TooManyAttempts),
        tags=TAG,
        body_limit=BODY_LIMIT,
    )
    async def post_registration(self, body: NewAccountIn, request: RequestInfo) -> Reply[SignedInOut] | LetterOut:
        """Register, at once or, where letters are sent, by the link in one."""
        account = NewAccount(email=body.email, password=body.password, name=body.name, locale=_locale_of(request))
        signed_in = await self.register(account=account, client=client_of(request))
        if signed_in is None:
            return LetterOut()
        return self._reply(signed_in, status=201)

    @post(
        "/api/v1/auth/verify",
        security=PUBLIC,
        raises=(TicketNotValid, InvalidCredentials, TooManyAttempts),
        tags=TAG,
        body_limit=BODY_LIMIT,
    )
    async def post_verification(self, body: VerificationIn, request: RequestInfo) -> Reply[SignedInOut]:
        """Finish registering with the link from the letter."""
        signed_in = await self.verify_registration(token=body.token, password=body.password, client=client_of(request))
        return self._reply(signed_in)

    @post(
        "/api/v1/auth/login",
        security=PUBLIC,
        raises=(InvalidCredentials, TooManyAttempts),
        tags=TAG,
        body_limit=BODY_LIMIT,
    )
    async def post_login(self, body: LoginIn, request: RequestInfo) -> Reply[SignedInOut]:
        """Sign in."""
        signed_in = await self.log_in(
            email=body.email,
            password=body.password,
            client=client_of(request),
            device=self._known_by.read(request) or "",
        )
        return self._reply(signed_in)

    @post(
        "/api/v1/auth/password-reset",
        status=202,
        security=PUBLIC,
        raises=(NoEmailAddress, TooManyAttempts),
        tags=TAG,
        body_limit=BODY_LIMIT,
    )
    async def post_forgotten(self, body: ForgottenIn, request: RequestInfo) -> LetterOut:
        """Ask for a letter with a link to choose a new password."""
        await self.ask_password_reset(email=body.email, locale=_locale_of(request), client=client_of(request))
        return LetterOut()

    @post(
        "/api/v1/auth/password-reset/confirm",
        status=204,
        security=PUBLIC,
        raises=(TicketNotValid, WeakPassword, TooManyAttempts),
        tags=TAG,
        body_limit=BODY_LIMIT,
    )
    async def post_new_password(self, body: NewPasswordIn) -> None:
        """Choose a new password with the link from the letter, which signs out everywhere."""
        await self.reset_password(token=body.token, password=body.password)

    @property
    def _known_by(self) -> Cookie:
        return Cookie(name="oddiya-device", same_site="Strict", secure=self.secure)

    def _reply(self, signed_in: SignedIn, *, status: int = 200) -> Reply[SignedInOut]:
        kept = {"Set-Cookie": self._known_by.given(signed_in.device or "", life=DEVICE_KEPT)}
        return Reply(value=signed_in_out(signed_in.tokens, signed_in.user), headers=kept, status=status)


def _locale_of(request: RequestInfo) -> Locale:
    return locale_of(request.headers.get("Accept-Language", ""))
