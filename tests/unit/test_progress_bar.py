"""How far some work is, is one line on a terminal, and a line for each step anywhere else."""

from io import StringIO

from typing_extensions import override

from composition.progress_bar import CLEAR, ProgressBar
from core.video.model.job import Progress

STEPS = (
    Progress(step="fetching"),
    Progress(done=1, total=4, step="drawing"),
    Progress(done=2, total=4, step="drawing"),
)


class Terminal(StringIO):
    @override
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_one_line_is_written_over_and_over_and_left_empty() -> None:
    out = Terminal()
    bar = ProgressBar(out)
    for progress in STEPS:
        bar.tell(progress)
    bar.close()
    assert out.getvalue().split(CLEAR) == [
        "",
        f"[{'.' * 30}]   0%  fetching",
        f"[{'#' * 8}{'.' * 22}]  25%  drawing",
        f"[{'#' * 15}{'.' * 15}]  50%  drawing",
        "",
    ]


def test_elsewhere_each_step_is_named_once() -> None:
    out = StringIO()
    bar = ProgressBar(out)
    for progress in STEPS:
        bar.tell(progress)
    bar.close()
    assert out.getvalue() == "fetching\ndrawing\n"
