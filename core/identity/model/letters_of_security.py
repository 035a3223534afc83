"""What people are told when something is wrong with their account, in Korean and English."""

from typing import Final

from attrs import frozen

from core.identity.model.user import Locale


@frozen(kw_only=True)
class SecurityLetter:
    """A letter without a link: whoever is warned is not taught to follow links in warnings."""

    subject: str
    text: str


ENGLISH: Final = SecurityLetter(
    subject="We have signed you out on one device",
    text="""\
Hello,

A sign-in of yours was used a second time. That only happens when somebody else has a copy of it, or when a device was
restored from a backup. To be safe we have ended that sign-in. Your other devices are not affected.

- Sign in again, look through your sessions in the settings of the app, and end those that you do not know.
- If you use a password, choose a new one.

We never ask for a password or a code by e-mail.

Oddiya
""",
)
KOREAN: Final = SecurityLetter(
    subject="기기 한 곳에서 로그아웃되었습니다",
    text="""\
안녕하세요,

회원님의 로그인 정보가 두 번 사용되었습니다. 다른 사람이 그 사본을 가지고 있거나, 기기를 백업에서 복원했을 때에만
생기는 일입니다. 안전을 위해 해당 로그인을 종료했습니다. 다른 기기에는 영향이 없습니다.

- 다시 로그인하신 뒤 앱 설정에서 로그인된 기기를 확인하고, 모르는 기기는 로그아웃해 주세요.
- 비밀번호를 사용하신다면 새 비밀번호로 바꿔 주세요.

오디야는 이메일로 비밀번호나 인증 코드를 묻지 않습니다.

오디야 드림
""",
)


def letter_of_reuse(locale: Locale) -> SecurityLetter:
    """Return the letter in the language that the reader is likeliest to understand."""
    return KOREAN if locale == "ko" else ENGLISH
