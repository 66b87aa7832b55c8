"""Every setting, in one class; read from the environment and ``.env``, built once and passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

if TYPE_CHECKING:
    from surveys.coding.endpoint import Endpoint


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True)


class TelegramSettings(_Part):
    token: SecretStr | None = None
    """Token from @BotFather; without it Telegram is off."""
    api_url: str = "https://api.telegram.org"
    """Base address of the Bot API; a self-hosted server is fine."""
    mode: Literal["polling", "webhook"] = "polling"
    """How updates arrive; webhook needs WEBHOOK_URL."""
    webhook_url: str | None = None
    """Public https address that reaches our web server, without a path."""


class DiscordSettings(_Part):
    token: SecretStr | None = None
    """Token from the Discord developer portal; without it Discord is off."""
    api_url: str = "https://discord.com/api/v10"
    """Base address of the REST API; a REST proxy is fine."""
    gateway_url: str = "wss://gateway.discord.gg/"
    """Address of the gateway; a gateway proxy is fine."""


class WebSettings(_Part):
    host: str = "127.0.0.1"
    """Interface the web server listens on."""
    port: int = Field(default=0, ge=0, le=65535)
    """Port of the web server (health, webhook); 0 means off, or 8080 when a webhook needs it."""


class OperatorSettings(_Part):
    name: str = ""
    """Who runs this bot, as GDPR Art. 13 wants it; without it no wave opens on a platform."""
    contact: str = ""
    """How to reach them: e-mail or address; without it no wave opens on a platform."""


class ModerationSettings(_Part):
    reports: int = Field(default=3, ge=1, le=100)
    """Reports by different people after which a statement leaves the vote until a moderator decides."""


class LanguageModelSettings(_Part):
    url: str = ""
    """Base address of an OpenAI-compatible endpoint, such as http://127.0.0.1:8000/v1; empty means no model is asked."""
    model: str = ""
    """Name of the model there; without it none is asked."""
    key: SecretStr | None = None
    """Key for the endpoint; one of your own may need none."""
    timeout: float = Field(default=60.0, gt=0, le=600)
    """Seconds the model has for one theme."""
    budget: float = Field(default=300.0, gt=0, le=3600)
    """Seconds it has for all themes of a digest."""

    @field_validator("url")
    @classmethod
    def _plain_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("needs an address such as http://127.0.0.1:8000/v1")
        if parts.username is not None or parts.password is not None:
            raise ValueError("takes no password in the address: set the key")
        return url

    @property
    def host(self) -> str:
        """Whom people let their answers be sent to."""
        return urlsplit(self.url).hostname or ""

    def endpoint(self) -> Endpoint | None:
        """Where to ask; None while it is off."""
        from surveys.coding.endpoint import Endpoint

        if not self.url or not self.model:
            return None
        return Endpoint(self.url, self.model, self.key, self.timeout, self.budget)


class Settings(BaseSettings):
    """Settings of one process; names are ``NACHGEFRAGT_`` + the field, nested with two underscores."""

    model_config = SettingsConfigDict(
        env_prefix="NACHGEFRAGT_",
        env_nested_delimiter="__",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,  # it may be a secret
    )

    database_url: str = "sqlite:///var/nachgefragt.db"
    """Where everything is kept: a SQLite file, or postgresql://user:password@host/name."""
    secret_key: SecretStr | None = None
    """Key for pseudonyms and sealed values, at least 32 characters; made and kept in var/secret.key if absent."""
    earlier_keys: SecretStr | None = None
    """Former values of SECRET_KEY, the last first, with commas between; only beside SECRET_KEY."""
    language: Literal["de", "en"] = "de"
    """Language of public text where a community chose none."""
    timezone: str = "Europe/Berlin"
    """IANA zone for dates in digests and for due times."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """How much is logged, to stderr."""
    telegram: TelegramSettings = TelegramSettings()
    discord: DiscordSettings = DiscordSettings()
    web: WebSettings = WebSettings()
    operator: OperatorSettings = OperatorSettings()
    moderation: ModerationSettings = ModerationSettings()
    llm: LanguageModelSettings = LanguageModelSettings()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"no such time zone: {name}") from error
        return name

    @field_validator("earlier_keys")
    @classmethod
    def _each_long_enough(cls, given: SecretStr | None) -> SecretStr | None:
        if given is not None and any(len(each) < 32 for each in given.get_secret_value().split(",")):
            raise ValueError("needs at least 32 characters each, and commas without blanks")
        return given

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(key.get_secret_value()) < 32:
            raise ValueError("needs at least 32 characters")
        return key

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of dates and due times."""
        return ZoneInfo(self.timezone)
