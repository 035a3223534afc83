"""Signing in with a password."""

from dependency_injector.providers import Factory, Singleton

from composition.auth.steps import Steps
from core.identity.use_cases.passwords.ask_password_reset import AskPasswordReset
from core.identity.use_cases.passwords.log_in import LogIn
from core.identity.use_cases.passwords.register import Register
from core.identity.use_cases.passwords.reset_password import ResetPassword
from core.identity.use_cases.passwords.verify_registration import VerifyRegistration
from entrypoints.account_pages import AccountPageRoutes
from entrypoints.passwords import PasswordRoutes


class PasswordContainer(Steps):
    """Steps in, routes out."""

    password_routes = Factory(
        PasswordRoutes,
        register=Factory(
            Register,
            registration=Steps.told.provided.registration,
            attempts=Steps.attempts,
            blocklist=Steps.blocklist,
            hasher=Steps.hasher,
            works=Steps.works,
            directory=Steps.directory,
            password_sign_in=Steps.password_sign_in,
            links=Steps.links,
        ),
        verify_registration=Factory(
            VerifyRegistration,
            links=Steps.links,
            hasher=Steps.hasher,
            works=Steps.works,
            directory=Steps.directory,
            sessions=Steps.sessions,
            password_sign_in=Steps.password_sign_in,
        ),
        log_in=Factory(
            LogIn,
            attempts=Steps.attempts,
            works=Steps.works,
            hasher=Steps.hasher,
            password_sign_in=Steps.password_sign_in,
            devices=Steps.devices,
        ),
        ask_password_reset=Factory(AskPasswordReset, attempts=Steps.attempts, links=Steps.links),
        reset_password=Factory(
            ResetPassword,
            links=Steps.links,
            attempts=Steps.attempts,
            blocklist=Steps.blocklist,
            hasher=Steps.hasher,
            works=Steps.works,
            directory=Steps.directory,
            sessions=Steps.sessions,
            history=Steps.history,
        ),
        secure=Steps.told.provided.secure,
    )
    page_routes = Singleton(AccountPageRoutes.read)
