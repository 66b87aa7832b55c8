"""Are settings read from where they stand, and are wrong ones refused by name?"""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("NACHGEFRAGT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_nothing_has_to_be_set() -> None:
    settings = Settings()

    assert settings.database_url == "sqlite:///var/nachgefragt.db"
    assert (settings.language, settings.timezone) == ("de", "Europe/Berlin")
    assert settings.telegram.token is settings.discord.token is settings.secret_key is None
    assert settings.web.port == 0


def test_nested_names_have_two_underscores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACHGEFRAGT_TELEGRAM__TOKEN", "1:abc")
    monkeypatch.setenv("NACHGEFRAGT_TELEGRAM__API_URL", "http://127.0.0.1:8081/bot")
    monkeypatch.setenv("NACHGEFRAGT_TELEGRAM__MODE", "webhook")
    monkeypatch.setenv("NACHGEFRAGT_OPERATOR__NAME", "Redaktion")
    monkeypatch.setenv("NACHGEFRAGT_WEB__PORT", "8080")

    settings = Settings()

    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == "1:abc"
    assert (settings.telegram.api_url, settings.telegram.mode) == ("http://127.0.0.1:8081/bot", "webhook")
    assert (settings.operator.name, settings.web.port) == ("Redaktion", 8080)


def test_a_file_is_read_and_the_environment_goes_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(
        "NACHGEFRAGT_LANGUAGE=en\nNACHGEFRAGT_TIMEZONE=Europe/Vienna\nNACHGEFRAGT_OPERATOR__NAME=Grüße\nOTHER=1\n",
        "utf-8",
    )
    monkeypatch.setenv("NACHGEFRAGT_TIMEZONE", "Europe/Zurich")

    settings = Settings()

    assert (settings.language, settings.timezone, settings.operator.name) == ("en", "Europe/Zurich", "Grüße")


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACHGEFRAGT_TELEGRAM__TOKEN", "")
    monkeypatch.setenv("NACHGEFRAGT_SECRET_KEY", "")
    monkeypatch.setenv("NACHGEFRAGT_LANGUAGE", "")

    settings = Settings()

    assert settings.secret_key is None
    assert settings.language == "de"
    assert not settings.telegram.token


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TIMEZONE", "Europe/Atlantis", "no such time zone: Europe/Atlantis"),
        ("TIMEZONE", "../../etc/passwd", "no such time zone"),
        ("TIMEZONE", "Europe", "no such time zone"),
        ("SECRET_KEY", "x" * 31, "at least 32 characters"),
        ("LANGUAGE", "fr", "'de' or 'en'"),
        ("TELEGRAM__MODE", "push", "'polling' or 'webhook'"),
        ("TELEGRAM__TOKN", "1:abc", "Extra inputs"),
        ("WEB__PORT", "65536", "65535"),
        ("LOG_LEVEL", "loud", "'DEBUG'"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(f"NACHGEFRAGT_{name}", value)

    with pytest.raises(ValidationError) as refused:
        Settings()

    assert said in str(refused.value)
    assert name.rsplit("__", maxsplit=1)[-1].lower() in str(refused.value)


def test_a_refused_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACHGEFRAGT_SECRET_KEY", "too-short-but-secret")

    with pytest.raises(ValidationError) as refused:
        Settings()

    assert "but-secret" not in str(refused.value)


def test_secrets_are_in_no_text_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACHGEFRAGT_SECRET_KEY", "canary" * 6)
    monkeypatch.setenv("NACHGEFRAGT_TELEGRAM__TOKEN", "1:canary")

    assert "canary" not in repr(Settings())
    assert "canary" not in str(Settings().model_dump(mode="json"))


def test_settings_stay_as_they_were_built() -> None:
    with pytest.raises(ValidationError):
        Settings().language = "en"
