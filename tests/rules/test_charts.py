"""Rows of charts: nothing is left out where only the longest are drawn."""

from hypothesis import given
from hypothesis import strategies as st

from khuyencong.rules.charts import Bar, longest_first

BARS = st.lists(
    st.builds(Bar, name=st.text(max_size=5), values=st.tuples(*[st.integers(0, 10**9)] * 2)), max_size=20
)


@given(BARS, st.integers(2, 8))
def test_the_longest_come_first_and_the_sum_stays(bars, most):
    found = longest_first(bars, most, "Khác")
    assert len(found) == min(len(bars), most)
    assert sum(each.whole for each in found) == sum(each.whole for each in bars)
    named = found[: most - 1] if len(bars) > most else found
    assert [each.whole for each in named] == sorted((each.whole for each in named), reverse=True)
    if len(bars) > most:
        assert found[-1].name == f"Khác ({len(bars) - most + 1})"
