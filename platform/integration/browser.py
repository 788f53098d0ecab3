"""A real Chromium to look at pages with, driven through ChromeDriver as W3C WebDriver says."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
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
