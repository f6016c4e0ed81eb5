"""The buttons of notices about people."""

from __future__ import annotations

from actions.taps import Tap
from storage.cases import sealed


class LetIn(Tap, name="letin"):
    """Accept the account that opened an invitation."""

    invitation_id: int


class KeepOut(Tap, name="keepout"):
    """Reject the account that opened an invitation."""

    invitation_id: int


class SplitOff(Tap, name="link:undo"):
    """Split off an account that somebody else joined."""

    account_id: int


class OpenCallBack(Tap, name="callback:view"):
    """Show the number of a call-back."""

    call_back_id: int


class Denounce(Tap, name=sealed.ACTION):
    """Show the denunciation screen. The names of the screen's own taps begin with this one."""
