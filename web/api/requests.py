"""The bodies that the API takes."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema

from web.text_rules import MAX_REPLY

_UUID: Final = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"


def _whole(value: Any) -> Any:
    # JSON has one kind of number: 7.0 is the integer 7.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("Input should be a string")
    return value


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NewSession(_Body):
    """Begin a conversation. An assessment draws its own seed."""

    persona: str = Field(strict=True, description="The id of a published persona.")
    mode: Literal["practice", "assessment"] = "practice"
    seed: Annotated[int, Field(strict=True, ge=-(2**63), le=2**63 - 1), BeforeValidator(_whole)] | None = Field(
        default=None, description="Random where it is absent; the same seed and replies give the same conversation."
    )


class NewReply(_Body):
    """What the trainee says. The text is kept as it is; docs/reference/api.md says what is refused."""

    reply_id: str = Field(strict=True, pattern=_UUID, description="The client's own UUID; the same one repeats.")
    text: Annotated[
        str,
        PlainValidator(_text),
        WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_REPLY}),
    ]


class NewBranch(_Body):
    """Branch off before a turn: 1 … number of turns + 1."""

    from_turn: Annotated[int, Field(strict=True, ge=1), BeforeValidator(_whole)]


class RecordDraft(BaseModel):
    """The complaint record as far as it is filled in.

    Its fields are in docs/reference/api.md; others are kept and not marked.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Annotated[str, Field(strict=True)] | list[Annotated[str, Field(strict=True)]] | None]
