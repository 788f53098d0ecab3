"""A real Chromium to look at pages with, driven through ChromeDriver as W3C WebDriver says."""

from __future__ import annotations

import base64
import json
import os
import shutil
import struct
import subprocess
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

# Chromium shall ask no network for anything, and runs where there is no display and no sandbox.
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-device-scale-factor=1",
)
# A browser that does not start within this is not going to.
_START_SECONDS = 30
_CALL_SECONDS = 120

# As WebDriver names keys.
KEYS = {
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "Tab": "\ue004",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
}


@dataclass(frozen=True)
class Browser:
    session: str

    def open(self, url: str) -> None:
        # Otherwise another fragment of the same page would load nothing.
        self._call("POST", "url", {"url": "about:blank"})
        self._call("POST", "url", {"url": url})
        # On a busy machine the answer may still be about the blank page.
        deadline = time.monotonic() + _START_SECONDS
        wanted = url.partition("#")[0]
        while self.run("return document.readyState + location.href.split('#')[0]") != (
            f"complete{wanted}"
        ):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{wanted} did not open.")
            time.sleep(0.05)

    def run(self, script: str, *arguments: object) -> Any:
        """The value that ``script`` returns, as the page's own code would see it."""
        return self._call("POST", "execute/sync", {"script": script, "args": list(arguments)})

    def click(self, selector: str) -> None:
        """Where a person would, so that what lies above it would be hit instead."""
        x, y = self.run(
            "const box = document.querySelector(arguments[0]).getBoundingClientRect();"
            "return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]",
            selector,
        )
        self._pointer(
            {"type": "pointerMove", "duration": 0, "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        )

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        self._pointer(
            {"type": "pointerMove", "duration": 0, "x": start[0], "y": start[1]},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerMove", "duration": 60, "x": end[0], "y": end[1]},
            {"type": "pointerUp", "button": 0},
        )

    def press(self, *keys: str) -> None:
        """Keys by name, or texts to type."""
        actions = []
        for key in keys:
            for character in KEYS.get(key, key):
                actions += [
                    {"type": "keyDown", "value": character},
                    {"type": "keyUp", "value": character},
                ]
        self._call("POST", "actions", {"actions": [{"type": "key", "id": "k", "actions": actions}]})

    def screenshot(self) -> bytes:
        return base64.b64decode(self._call("GET", "screenshot"))

    def emulate(self, **features: str) -> None:
        """Media features, such as ``prefers_color_scheme="dark"``."""
        named = [{"name": k.replace("_", "-"), "value": v} for k, v in features.items()]
        self.devtools("Emulation.setEmulatedMedia", features=named)

    def devtools(self, command: str, **parameters: object) -> Any:
        return self._call("POST", "goog/cdp/execute", {"cmd": command, "params": parameters})

    def complaints(self) -> list[str]:
        """What the console has said since it was asked last: errors, and what a policy refused."""
        return [entry["message"] for entry in self._log("browser")]

    def requests(self) -> list[str]:
        """The addresses that were asked for since it was asked last."""
        events = (json.loads(entry["message"])["message"] for entry in self._log("performance"))
        return [
            event["params"]["request"]["url"]
            for event in events
            if event["method"] == "Network.requestWillBeSent"
        ]

    def _pointer(self, *actions: dict[str, object]) -> None:
        pointer = {"type": "pointer", "id": "p", "actions": list(actions)}
        self._call("POST", "actions", {"actions": [pointer]})

    def _log(self, kind: str) -> Any:
        return self._call("POST", "se/log", {"type": kind})

    def _call(self, method: str, path: str, body: dict[str, object] | None = None) -> Any:
        return _ask(f"{self.session}/{path}", method, body)


@contextmanager
def chromium(width: int = 1440, height: int = 900) -> Iterator[Browser]:
    """A fresh browser. Raises FileNotFoundError where there is none."""
    binary = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    driver_binary = shutil.which("chromedriver")
    if binary is None or driver_binary is None:
        raise FileNotFoundError(
            "These tests look at pages in a real browser, and there is no Chromium here, or none"
            " with its driver. Debian has them as `chromium` and `chromium-driver`."
        )
    profile = tempfile.mkdtemp()
    # Port 0: ChromeDriver takes a free one and says which.
    driver = subprocess.Popen(
        [driver_binary, "--port=0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "HOME": profile},
    )
    try:
        server = f"http://127.0.0.1:{_port(driver)}"
        asked = {
            "browserName": "chrome",
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            "goog:chromeOptions": {
                "binary": binary,
                "args": [
                    *_FLAGS,
                    f"--user-data-dir={profile}/chromium",
                    f"--window-size={width},{height}",
                ],
            },
        }
        made = _ask(f"{server}/session", "POST", {"capabilities": {"alwaysMatch": asked}})
        browser = Browser(f"{server}/session/{made['sessionId']}")
        browser.devtools(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        browser.open("about:blank")
        browser.requests()  # those of the page that a new window shows
        try:
            yield browser
        finally:
            _ask(browser.session, "DELETE", None)
    finally:
        driver.terminate()
        driver.wait()
        shutil.rmtree(profile, ignore_errors=True)


def file_url(file: Path) -> str:
    return file.resolve().as_uri()


def _port(driver: subprocess.Popen[str]) -> int:
    assert driver.stdout is not None
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        line = driver.stdout.readline()
        if "started successfully on port " in line:
            return int(line.rsplit(" ", 1)[1].strip().rstrip("."))
        if line == "" and driver.poll() is not None:
            break
    raise RuntimeError("ChromeDriver did not start.")


def _ask(url: str, method: str, body: dict[str, object] | None) -> Any:
    data = None if method != "POST" else json.dumps(body or {}).encode()
    request = Request(url, data=data, method=method, headers={"Content-Type": "application/json"})
    with urlopen(request, timeout=_CALL_SECONDS) as answer:
        return json.loads(answer.read())["value"]


def becomes(condition: Callable[[], bool]) -> bool:
    """Whether it holds before long: what a person does is answered between two drawings."""
    for _ in range(600):
        if condition():
            return True
        time.sleep(0.05)
    return False


def text_of(browser: Browser, selector: str) -> str:
    return str(browser.run("return document.querySelector(arguments[0]).innerText", selector))


def texts(browser: Browser, selector: str) -> list[str]:
    found = browser.run(
        "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)",
        selector,
    )
    return [str(text) for text in found]


def count(browser: Browser, selector: str) -> int:
    return int(browser.run("return document.querySelectorAll(arguments[0]).length", selector))


def focused(browser: Browser) -> str:
    return str(browser.run("return document.activeElement.getAttribute('aria-label') ?? ''"))


# As a window, a laptop, a monitor and a phone have them, in CSS pixels.
SIZES = ((1280, 800), (1440, 900), (1920, 1080), (390, 844))


@contextmanager
def sized(browser: Browser, width: int, height: int) -> Iterator[None]:
    """Shows the page in a window of this size."""
    override = "Emulation.setDeviceMetricsOverride"
    same = {"deviceScaleFactor": 1, "mobile": False}
    browser.devtools(override, width=width, height=height, **same)
    try:
        yield
    finally:
        browser.devtools(override, width=1440, height=900, **same)


def pixels(png: bytes) -> set[bytes]:
    """The colours in it, for what Chromium writes: 8 bits a channel, not interlaced."""
    at, data, width, channels = 8, b"", 0, 3
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, channels = struct.unpack(">I", body[:4])[0], {2: 3, 6: 4}[body[9]]
        if kind == b"IDAT":
            data += body
        at += 12 + length
    raw = zlib.decompress(data)
    # Unfiltered or not: what is all of one colour has few different bytes in a line.
    step = width * channels + 1
    return {raw[i : i + step] for i in range(0, len(raw), step)}


def card(name: str) -> str:
    """Of a product on the map, the selector."""
    return f"[data-tip='{name}'].body"


def path_edges(browser: Browser) -> tuple[int, int]:
    return count(browser, "#edges .up"), count(browser, "#edges .down")
