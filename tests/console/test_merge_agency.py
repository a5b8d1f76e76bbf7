"""`khuyencong merge-agency`: lists first, writes only when told to, and the trail knows."""

import pytest

from khuyencong.console import main as console
from khuyencong.console.main import main
from khuyencong.organisations.models import Desk
from khuyencong.workflow.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_setup(monkeypatch):
    """Django is up already."""
    monkeypatch.setattr(console, "with_django", lambda: None)


def test_desks_move_only_with_write(capsys, tay_ninh_officer, dong_thap_officer):
    old, new, desk = tay_ninh_officer.agency, dong_thap_officer.agency, tay_ninh_officer.desk
    command = ["merge-agency", old.code, new.code, "--on", "2026-12-01", "--source", "Giả định"]
    assert main(command) == 0
    assert "1 bàn sẽ chuyển. Chưa ghi gì" in capsys.readouterr().out
    assert Desk.objects.get(pk=desk.pk).agency == old
    assert main([*command, "--write"]) == 0
    assert Desk.objects.get(pk=desk.pk).agency == new
    told = Event.objects.get(name="agency.merge")
    assert (told.dossier_key, told.agency, told.reason) == (old.code, new.code, "Giả định")
    assert main([*command, "--write"]) == 1
    assert "đã kết thúc trước ngày 01/12/2026. Kiểm tra lại mã" in capsys.readouterr().err
    assert main(["merge-agency", "khong-co", new.code, "--on", "2026-12-01", "--source", "x"]) == 1
    assert "không có cơ quan mã “khong-co”" in capsys.readouterr().err
