"""What an engine raises together (a TaskGroup's errors) is told by the one that says what is to be done."""

import pytest

from datasay.core.errors import Unavailable
from datasay.engines.containment import contained
from datasay.engines.errors import EngineBusy, EngineFailed, EngineRejected
from datasay.engines.protocols import Desk
from datasay.wording.told import Told

_AWAY = Unavailable(Told("away", "不在"))


@pytest.mark.parametrize(
    ("together", "told"),
    [
        ([ValueError("a"), EngineBusy("b")], EngineBusy),
        ([EngineRejected("a"), ExceptionGroup("inner", [KeyError("k"), EngineBusy("b")])], EngineBusy),
        ([ValueError("a"), EngineRejected("no such voice")], EngineRejected),
        ([EngineRejected("a"), _AWAY], Unavailable),
        ([ValueError("a"), KeyError("k")], EngineFailed),
    ],
)
def test_the_error_that_decides_is_told(together: list[Exception], told: type[Exception]) -> None:
    with pytest.raises(told) as raised, contained("voice", "far", Desk()):
        raise ExceptionGroup("several", together)
    assert type(raised.value) is told
    assert "several" not in str(raised.value)
