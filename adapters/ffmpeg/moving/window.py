"""Where a window is on its way over a picture."""

from typing import Final

from core.video.model.timeline import Motion, Window

WHOLE: Final = Window(left=0.0, top=0.0, size=1.0)


def window_at(motion: Motion | None, frame: int, *, of: int) -> Window:
    """Return the window in a frame, counted from 0: it sets off gently, and is at its end in the last frame."""
    if motion is None:
        return WHOLE
    share = frame / (of - 1) if of > 1 else 0.0
    eased = share * share * (3 - 2 * share)
    return Window(
        left=_between(motion.begin.left, motion.end.left, eased),
        top=_between(motion.begin.top, motion.end.top, eased),
        size=_between(motion.begin.size, motion.end.size, eased),
    )


def _between(begin: float, end: float, share: float) -> float:
    return begin + (end - begin) * share
