"""`khuyencong`: every command, its arguments and its help. Django is started only for commands that need it."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from khuyencong.console.arguments import VietnameseParser, a_day, a_year

EXIT = "Mã thoát: 0 khi xong, 1 khi có lỗi trong số liệu, 2 khi không đọc được đầu vào hoặc lệnh sai."


def parser() -> VietnameseParser:
    """The whole command line."""
    top = VietnameseParser(
        prog="khuyencong", description="Chương trình khuyến công: số liệu cộng khớp.", epilog=EXIT
    )
    commands = top.add_subparsers(
        dest="command", metavar="LỆNH", required=True, title="các lệnh", parser_class=VietnameseParser
    )
    add_reconcile(commands)
    add_consolidate(commands)
    add_import(commands)
    commands.add_parser(
        "base", help="nạp đơn vị hành chính, cơ quan, danh mục nội dung, định mức"
    ).set_defaults(run=run_base)
    add_norms(commands)
    add_add_officer(commands)
    add_agencies(commands)
    add_merge_agency(commands)
    add_verify_trail(commands)
    add_verify_ledger(commands)
    commands.add_parser("demo", help="nạp số liệu minh họa và số liệu đã công bố").set_defaults(run=run_demo)
    commands.add_parser("check", help="kiểm tra cài đặt và dữ liệu").set_defaults(run=run_check)
    serve = commands.add_parser("serve", help="chạy trang web")
    serve.add_argument(
        "--host", default="127.0.0.1", metavar="ĐỊA_CHỈ", help="địa chỉ lắng nghe (mặc định %(default)s)"
    )
    serve.add_argument("--port", type=int, default=8000, metavar="CỔNG", help="cổng (mặc định %(default)s)")
    serve.add_argument(
        "--no-work", action="store_true", help="không kèm việc nền (khi “khuyencong work” chạy riêng)"
    )
    serve.set_defaults(run=run_serve)
    add_work(commands)
    return top


def add_work(commands: "argparse._SubParsersAction[VietnameseParser]") -> None:
    """`khuyencong work` and `khuyencong jobs`."""
    work = commands.add_parser("work", help="chạy việc nền: gửi thư, nhắc việc, xuất tệp lớn", epilog=EXIT)
    work.add_argument(
        "--lease",
        type=float,
        default=60,
        metavar="GIÂY",
        help="im lặng bao lâu thì việc được giao lại (%(default)s)",
    )
    work.add_argument("--no-timetable", action="store_true", help="chỉ làm việc đang chờ, không xếp lượt mới")
    work.add_argument("--parent", type=int, default=None, metavar="PID", help=argparse.SUPPRESS)
    work.set_defaults(run=run_work)
    jobs = commands.add_parser("jobs", help="xem việc nền: đang chờ, hỏng hẳn, thư không gửi được", epilog=EXIT)
    jobs.add_argument("--again", default="", metavar="MÃ", help="làm lại việc hỏng mang mã này")
    jobs.set_defaults(run=run_jobs)


def add_reconcile(commands: "argparse._SubParsersAction[VietnameseParser]") -> None:
    """`khuyencong reconcile FILE.csv`."""
    command = commands.add_parser(
        "reconcile",
        help="đối chiếu các số liệu in trong một văn bản",
        description="Đối chiếu số liệu in.",
        epilog=EXIT,
    )
    command.add_argument("file", type=Path, metavar="TỆP.csv", help="bộ số liệu in, theo docs/claims-format.md")
    command.add_argument(
        "--notation", choices=["vi", "en"], default="vi", help="cách viết số (mặc định vi: 1.234,5)"
    )
    command.add_argument("--format", choices=["text", "json"], default="text", help="dạng in ra")
    command.set_defaults(run=run_reconcile)


def add_consolidate(commands: "argparse._SubParsersAction[VietnameseParser]") -> None:
    """`khuyencong consolidate REGION YEAR --cut DATE`."""
    command = commands.add_parser(
        "consolidate",
        help="tổng hợp một vùng hoặc cả nước",
        description="Tổng hợp kế hoạch và thực hiện.",
        epilog=EXIT,
    )
    command.add_argument(
        "region", choices=["bac", "trung", "nam", "vn"], metavar="VÙNG", help="bac, trung, nam hoặc vn"
    )
    command.add_argument("year", type=a_year, metavar="NĂM", help="năm kế hoạch")
    command.add_argument(
        "--cut", type=a_day, required=True, metavar="NGÀY", help="số thực hiện đến hết ngày nào"
    )
    command.add_argument(
        "--borders", choices=["then", "now"], default="then", help="địa giới khi đó (then) hay hiện nay (now)"
    )
    command.add_argument(
        "--format", choices=["text", "json", "xlsx", "docx"], default="text", help="dạng kết quả"
    )
    command.add_argument("--output", type=Path, metavar="TỆP", help="ghi ra tệp thay vì in ra màn hình")
    command.set_defaults(run=run_consolidate)


def add_import(commands: "argparse._SubParsersAction[VietnameseParser]") -> None:
    """`khuyencong import-return FILE…`."""
    command = commands.add_parser(
        "import-return",
        help="nạp bảng số liệu của các tỉnh",
        description="Nạp bảng số liệu của các tỉnh; tệp hỏng không chặn tệp khác và không ghi dở dang.",
        epilog=EXIT,
    )
    command.add_argument("files", type=Path, nargs="+", metavar="TỆP", help=".xlsx, .xls hoặc .csv theo mẫu")
    command.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không ghi")
    command.add_argument("--reason", default="", metavar="LÝ_DO", help="lý do, khi tệp sửa số đã nộp trước đây")
    command.add_argument("--format", choices=["text", "json"], default="text", help="dạng in ra")
    command.set_defaults(run=run_import)


def add_add_officer(commands: "argparse._SubParsersAction[VietnameseParser]") -> None:
    """`khuyencong add-officer USERNAME`."""
    command = commands.add_parser("add-officer", help="tạo tài khoản cán bộ", epilog=EXIT)
    command.add_argument("username", metavar="TÊN_ĐĂNG_NHẬP", help="tên đăng nhập")
    command.add_argument("--name", required=True, metavar="HỌ_TÊN", help="họ và tên")
    command.add_argument(
        "--agency", required=True, metavar="MÃ", help="mã cơ quan: cuc, hoặc sct-<mã tỉnh>-<năm>"
    )
    command.add_argument(
        "--role",
        required=True,
        metavar="VAI_TRÒ",
        help="mã vai trò, ví dụ department_officer, department_leader",
    )
    command.set_defaults(run=run_add_officer)


def add_norms(commands: "argparse._SubParsersAction[VietnameseParser]") -> None:
    """`khuyencong norms [--check] [--load FILE]`."""
    command = commands.add_parser("norms", help="xem, kiểm tra, nạp định mức và danh mục của luật", epilog=EXIT)
    command.add_argument(
        "--check", action="store_true", help="nói nạp tệp sẽ đổi gì, không ghi (không kèm tệp: mọi tệp có sẵn)"
    )
    command.add_argument("--load", type=Path, metavar="TỆP.csv", help="tệp theo mẫu trong norms/data")
    command.set_defaults(run=run_norms)


def add_agencies(commands: "argparse._SubParsersAction[VietnameseParser]") -> None:
    """`khuyencong agencies [WORDS]`."""
    command = commands.add_parser("agencies", help="liệt kê mã và tên cơ quan", epilog=EXIT)
    command.add_argument(
        "words", nargs="?", default="", metavar="TÊN", help="một phần tên, gõ không dấu cũng được"
    )
    command.set_defaults(run=run_agencies)


def add_merge_agency(commands: "argparse._SubParsersAction[VietnameseParser]") -> None:
    """`khuyencong merge-agency OLD NEW --on DATE --source TEXT`."""
    command = commands.add_parser(
        "merge-agency",
        help="nhập một cơ quan vào cơ quan khác, mang theo các bàn",
        description="Liệt kê các bàn sẽ chuyển; chỉ ghi khi có --write.",
        epilog=EXIT,
    )
    command.add_argument("old", metavar="MÃ_CŨ", help="cơ quan kết thúc")
    command.add_argument("new", metavar="MÃ_MỚI", help="cơ quan nhận các bàn")
    command.add_argument("--on", required=True, metavar="NGÀY", help="từ ngày, kiểu 2025-07-01")
    command.add_argument("--source", required=True, metavar="CĂN_CỨ", help="văn bản nào, ngày nào")
    command.add_argument("--write", action="store_true", help="ghi thật")
    command.set_defaults(run=run_merge_agency)


def add_verify_trail(commands: "argparse._SubParsersAction[VietnameseParser]") -> None:
    """`khuyencong verify-trail [--file FILE] [--expect HASH]`."""
    command = commands.add_parser(
        "verify-trail", help="kiểm tra nhật ký: có dòng nào bị sửa, xóa, đổi chỗ không", epilog=EXIT
    )
    command.add_argument("--expect", default="", metavar="MÃ_BĂM", help="mã băm dòng cuối đã ghi lại trước đây")
    command.add_argument(
        "--file", default="", metavar="TỆP", help="kiểm tra một tệp .jsonl đã xuất, không cần cơ sở dữ liệu"
    )
    command.set_defaults(run=run_verify_trail)


def add_verify_ledger(commands: "argparse._SubParsersAction[VietnameseParser]") -> None:
    """`khuyencong verify-ledger [--expect MARK]`."""
    command = commands.add_parser(
        "verify-ledger", help="kiểm tra sổ cái: có đồng nào thừa, thiếu, chi quá không", epilog=EXIT
    )
    command.add_argument("--expect", default="", metavar="DẤU", help="dấu của sổ đã ghi lại trước đây")
    command.set_defaults(run=run_verify_ledger)


def with_django() -> None:
    """Start Django with our settings, for commands that need the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyencong.config.settings")
    import django

    django.setup()


def run_reconcile(args: argparse.Namespace) -> int:
    """Pure: needs no database."""
    from khuyencong.console import reconcile

    return reconcile.run(args.file, args.notation, args.format, sys.stdout, sys.stderr)


def run_consolidate(args: argparse.Namespace) -> int:
    """Needs the database."""
    with_django()
    from khuyencong.console import consolidate

    return consolidate.run(args, sys.stdout.buffer, sys.stderr)


def run_import(args: argparse.Namespace) -> int:
    """Needs the database."""
    with_django()
    from khuyencong.console import import_return

    return import_return.run(args, sys.stdout, sys.stderr)


def run_base(args: argparse.Namespace) -> int:
    """Needs the database."""
    with_django()
    from khuyencong.console import base

    return base.load_base(sys.stdout)


def run_norms(args: argparse.Namespace) -> int:
    """Needs the database."""
    with_django()
    from khuyencong.console import norms

    return norms.run(args, sys.stdout, sys.stderr)


def run_add_officer(args: argparse.Namespace) -> int:
    """Needs the database."""
    with_django()
    from khuyencong.console import base

    return base.add_officer(args, sys.stdout)


def run_agencies(args: argparse.Namespace) -> int:
    """Needs the database."""
    with_django()
    from khuyencong.console import base

    return base.agencies(args, sys.stdout)


def run_merge_agency(args: argparse.Namespace) -> int:
    """Needs the database."""
    with_django()
    from khuyencong.console import merge_agency

    return merge_agency.run(args, sys.stdout)


def run_verify_trail(args: argparse.Namespace) -> int:
    """Needs the database, unless it is a file that is to be verified."""
    if args.file:
        from khuyencong.console import verify_trail_file

        return verify_trail_file.run(args, sys.stdout, sys.stderr)
    with_django()
    from khuyencong.console import verify_trail

    return verify_trail.run(args, sys.stdout, sys.stderr)


def run_verify_ledger(args: argparse.Namespace) -> int:
    """Needs the database."""
    with_django()
    from khuyencong.console import verify_ledger

    return verify_ledger.run(args, sys.stdout, sys.stderr)


def run_demo(args: argparse.Namespace) -> int:
    """Needs the database."""
    with_django()
    from khuyencong.console import demo

    return demo.run(sys.stdout)


def run_check(args: argparse.Namespace) -> int:
    """Needs the database."""
    with_django()
    from khuyencong.console import check

    return check.run(sys.stdout, sys.stderr)


def run_serve(args: argparse.Namespace) -> int:
    """The site on a real server."""
    with_django()
    from khuyencong.console import serve

    return serve.run(args.host, args.port, sys.stdout, sys.stderr, work=not args.no_work)


def run_work(args: argparse.Namespace) -> int:
    """Needs the database."""
    with_django()
    from khuyencong.console import work

    return work.run(lease=args.lease, parent=args.parent, timetable=not args.no_timetable, out=sys.stdout)


def run_jobs(args: argparse.Namespace) -> int:
    """Needs the database."""
    with_django()
    from khuyencong.console import jobs

    return jobs.run(args.again, sys.stdout, sys.stderr)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; any failure is one clear line on stderr and a non-zero status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    args = parser().parse_args(argv)
    try:
        status: int = args.run(args)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - the reader went away; nothing more to say
        return 1
    except Exception as error:
        if os.environ.get("KHUYENCONG_TRACEBACK"):
            raise
        print(f"khuyencong: lỗi: {explained(error)}", file=sys.stderr)
        return 1


def explained(error: Exception) -> str:
    """One line for any failure; the database not being ready is the usual one."""
    kind = type(error).__name__
    if kind in ("OperationalError", "ProgrammingError"):
        first = str(error).strip().splitlines()[0] if str(error).strip() else kind
        return f"cơ sở dữ liệu chưa sẵn sàng ({first}). Chạy “make setup” rồi thử lại."
    if type(error).__module__.startswith("khuyencong."):
        return str(error)
    return f"{error or kind} (đặt KHUYENCONG_TRACEBACK=1 để xem chi tiết)"


if __name__ == "__main__":
    sys.exit(main())
