"""An assistant's program: the protocol's own client, which starts ``genenorm mcp`` and talks to it over real pipes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.types import CallToolResult, TextContent, Tool

from tests.support.commands import GENENORM


@dataclass(frozen=True, slots=True)
class Assistant:
    """A client that is connected, for tests that are no coroutines."""

    portal: BlockingPortal
    client: Client

    def tools(self) -> dict[str, Tool]:
        """Return the tools by name."""
        return {tool.name: tool for tool in self.portal.call(self.client.list_tools).tools}

    def call(self, tool: str, **arguments: Any) -> CallToolResult:
        """Return the result of a tool."""
        result: CallToolResult = self.portal.call(self.client.call_tool, tool, arguments)
        return result

    def answer(self, tool: str, **arguments: Any) -> Any:
        """Return the structured result of a call that is right."""
        result = self.call(tool, **arguments)
        assert not result.is_error, text_of(result)
        return result.structured_content

    def refusal(self, tool: str, **arguments: Any) -> str:
        """Return the sentence of a call that is refused."""
        result = self.call(tool, **arguments)
        assert result.is_error
        assert result.structured_content is None
        return text_of(result)


@contextmanager
def assistant() -> Iterator[Assistant]:
    """A client and the command that it has started, which ends with the ``with`` block."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(_connected()) as client:
        yield Assistant(portal, client)


@asynccontextmanager
async def _connected() -> AsyncIterator[Client]:
    program, *arguments = (*GENENORM, "mcp")
    server = StdioServerParameters(command=program, args=arguments, env=dict(os.environ))
    with tempfile.TemporaryFile("w") as notes:
        async with Client(stdio_client(server, errlog=notes)) as client:
            yield client


def text_of(result: CallToolResult) -> str:
    """Return the text of a result."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text
