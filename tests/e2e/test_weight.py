"""What a page costs on a slow line: bounds from the design, measured on the wire."""

import pytest

FIRST, AFTERWARDS = 300_000, 40_000


def transferred(page, address: str) -> int:
    """Bytes on the wire for one visit, headers included, as the browser's own network layer counts them."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: dict[str, int] = {}
    session.on(
        "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]})
    )
    page.goto(address)
    page.wait_for_load_state("networkidle")
    session.detach()
    return int(sum(sizes.values()))


@pytest.mark.parametrize("address", ["/", "/vung/vn/2018/2018-07-31/", "/so-lieu/", "/tro-giup/"])
def test_a_page_weighs_little_at_first_and_less_afterwards(open_page, address, record_property):
    page = open_page("about:blank")
    first = transferred(page, address)
    again = transferred(page, address)
    record_property("first", first)
    record_property("again", again)
    assert 10_000 < first < FIRST
    assert again < AFTERWARDS


def test_nothing_moves_while_the_page_loads(open_page):
    page = open_page("about:blank")
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => { for (const each of list.getEntries()) "
        "window.moved += each.value }).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.moved") < 0.05
