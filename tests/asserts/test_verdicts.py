"""What the asserts of a graded cell say about right and wrong answers, and whose an error is."""

from __future__ import annotations

import pytest

from kit.checks import Outcome

PASSED, FAILED, BLOCKED, BROKEN = Outcome.PASSED, Outcome.FAILED, Outcome.BLOCKED, Outcome.BROKEN
SQUARE = 'def square(x):\n    if isinstance(x, str): raise ValueError("no")\n    return '


def messages(results) -> dict[str, str]:
    return {line: one.message for line, one in results.items() if one.outcome is not PASSED}


@pytest.mark.parametrize("exercise", ["M2-E1", "M2-E2", "M2-E3"])
def test_the_reference_keeps_every_mark(verdicts, exercise: str) -> None:
    assert messages(verdicts(exercise)) == {}


def test_one_check_for_each_assert_with_equal_shares(m2) -> None:
    exercises = m2.hidden()
    assert [one.id for one in exercises["M2-E1"].checks] == [
        "M2-E1.line-3", "M2-E1.line-4", "M2-E1.line-5", "M2-E1.line-14",
    ]  # fmt: skip
    assert [one.title for one in exercises["M2-E1"].checks] == [
        'Line 3: assert y.shape == (3,), "the shape is not that of x"',
        "Line 4: assert torch.equal(y, x * x)",
        "Line 5: try:",
        "Hidden test in line 14",
    ]
    assert [one.points for one in exercises["M2-E1"].checks] == [10, 10, 10, 10]
    assert exercises["M2-E1"].names == ("square",)
    assert exercises["M2-E3"].names == ("unique", "count")


@pytest.mark.parametrize("points", [1, 2, 0.3, 7, 0.1])
@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 11, 49])
def test_shares_sum_to_the_points_exactly(m2, rewrite, points: float, count: int) -> None:
    asserts = "\n".join(f"assert unique([{n}])" for n in range(count))
    text = m2.text.read_text()
    m2.text.write_text(text.partition("before = seen")[0].replace("points=20", f"points={points}") + asserts)
    exercise = m2.hidden()["M2-E3"]
    assert len(exercise.checks) == count
    assert exercise.points == points
    assert all(check.points > 0 for check in exercise.checks)


def test_messages_of_failed_asserts(verdicts) -> None:
    found = messages(verdicts("M2-E1", SQUARE + "x.repeat(2) + 1"))
    assert found == {
        "line-3": "the shape is not that of x",
        "line-4": "does not hold: assert torch.equal(y, x * x)",
        "line-14": "a hidden test does not hold",
    }


def test_the_line_inside_a_block_is_named(verdicts, rewrite) -> None:
    rewrite('set(items), f"unique({items}) is not right"', "set(items)")
    found = messages(verdicts("M2-E3", "def unique(items): return set(items) if items else None"))
    assert found["line-2"] == "does not hold: assert unique(items) == set(items)"


def test_what_the_students_code_raises_is_the_students(verdicts) -> None:
    found = verdicts("M2-E1", SQUARE + "x[7]")
    assert [one.outcome for one in found.values()] == [FAILED, FAILED, PASSED, FAILED]
    assert found["line-3"].message.startswith("your code raised IndexError")
    assert found["line-4"].message == found["line-3"].message
    assert "line 14" not in found["line-14"].message


def test_a_stub_and_a_missing_name(verdicts) -> None:
    found = verdicts("M2-E1", "def square(x): raise NotImplementedError()")
    assert {one.outcome for one in found.values()} == {BLOCKED}
    found = verdicts("M2-E1", "del square")
    assert {one.message for one in found.values()} == {"your code raised NameError: square is not defined"}


def test_what_had_to_be_stopped_is_no_exception_that_a_test_may_expect(verdicts, rewrite) -> None:
    rewrite("except ValueError:", "except Exception:")
    code = "def square(x):\n    if isinstance(x, str): raise {}\n    return x * x"
    assert messages(verdicts("M2-E1", code.format("TypeError"))) == {}
    stopped = messages(verdicts("M2-E1", code.format("KeyboardInterrupt")))
    assert set(stopped) == {"line-5"}
    assert "took too long" in stopped["line-5"]


def test_a_value_that_the_test_cannot_use_is_the_students(verdicts) -> None:
    found = verdicts("M2-E1", SQUARE + "None")
    assert [one.outcome for one in found.values()] == [FAILED, FAILED, PASSED, FAILED]
    assert found["line-3"].message.endswith("raised AttributeError: 'NoneType' object has no attribute 'shape'")
    assert found["line-14"].message == "a hidden test cannot use what your code gives (AttributeError)"


@pytest.mark.parametrize(
    "broken",
    [
        "assert 1 / 0",
        "values = [1, 2]\nassert values[2] == 3",
        "assert torch.alclose(square(x), x)",
        "import no_such_module\nassert no_such_module",
        "assert math.isclose(1, 2)",
    ],
)
def test_an_error_in_the_tests_own_code_is_no_ones_mistake(verdicts, rewrite, broken: str) -> None:
    rewrite('assert y.shape == (3,), "the shape is not that of x"', broken)
    found = verdicts("M2-E1")
    assert [one.id for one in found.values() if one.outcome is BROKEN] == [
        f"M2-E1.line-{2 + broken.count(chr(10)) + 1}"
    ]
    assert sum(one.outcome is PASSED for one in found.values()) == 3


def test_what_is_built_on_broken_setup_is_broken_too(verdicts, rewrite) -> None:
    rewrite("x = torch.arange(3.0)", "x = torch.arange(1 / 0)")
    assert [one.outcome for one in verdicts("M2-E1").values()] == [BROKEN, BROKEN, PASSED, PASSED]


def test_own_names_stay_with_the_test(verdicts) -> None:
    peek = "def square(x):\n    assert not {'y', 'secret', 'before'} & globals().keys()\n    return x * x"
    assert set(messages(verdicts("M2-E1", peek))) == {"line-5"}  # only the refusal of a text is missing


def test_an_import_of_a_locked_cell_is_the_tests_own(verdicts) -> None:
    patch = "class torch:\n    equal = allclose = staticmethod(lambda *a: True)\n    arange = tensor = int\n"
    found = messages(verdicts("M2-E1", f"{patch}{SQUARE}2 * x"))
    assert set(found) == {"line-4", "line-14"}


def test_the_students_builtins_are_not_the_tests(verdicts) -> None:
    found = messages(verdicts("M2-E2", "isinstance = issubclass = callable = any = lambda *a: True\nclass Net: pass"))
    assert set(found) == {"line-1", "line-3", "line-5", "line-8"}


def test_objects_that_equal_everything_do_not_help(verdicts) -> None:
    yes = "class Yes:\n    def __eq__(self, other): return True\n    __hash__ = object.__hash__\n"
    assert set(messages(verdicts("M2-E3", f"{yes}def unique(items): return Yes()\ncount = unique"))) >= {
        "line-2", "line-7", "line-8",
    }  # fmt: skip


def test_a_students_function_is_not_taken_for_an_import_of_that_name(verdicts, rewrite) -> None:
    rewrite("import math\n", "import math\nfrom statistics import mean as count\n")
    assert messages(verdicts("M2-E3")) == {}


def test_a_students_class_called_like_a_collection(verdicts) -> None:
    mine = "class Counter:\n    def __init__(self, items): self.total = len(items)\ncount = Counter"
    found = verdicts("M2-E3", mine)
    assert [one.outcome for one in found.values()] == [PASSED, PASSED, FAILED, FAILED]
    assert "has no attribute 'values'" in found["line-8"].message


def test_library_assertions(verdicts, rewrite) -> None:
    rewrite("assert torch.equal(y, x * x)", "torch.testing.assert_close(y, x * x)")
    rewrite("assert torch.allclose(secret.grad", "torch.testing.assert_close(secret.grad")
    found = messages(verdicts("M2-E1", SQUARE + "2 * x"))
    assert found["line-4"].startswith("does not hold: torch.testing.assert_close(y, x * x)\nTensor-likes")
    assert found["line-14"] == "a hidden test does not hold"


def test_a_name_that_the_test_rebinds_is_read_first(verdicts, rewrite) -> None:
    rewrite("before = seen", "seen = seen + 1\nbefore = seen")
    found = verdicts("M2-E3")  # `seen` is the test's own from here on
    assert [one.outcome for one in found.values()] == [PASSED, FAILED, PASSED, PASSED]


def test_the_tests_output_goes_nowhere(verdicts, capfd: pytest.CaptureFixture[str]) -> None:
    verdicts("M2-E3")
    assert capfd.readouterr() == ("", "")


def test_random_numbers_are_the_same_at_every_grading(verdicts, rewrite) -> None:
    drawn = 'f"{random.random()} {np.random.rand()} {torch.rand(())}"'
    rewrite("before = seen", f"import random\nbefore = seen\nassert unique([]) is None, {drawn}")
    first, again = verdicts("M2-E3"), verdicts("M2-E3")
    assert first["line-3"].message == again["line-3"].message != ""
