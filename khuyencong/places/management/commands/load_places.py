"""`manage.py load_places`: administrative units and regions from the package's own files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from khuyencong.places.actions import BrokenDataError, Loaded, load


class Command(BaseCommand):
    """Loads `places/data/*.csv`; running it again changes nothing."""

    help = "Nạp đơn vị hành chính, nguồn gốc và vùng từ tệp dữ liệu kèm theo; chạy lại không thay đổi gì."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--provinces-only", action="store_true", help="chỉ nạp cấp tỉnh và vùng")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then say per table what changed."""
        try:
            report = load(provinces_only=options["provinces_only"], progress=self.stdout.write)
        except BrokenDataError as broken:
            raise CommandError(str(broken)) from broken
        for loaded in report:
            self.stdout.write(self._line(loaded))
        if not any(loaded.touched for loaded in report):
            self.stdout.write("Không có gì thay đổi.")

    @staticmethod
    def _line(loaded: Loaded) -> str:
        line = (
            f"  {loaded.table}: {loaded.total} "
            f"(thêm {loaded.created}, sửa {loaded.changed}, bỏ {loaded.deleted}"
        )
        return line + (f", ngoài tệp {loaded.extra})" if loaded.extra else ")")
