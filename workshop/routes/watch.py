"""The public screen and observers: they see what is revealed, and do nothing (écran public, observateur)."""

import json
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop import views
from workshop.app import Handler, Workshop, json_text
from workshop.messages import refused
from workshop.routes.shown import compared, kept, listening


def routes(shop: Workshop) -> list[Route]:
    """Return the routes of both roles."""
    acts: dict[str, Callable[[Workshop, str], Handler]] = {
        "state": _state, "events": _events, "compare": _compare, "results/{group}/{turn:int}": _result,
    }  # fmt: skip
    return [Route(f"/s/{{sid}}/{role}/api/{path}", make(shop, role)) for role in "po" for path, make in acts.items()]


def _state(shop: Workshop, role: str) -> Handler:
    async def state(request: Request) -> Response:
        """Give the view."""
        room, who = shop.member(request, role)
        return JSONResponse(room.view(who))

    return state


def _events(shop: Workshop, role: str) -> Handler:
    async def events(request: Request) -> Response:
        """Stay open and tell what happens."""
        return listening(shop, request, role)

    return events


def _compare(shop: Workshop, role: str) -> Handler:
    async def compare(request: Request) -> Response:
        """Give all groups side by side, as far as revealed."""
        room, _ = shop.member(request, role)
        return await compared(room, role)

    return compare


def _result(shop: Workshop, role: str) -> Handler:
    async def result(request: Request) -> Response:
        """Give a revealed result, without the ids of groups that are hidden."""
        room, _ = shop.member(request, role)
        player = views.real(room.state, request.path_params["group"], role)
        if player is None:
            raise refused("E37", group=request.path_params["group"])
        text = await kept(room, player, request.path_params["turn"], revealed=True)
        return JSONResponse(views.unnamed(room.state, json.loads(text))) if room.state.anonymised else json_text(text)

    return result
