"""Oddiya as one provider knows it: a client with an id, perhaps a secret, and what the provider answers it."""

from collections.abc import Callable
from typing import NoReturn
from urllib.parse import quote_plus

import structlog
from attrs import field, frozen
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_token_request

from adapters.oidc.discovery import Metadata
from adapters.oidc.web import Web
from adapters.wire.answer import Answer
from core.errors import BadAnswer
from core.identity.model.errors import ProofRefused
from ports.identity_providers import CodeGiven

OK = 200
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NOT_US = ("invalid_client", "unauthorized_client")

log = structlog.get_logger()


@frozen(kw_only=True)
class Tokens:
    """What a code was exchanged for."""

    id_token: str = field(repr=False)
    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)


@frozen(kw_only=True)
class Client:
    """Posts in the name of Oddiya; `audiences` are all ids of ours that a token may be for."""

    client_id: str
    secret: Callable[[], str | None] = field(repr=False)
    audiences: frozenset[str]
    web: Web

    async def exchange(self, given: CodeGiven, metadata: Metadata) -> Tokens:
        """Exchange a code, with the verifier that only we know."""
        form = prepare_token_request(
            "authorization_code", code=given.code, redirect_uri=given.redirect_uri, code_verifier=given.verifier
        )
        answer = await self.post(metadata.token_endpoint, form, in_form=metadata.takes_secret_in_form)
        if answer.status != OK:
            self.refused(answer)
        return self._tokens(answer)

    async def post(self, url: str, form: str, *, in_form: bool) -> Answer:
        """Post a form as this client; the secret goes into it, or into a header (RFC 6749 section 2.3.1)."""
        secret = self.secret()
        if secret is None:
            auth = ClientAuth(self.client_id, None, "none")
        elif in_form:
            auth = ClientAuth(self.client_id, secret, "client_secret_post")
        else:
            auth = ClientAuth(quote_plus(self.client_id), quote_plus(secret), "client_secret_basic")
        url, headers, body = auth.prepare("POST", url, dict(FORM), form)
        return await self.web.post(url, form=body, headers=headers)

    def refused(self, answer: Answer) -> NoReturn:
        """Raise what a refusal means: a bad code is the sender's affair, a bad client the operator's."""
        error = (answer.document() or {}).get("error")
        if error == "invalid_grant":
            raise ProofRefused(why="the provider does not take the code")
        if error in NOT_US:
            log.error("sign-in provider refuses our client id or secret", provider=self.web.name)
            raise BadAnswer(what=self.web.name)
        raise self.web.bad(f"status {answer.status} to a form")

    def _tokens(self, answer: Answer) -> Tokens:
        document = answer.document() or {}
        id_token, access_token = document.get("id_token"), document.get("access_token")
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            raise self.web.bad("no ID token for a code")
        if str(document.get("token_type")).lower() != "bearer":
            raise self.web.bad("a token that is not a bearer's")
        refresh_token = document.get("refresh_token")
        return Tokens(
            id_token=id_token,
            access_token=access_token,
            refresh_token=refresh_token if isinstance(refresh_token, str) else None,
        )
