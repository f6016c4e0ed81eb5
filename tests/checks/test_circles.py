from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.circles import circle

TURN, FORM, STEPS = Path("chat/turn.py"), Path("forms/form.py"), Path("forms/steps.py")


@pytest.mark.parametrize(
    "last",
    [
        "from chat import turn\n",
        "import chat.turn\n",
        "from chat.turn import Turn\n",
        "if TYPE_CHECKING:\n    from chat.turn import Turn\n",
        "def late() -> None:\n    from chat.turn import Turn\n",
    ],
)
def test_a_circle_is_found_and_its_files_are_named(last: str) -> None:
    found = circle(
        {
            TURN: "from forms.form import Form\n",
            FORM: "from forms import steps\n",
            STEPS: last,
            Path("chat/__init__.py"): "from chat.turn import Turn\n",
        }
    )
    assert found[0] == found[-1]
    assert sorted(found[1:]) == [TURN, FORM, STEPS]
    importer, imported = found[:2]
    assert (importer, imported) in {(TURN, FORM), (FORM, STEPS), (STEPS, TURN)}


def test_imports_that_run_downwards_are_no_circle() -> None:
    package = Path("forms/__init__.py")
    assert not circle(
        {
            package: "from forms.form import Form\n",
            FORM: "import json\nfrom forms.steps import Step\nfrom forms import form\n",
            STEPS: "from pathlib import Path\n",
            TURN: "from forms import Form\n",
        }
    )
