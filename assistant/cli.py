"""The command ``xuefa``; also ``python -m assistant``."""

from __future__ import annotations

import gc
import json
import logging
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import structlog
import typer
from rich.markdown import Markdown

from index.model import UNTUNED_MODEL, load_encoder
from knowledge.errors import SettingsError, XuefaError

from .cli_desk import add_desk_commands
from .cli_library import add_library_commands
from .cli_verify import add_verify_command
from .console import AsOf, JsonFlag, day_of, err, out, print_json, run_build, say
from .opening import builder_for
from .settings import Settings, load_settings

if TYPE_CHECKING:
    from .desk import Desk
    from .records import Citation
    from .service import Assistant

__all__ = ["app", "main"]

app = typer.Typer(
    name="xuefa",
    help="学法小课堂：回答劳动者的法律问题，每句话都有法条依据。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
add_library_commands(app)
add_desk_commands(app)
add_verify_command(app)

INTERRUPTED = 130
STOPPED = "已中断；原来的检索库不受影响。"

Region = Annotated[str, typer.Option("--region", help="所在地区，如 河南省 或 浙江省/宁波市。")]
TopK = Annotated[int, typer.Option("--top-k", min=1, max=100, help="返回多少条。")]


@app.command()
def build(force: Annotated[bool, typer.Option("--force", help="没有变化也重建。")] = False) -> None:
    """建立或更新检索库（只处理有变化的内容）。"""
    run_build(load_settings(), force)


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="监听地址。")] = "",
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="端口。")] = None,
) -> None:
    """打开网页版；没有检索库时先建立。"""
    settings = load_settings()
    settings = settings.model_copy(
        update={"host": host or settings.host, "port": settings.port if port is None else port}
    )
    if not builder_for(settings).is_current():
        run_build(settings, force=False)
    _listen(_opened(settings), settings.host, settings.port)


@app.command()
def ask(question: str, region: Region = "全国", as_of: AsOf = "", as_json: JsonFlag = False) -> None:
    """问一个问题。"""
    assistant = _opened(load_settings())
    answer = assistant.ask(question, region=region, as_of=day_of(as_of))
    if as_json:
        print_json(answer.to_json())
        return
    out.print(Markdown(answer.answer))
    for citation in answer.citations:
        out.print(f"\n[bold]\\[{citation.n}] {_headline(citation)}")
        out.print(citation.text, markup=False, highlight=False)


@app.command()
def search(
    question: str,
    top_k: TopK = 10,
    region: Region = "全国",
    as_of: AsOf = "",
    explain: Annotated[bool, typer.Option("--explain", help="显示每条是怎样找到的。")] = False,
    as_json: JsonFlag = False,
) -> None:
    """只检索条文，不组织回答。"""
    import time

    assistant = _opened(load_settings())
    started = time.perf_counter()
    hits = assistant.search(question, region=region, as_of=day_of(as_of), top_k=top_k)
    took = (time.perf_counter() - started) * 1000
    if as_json:
        rows = [
            {
                "law": hit.law.title,
                "article": hit.article.number,
                "score": round(hit.score, 6),
                "text": hit.article.text,
            }
            | ({"ways": dict(hit.ways)} if explain else {})
            for hit in hits
        ]
        print_json({"hits": rows, "took_ms": round(took, 1)})
        return
    for rank, hit in enumerate(hits, start=1):
        ways = "  " + "、".join(f"{way} 第{place}" for way, place in hit.ways.items()) if explain else ""
        out.print(f"{rank:>2}. {hit.law.title} {hit.article.number}  {hit.score:.4f}{ways}", highlight=False)


@app.command()
def article(law: str, number: str, as_of: AsOf = "", as_json: JsonFlag = False) -> None:
    """查一条法律条文，如：xuefa article 劳动合同法 82"""
    found = _opened(load_settings()).article(law, number, as_of=day_of(as_of))
    if as_json:
        print_json(found.to_json())
        return
    out.print(f"[bold]{_headline(found)}")
    if found.chapters:
        out.print(" / ".join(found.chapters), style="dim")
    out.print(found.text, markup=False, highlight=False)
    if found.note:
        out.print(f"注：{found.note}", style="yellow", markup=False)


@app.command("eval")
def evaluate(
    files: list[Path],
    as_json: JsonFlag = False,
    out_dir: Annotated[Path | None, typer.Option("--out", help="报告写入的文件夹。")] = None,
    baselines: Annotated[bool, typer.Option("--baselines", help="同时跑对照系统。")] = False,
    ablation: Annotated[bool, typer.Option("--ablation", help="同时比较去掉每一部分之后的结果。")] = False,
    llm: Annotated[bool, typer.Option("--llm", help="让设置里的语言模型参加；不写就不会调用它。")] = False,
    judge: Annotated[bool, typer.Option("--judge", help="再请另一个模型给它写的话打分（和 --llm 一起用）。")] = False,
) -> None:
    """用题集评测。"""
    from eval import evaluate as run_evaluation  # pulls in metrics and baselines

    settings = load_settings()
    assistant = _opened(settings if llm else settings.without_model())
    cache = settings.home / "cache" / "eval-vectors.sqlite"
    figures = run_evaluation(
        assistant,
        files,
        out=out_dir,
        baselines=baselines,
        say=say,
        cache=cache,
        ablation=ablation,
        untuned=lambda: load_encoder(UNTUNED_MODEL, settings.home, say, settings.threads),
        llm=llm,
        judge=settings.judge if judge else None,
    )
    if as_json:
        print_json(figures)
    else:
        out.print_json(json.dumps(figures, ensure_ascii=False))


def main() -> None:
    """Run the command; every foreseen failure is one line on stderr and exit status 2."""
    _quiet_logs()
    # Reading a library makes a hundred thousand records that all stay; looking through them for rubbish again
    # and again takes a fifth of the time.
    gc.set_threshold(100_000, 50, 100)
    try:
        status = app(standalone_mode=False)
        if status == INTERRUPTED:  # typer turns Ctrl+C into a return value
            _fail(STOPPED, INTERRUPTED)
    except XuefaError as error:
        _fail(str(error))
    except typer.Exit as exit_:
        sys.exit(exit_.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        _fail(STOPPED, INTERRUPTED)
    except Exception as error:
        if type(error).__module__.startswith(("click", "typer")):
            told = error.format_message() if hasattr(error, "format_message") else str(error)
            _fail(f"命令用法不对：{told.rstrip('.')}。用 xuefa --help 查看用法。")
        raise


def _fail(sentence: str, status: int = 2) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.exit(status)


def _opened(settings: Settings) -> Assistant:
    # What answers questions is imported by the commands that do.
    from .service import Assistant

    return Assistant.open(settings)


def _listen(assistant: Assistant, host: str, port: int) -> None:
    # The web stack takes seconds to import; other commands do without it.
    import uvicorn

    from .app import create_app

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise SettingsError(f"无法在 {host}:{port} 上监听（{error.strerror}），请用 --port 换一个端口。") from None
        desk = _open_desk(assistant.settings)
        if desk is not None:
            assistant = assistant.with_reviews(desk)
        config = uvicorn.Config(create_app(assistant, desk), log_level="warning", access_log=False)
        err.print(f"学法小课堂已打开：http://{host}:{listener.getsockname()[1]}（按 Ctrl+C 结束）", highlight=False)
        try:
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            if desk is not None:
                desk.close()


def _open_desk(settings: Settings) -> Desk | None:
    """The lawyers' desk, if the operator has set one up: named a database, or made the first account."""
    if not settings.database and not (settings.home / "desk.sqlite").exists():
        return None
    from .desk import Desk  # the database takes a fifth of a second to import

    return Desk.open(settings.database_url, session_hours=settings.session_hours)


def _headline(citation: Citation) -> str:
    effective = f"{citation.effective}起施行" if citation.effective else "施行日期不详"
    return f"{citation.law} {citation.article}[/bold]（{citation.level}，{citation.status}，{effective}）"


def _quiet_logs() -> None:
    """Logs go to stderr; stdout belongs to results."""
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    printer: Callable[..., Any] = structlog.PrintLoggerFactory(file=sys.stderr)
    structlog.configure(logger_factory=printer, wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
