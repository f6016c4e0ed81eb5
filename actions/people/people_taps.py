"""The buttons about people that go out with notices."""

from __future__ import annotations

from actions.taps import Tap
from storage.cases import sealed


class LetIn(Tap, name="letin"):
    """Accept the account that opened an invitation."""

    invitation_id: int


class KeepOut(Tap, name="keepout"):
    """It is somebody else."""

    invitation_id: int


class SplitOff(Tap, name="link:undo"):
    """ "That was not me": the account that joined loses what it can see."""

    account_id: int


class OpenCallBack(Tap, name="callback:view"):
    """Show the number of somebody who wants to be called."""

    call_back_id: int


class Denounce(Tap, name=sealed.ACTION):
    """Show the denunciation screen. Buttons of the screen itself are known by this first word."""
