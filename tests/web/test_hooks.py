"""Pages where a desk asks that a program be told of events: what they show, once and to whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from khuyencong.post.actions.api_keys import WantedKey, make_key
from khuyencong.post.actions.hooks import WantedHook, deliver, make_hook, try_hook
from khuyencong.post.models import Hook, HookAttempt
from tests.api.conftest import today
from tests.conftest import officer_of
from tests.receiver import receiving
from tests.web.conftest import SignedInClient

pytestmark = pytest.mark.django_db
__all__ = ["today"]
LIST, NEW = "/ban-lam-viec/khoa-api/bao-tin/", "/ban-lam-viec/khoa-api/bao-tin/them/"


def browser_of(actor):
    client = SignedInClient()
    client.force_login(actor.account)
    return client


@pytest.fixture
def key(dong_thap_officer):
    asked = WantedKey(name="Cổng dữ liệu", scopes=["projects:read"], days=30)
    return make_key(dong_thap_officer.desk, asked, by=dong_thap_officer, at=now())[0]


@pytest.fixture
def hook(key, dong_thap_officer):
    wanted = WantedHook(address="https://phanmem.vn/nhan", events=["project.moved"])
    return make_hook(key, wanted, by=dong_thap_officer, at=now())[0]


def attempted():
    """Make every attempt that waits."""
    for pk in HookAttempt.objects.filter(ended_at=None).values_list("pk", flat=True):
        deliver.call(pk)


def test_the_holder_asks_for_it_sees_the_secret_once_and_looks_after_it(key, dong_thap_officer, settings):
    settings.HOOKS_ON_TRIAL = True
    client = browser_of(dong_thap_officer)
    assert f'href="{LIST}"' in client.get(reverse("api_keys")).content.decode()
    assert f'href="{NEW}"' in client.get(LIST).content.decode()
    wrong = client.post(NEW, {"key": key.pk, "address": "", "events": []})
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (422, ["address", "events"])
    asked = {"key": key.pk, "address": "https://10.0.0.1/", "events": ["return.approved", "project.moved"]}
    refused = client.post(NEW, asked)
    assert (refused.status_code, [each.code for each in refused.context["blocked"]]) == (
        422,
        ["no_name", "events"],
    )
    with receiving() as box:
        box.answers = [500]
        made = client.post(NEW, asked | {"address": box.address, "events": ["project.moved"]})
        hook = Hook.objects.get()
        page = made.headers["Location"]
        assert (made.status_code, page) == (302, reverse("api_key_hook", args=[hook.code]))
        first, again = client.get(page), client.get(page)
        secret = first.context["new_secret"]
        assert (
            secret.startswith("whsec_"),
            secret in first.content.decode(),
            secret in again.content.decode(),
        ) == (
            True,
            True,
            False,
        )
        assert client.post(page, {"do": "try"}).status_code == 302
        assert "chờ gửi" in client.get(page).content.decode()
        attempted()
        shown = client.get(page).content.decode()
        assert ("chưa được" in shown, "Máy nhận trả lời 500." in shown) == (True, True)
        assert client.post(page, {"message": hook.messages.get().pk}).status_code == 302
        attempted()
        shown = client.get(page).content.decode()
        assert ("đã nhận" in shown, "lần thứ 2" in shown, len(box.got)) == (True, True, 2)
    assert client.post(page, {"message": "99999999"}).status_code == 404
    client.post(page, {"do": "rotate"})
    assert client.get(page).context["new_secret"] not in ("", secret)
    client.post(page, {"do": "pause"})
    assert (
        client.post(page, {"message": hook.messages.get().pk}).status_code == 302
    )  # a trial may be sent again
    assert "Báo tin trở lại" in client.get(page).content.decode()
    assert client.post(page, {"do": "pause"}).status_code == 422
    client.post(page, {"do": "resume"})
    client.post(page, {"do": "end"})
    assert "Gửi thử" not in client.get(page).content.decode()
    assert client.post(page, {"do": "try"}).status_code == 422


def test_every_button_asks_who_is_there(hook, key, dong_thap_officer):
    client = browser_of(dong_thap_officer)
    client.confirmed(dong_thap_officer.account, at=0)
    wanted = {"key": key.pk, "address": "https://phanmem.vn/b", "events": ["project.moved"]}
    page = reverse("api_key_hook", args=[hook.code])
    asked = [(NEW, wanted), *((page, {"do": each}) for each in ("try", "pause", "rotate", "end"))]
    assert ["xac-nhan" in client.post(*each).headers["Location"] for each in asked] == [True] * 5
    hook.refresh_from_db()
    assert (Hook.objects.count(), hook.messages.count(), hook.paused_at, hook.generation, hook.ended_at) == (
        *(1, 0, None, 1),
        None,
    )


def test_each_sees_those_of_her_own_desk_or_of_those_she_looks_after(
    hook, dong_thap_officer, dong_thap_colleague, tay_ninh_officer, administrator
):
    ours = officer_of("Đồng Tháp", "quantridongthap", "administrator")
    theirs = officer_of("Tây Ninh", "quantritayninh", "administrator")
    page = reverse("api_key_hook", args=[hook.code])
    everyone = (dong_thap_officer, ours, administrator, dong_thap_colleague, tay_ninh_officer, theirs)
    seen = [
        (list(browser_of(each).get(LIST).context["page"]), browser_of(each).get(page).status_code)
        for each in everyone
    ]
    assert seen == [([hook], 200)] * 3 + [([], 404)] * 3
    assert [browser_of(each).post(page, {"do": "end"}).status_code for each in everyone[3:]] == [404] * 3
    managing = browser_of(ours)
    shown = managing.get(page).content.decode()
    assert ("Gửi thử" in shown, "Đổi bí mật</button>" in shown, "Gỡ hẳn</button>" in shown) == (
        False,
        False,
        True,
    )
    assert managing.post(page, {"do": "try"}).status_code == 403
    assert managing.post(page, {"do": "pause"}).status_code == 302


def test_an_administrator_reads_no_body(hook, dong_thap_officer, administrator):
    try_hook(hook, by=dong_thap_officer, at=now())
    page = reverse("api_key_hook", args=[hook.code])
    shown = [
        "không báo việc gì" in browser_of(each).get(page).content.decode()
        for each in (dong_thap_officer, administrator)
    ]
    assert shown == [True, False]


def test_a_key_of_a_colleague_is_no_choice(key, dong_thap_colleague):
    client = browser_of(dong_thap_colleague)
    assert "chưa có khóa" in client.get(NEW).content.decode()
    asked = {"key": key.pk, "address": "https://phanmem.vn/b", "events": ["project.moved"]}
    assert (client.post(NEW, asked).status_code, Hook.objects.count()) == (422, 0)


def test_statements_of_the_pages_do_not_grow(hook, key, dong_thap_officer):
    client, page = browser_of(dong_thap_officer), reverse("api_key_hook", args=[hook.code])
    counts = []
    for number in (1, 4):
        for each in range(number):
            try_hook(hook, by=dong_thap_officer, at=now())
            if each:
                wanted = WantedHook(address=f"https://phanmem.vn/nhan-{each}", events=["project.moved"])
                make_hook(key, wanted, by=dong_thap_officer, at=now())
        for address in (LIST, page):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
