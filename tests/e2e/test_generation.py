"""Generation with a model through a real worker: heard while it is written, tried again, revoked."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest

from tests.e2e.running import Running
from tests.simulators.openai import KEY, MODEL, OpenAISimulator, Reply, script_of, serving

pytestmark = pytest.mark.e2e
_WISH = {"engine": "openai", "operation": "rewrite", "prompt": "我与父亲不相见已二年余了。"}


@pytest.fixture(scope="module")
def token(running: Running) -> str:
    """An administrator's session."""
    with running.client_of("modeller", "--role", "admin") as client:
        return str(client.headers["Authorization"]).removeprefix("Bearer ")


@pytest.fixture
async def simulator() -> AsyncIterator[OpenAISimulator]:
    """A server of the protocol."""
    async with serving(OpenAISimulator()) as started:
        yield started


@pytest.fixture
async def api(running: Running, token: str, simulator: OpenAISimulator) -> AsyncIterator[httpx.AsyncClient]:
    """A client with an account at the simulator."""
    headers = {"Authorization": f"Bearer {token}"}
    base = f"{running.addresses.web_url}/api/v1"
    async with httpx.AsyncClient(base_url=base, headers=headers, trust_env=False, timeout=60) as client:
        account = {
            "platform_name": "openai",
            "platform_app_id": simulator.base_url,
            "platform_app_secret": KEY,
            "platform_options": {"model": MODEL},
        }
        made = await client.post("/platforms", json=account)
        assert made.status_code == 201, made.text
        yield client
        await client.delete(f"/platforms/{made.json()['config_id']}")


async def _events(api: httpx.AsyncClient, task_uuid: str) -> list[tuple[str, dict[str, Any], float]]:
    """Each event with the moment it came."""
    found, name = [], ""
    async with api.stream("GET", f"/tasks/{task_uuid}/events") as answer:
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                found.append((name, json.loads(line.removeprefix("data: ")), time.monotonic()))
    return found


async def test_a_text_is_heard_while_the_worker_writes_it(api: httpx.AsyncClient, simulator: OpenAISimulator) -> None:
    words = "".join(f"第{n}句。" for n in range(60))
    simulator.replies.append(Reply(words, piece=5, pause=0.02))
    task = (await api.post("/texts/generate", json=_WISH)).json()
    events = await asyncio.wait_for(_events(api, task["task_uuid"]), 60)
    assert events[-1][0] == "completed", events[-1][1]["task_error_message"]
    shown = ""
    for name, data, _ in events:
        if name == "text":
            shown = data["text"] if data["offset"] == 0 else shown + data["text"]
    assert shown == words
    text = (await api.get(f"/texts/{events[-1][1]['task_result']['text_id']}")).json()
    assert (text["text_content"], text["text_model_version"]) == (words, f"openai/{MODEL}")


async def test_a_stream_that_breaks_is_taken_up_again_by_the_queue(
    api: httpx.AsyncClient, simulator: OpenAISimulator
) -> None:
    simulator.replies.extend([Reply(script_of("一半就断。"), break_after=3), Reply(script_of("第二次写完了。"))])
    task = (await api.post("/texts/generate", json={"engine": "openai", "prompt": _WISH["prompt"]})).json()
    events = await asyncio.wait_for(_events(api, task["task_uuid"]), 90)
    assert events[-1][0] == "completed", events[-1][1]["task_error_message"]
    text = (await api.get(f"/texts/{events[-1][1]['task_result']['text_id']}")).json()
    assert text["text_content"] == "第二次写完了。"
    assert len(simulator.requests) == 2


async def test_a_revoked_task_closes_its_stream_and_leaves_no_text(
    api: httpx.AsyncClient, simulator: OpenAISimulator
) -> None:
    before = (await api.get("/texts", params={"limit": 1})).json()["items"]
    simulator.replies.append(Reply("没完没了。" * 2000, pause=0.05))
    task = (await api.post("/texts/generate", json=_WISH)).json()
    async with asyncio.timeout(30):
        while not simulator.open_streams:  # noqa: ASYNC110  the server tells no event
            await asyncio.sleep(0.05)
    await api.post(f"/tasks/{task['task_uuid']}/revoke")
    async with asyncio.timeout(2):
        while simulator.open_streams:  # noqa: ASYNC110  the server tells no event
            await asyncio.sleep(0.02)
    assert simulator.closed_early == 1
    assert (await api.get(f"/tasks/{task['task_uuid']}")).json()["task_status"] == "revoked"
    assert (await api.get("/texts", params={"limit": 1})).json()["items"] == before


async def test_the_command_line_has_a_text_written(
    running: Running, api: httpx.AsyncClient, simulator: OpenAISimulator, token: str, tmp_path: Path
) -> None:
    article, written = tmp_path / "article.txt", tmp_path / "out.txt"
    article.write_bytes("我与父亲不相见已二年余了。".encode("gbk"))
    server = ["--server", running.addresses.web_url, "--engine", "openai"]

    def generate(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "datasay", "text", "generate", *server, *arguments]
        environment = running.environment() | {"DATASAY_TOKEN": token}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)

    simulator.replies.append(Reply("I have not seen my father for two years."))
    done = await asyncio.to_thread(generate, str(article), "--operation", "translate", "--language", "en-US")
    assert (done.returncode, done.stdout) == (0, "I have not seen my father for two years.\n"), done.stderr
    assert "我与父亲不相见" in simulator.requests[0]["messages"][0]["content"]
    simulator.replies.append(Reply("换个说法。"))
    done = await asyncio.to_thread(generate, str(article), "--operation", "rewrite", "--json", "-o", str(written))
    told = json.loads(done.stdout)
    assert (told["texts"][0]["text_content"], told["usage"]["units"]["requests"]) == ("换个说法。", 1)
    assert written.read_text(encoding="utf-8") == "换个说法。\n"
    document = docx.Document()
    document.add_paragraph("我与父亲不相见已二年余了。")
    document.save(str(tmp_path / "article.docx"))
    simulator.replies.append(Reply("从文档里来。"))
    done = await asyncio.to_thread(generate, str(tmp_path / "article.docx"), "--operation", "rewrite")
    assert (done.returncode, done.stdout) == (0, "从文档里来。\n"), done.stderr
    unwritable = await asyncio.to_thread(generate, str(article), "-o", "/proc/out.txt")
    assert (unwritable.returncode, "/proc/out.txt" in unwritable.stderr) == (1, True)
    simulator.replies.append(Reply("", refusal="I won't."))
    refused = await asyncio.to_thread(generate, str(article), "--operation", "rewrite")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "I won't." in refused.stderr
    wrong = await asyncio.to_thread(generate, str(article), "--operation", "translate")
    assert "--language" in wrong.stderr
    assert (await asyncio.to_thread(generate)).returncode == 2
