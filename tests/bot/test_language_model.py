"""Does ``nachgefragt check`` say whether the language model answers, and is the model off until somebody sets it?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from commands import OPERATOR, environment, nachgefragt
from model_endpoint import MODEL, Data, playing
from pydantic import ValidationError
from starlette.responses import JSONResponse

from bot.settings import LanguageModelSettings, Settings

pytest.importorskip("pydantic_ai", reason="needs the extra llm")

KEY = "sk-canary-0123456789-abcdefghijkl"


def _fair(data: Data) -> Data:
    return {
        "label": "Wartezeit am Telefon",
        "sentences": [{"text": "Genannt wird lange Wartezeit am Telefon.", "cites": ["a2", "a3"]}],
    }


def _set(url: str, **more: str) -> dict[str, str]:
    named = {f"NACHGEFRAGT_LLM__{name.upper()}": value for name, value in more.items()}
    return {**OPERATOR, "NACHGEFRAGT_LLM__URL": url, **named}


def test_it_is_off_until_an_address_and_a_model_are_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert Settings().llm.endpoint() is None
    assert LanguageModelSettings(url="http://127.0.0.1/v1").endpoint() is None
    assert LanguageModelSettings(url="http://127.0.0.1/v1", model=MODEL).endpoint() is not None


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "file:///etc", "http://a:b@127.0.0.1/v1", "http://127.0.0.1/v1?k=v"])
def test_an_address_that_cannot_be_one_is_refused(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        LanguageModelSettings(url=url)

    assert "url" in str(refused.value)
    assert "a:b" not in str(refused.value)


def test_check_says_nothing_while_it_is_off(tmp_path: Path) -> None:
    assert "language model" not in nachgefragt(tmp_path, "check", settings=OPERATOR).stdout


def test_check_says_that_it_answers(tmp_path: Path) -> None:
    with playing(_fair) as played:
        done = nachgefragt(tmp_path, "check", settings=_set(played.url, model=MODEL, key=KEY))

    assert f"ok       language model: {MODEL} at 127.0.0.1 answers; of a sample 1 sentences pass" in done.stdout
    assert len(played.bodies) == 1


def test_check_says_what_to_do_when_it_does_not(tmp_path: Path) -> None:
    with playing(lambda data: JSONResponse({"error": KEY}, 401)) as played:
        done = nachgefragt(tmp_path, "check", settings=_set(played.url, model=MODEL, key=KEY))

    assert "refuses the key -> check NACHGEFRAGT_LLM__KEY" in done.stdout
    assert KEY not in done.stdout + done.stderr
    assert done.returncode == 0, "the bot works without it"


def test_check_says_that_the_model_has_no_name(tmp_path: Path) -> None:
    done = nachgefragt(tmp_path, "check", settings=_set("http://127.0.0.1:9/v1"))

    assert "set NACHGEFRAGT_LLM__MODEL" in done.stdout


@pytest.mark.parametrize("program", ["import bot.commands.running, bot.cli", "import surveys.coding.summarising"])
def test_starting_imports_no_library_of_the_model(program: str) -> None:
    told = (
        f"import sys; {program}; print([m for m in ('pydantic_ai', 'openai', 'httpx2', 'Stemmer') if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", told], env=environment(), capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
