"""What people are told of films and frames, in each language."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from core.identity.model.user import Locale
from core.notices.model.notice import NoticeKind


@frozen(kw_only=True)
class Wording:
    """A headline, what is said of a thing with a title, and what is said of one without."""

    headline: str
    named: str = ""
    nameless: str


WORDINGS: Final[Mapping[tuple[NoticeKind, Locale], Wording]] = {
    ("film-completed", "ko"): Wording(
        headline="영화가 완성됐어요", named="“{title}” 영화를 지금 볼 수 있어요.", nameless="지금 볼 수 있어요."
    ),
    ("film-completed", "en"): Wording(
        headline="Your film is ready", named="“{title}” can be watched now.", nameless="It can be watched now."
    ),
    ("film-completed", "ja"): Wording(
        headline="ムービーが完成しました", named="「{title}」を今すぐ見られます。", nameless="今すぐ見られます。"
    ),
    # Reasons are told in English only.
    ("film-failed", "ko"): Wording(
        headline="영화를 만들지 못했어요",
        named="“{title}” 영화를 만들지 못한 이유를 앱에서 확인해 주세요.",
        nameless="이유를 앱에서 확인해 주세요.",
    ),
    ("film-failed", "en"): Wording(
        headline="Your film could not be made", named="“{title}”: {reason}", nameless="The reason: {reason}"
    ),
    ("film-failed", "ja"): Wording(
        headline="ムービーを作成できませんでした",
        named="「{title}」を作成できなかった理由をアプリでご確認ください。",
        nameless="理由をアプリでご確認ください。",
    ),
    ("frames-completed", "ko"): Wording(
        headline="프레임을 모두 뽑았어요",
        nameless="ZIP 파일을 지금 내려받을 수 있어요. 프레임 {frames}장이 들어 있어요.",
    ),
    ("frames-completed", "en"): Wording(
        headline="Your frames are ready", nameless="The ZIP can be downloaded now. Frames in it: {frames}."
    ),
    ("frames-completed", "ja"): Wording(
        headline="フレームを切り出しました",
        nameless="ZIPファイルを今すぐダウンロードできます。フレームは{frames}枚です。",
    ),
    ("frames-failed", "ko"): Wording(headline="프레임을 뽑지 못했어요", nameless="이유를 앱에서 확인해 주세요."),
    ("frames-failed", "en"): Wording(headline="Your frames could not be extracted", nameless="The reason: {reason}"),
    ("frames-failed", "ja"): Wording(
        headline="フレームを切り出せませんでした", nameless="理由をアプリでご確認ください。"
    ),
}
