"""A real browser, driven over its debugging pipe: what a page says on the console and asks the network for is kept."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
from pathlib import Path
from typing import Any

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--proxy-server=127.0.0.1:9",
    "--remote-debugging-pipe",
)
PATIENCE = 60
DRAWN = """new Promise((done, late) => {
  const page = document.documentElement.dataset, look = () => "drawn" in page ? done(page.drawn) : setTimeout(look, 20);
  look();
  setTimeout(() => late("charts are not drawn"), 60000);
})"""


class Browser:
    """One page of a headless Chromium."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events: list[dict[str, Any]] = []
        here, self._out = os.pipe()
        self._in, there = os.pipe()
        # The browser reads from 3 and writes to 4: neither may be overwritten while they are put in place.
        told, heard = (fcntl.fcntl(one, fcntl.F_DUPFD, 10) for one in (here, there))
        command = " ".join((BROWSER, *OPTIONS, f"--user-data-dir={folder / 'profile'}", "about:blank"))
        self._process = subprocess.Popen(
            ["bash", "-c", f"exec {command} 3<&{told} 4>&{heard} 2>/dev/null"], pass_fds=(told, heard)
        )
        for one in (here, there, told, heard):
            os.close(one)
        self._rest, self._number, self._session = b"", 0, ""
        page = next(one for one in self.ask("Target.getTargets")["targetInfos"] if one["type"] == "page")
        attached = self.ask("Target.attachToTarget", targetId=page["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")
        self.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder), eventsEnabled=True)

    def close(self) -> None:
        """End the browser."""
        os.close(self._out)
        os.close(self._in)
        self._process.terminate()
        self._process.wait(30)

    def ask(self, method: str, **given: Any) -> dict[str, Any]:
        """Send one command and return its answer; events that come before it are kept."""
        self._number += 1
        browser_wide = method.startswith(("Target.", "Browser."))
        session = {"sessionId": self._session} if self._session and not browser_wide else {}
        message = {"id": self._number, "method": method, "params": given, **session}
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            found = self._next()
            if found.get("id") == self._number:
                assert "error" not in found, found
                return dict(found["result"])
            self.events.append(found)

    def wait(self, method: str, since: int, **given: str) -> dict[str, Any]:
        """Return the first event of a kind, with these parameters, among those that came after the first `since`."""
        at = since
        while True:
            if at == len(self.events):
                self.events.append(self._next())
            found = self.events[at]
            if found.get("method") == method and given.items() <= found["params"].items():
                return dict(found["params"])
            at += 1

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            assert select.select([self._in], [], [], PATIENCE)[0], "the browser says nothing"
            self._rest += os.read(self._in, 1 << 20)
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))

    def open(self, page: Path) -> None:
        """Show a file, and wait until it is loaded."""
        self.events.clear()
        self.ask("Page.navigate", url=page.as_uri())
        self.wait("Page.loadEventFired", 0)

    def run(self, script: str) -> Any:
        """Return what a script comes to; a promise is waited for."""
        answer = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, key: str, code: int) -> None:
        """Press a key as a keyboard does."""
        text = {"Enter": "\r", " ": " "}.get(key, "")
        for kind in ("keyDown", "keyUp"):
            shown = {"text": text} if text and kind == "keyDown" else {}
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **shown)

    def size(self, width: int, height: int) -> None:
        """Give the page the size of a window or of a phone."""
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )

    def picture(self, path: Path) -> None:
        """Write what the window shows."""
        path.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"]))

    def drawn(self) -> int:
        """Return how many charts a report has drawn, once it has drawn all."""
        return int(self.run(DRAWN))

    def whole_picture(self) -> bytes:
        """Return the whole page as a picture, what is below the window too."""
        height = self.run("document.documentElement.scrollHeight")
        width = self.run("document.documentElement.clientWidth")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        shown = self.ask("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        return base64.b64decode(shown["data"])

    def prefer(self, colours: str) -> None:
        """Have the reader's system light or dark."""
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": colours}])

    def saved(self, script: str) -> Path:
        """Return the file that a script makes the page save."""
        since = len(self.events)
        self.run(script)
        begun = self.wait("Browser.downloadWillBegin", since)
        self.wait("Browser.downloadProgress", since, state="completed")
        return self.folder / str(begun["suggestedFilename"])

    def said(self) -> list[str]:
        """Return what the page said on the console and which errors it met, since it was opened."""
        kinds = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [json.dumps(one["params"]) for one in self.events if one.get("method") in kinds]

    def requested(self) -> list[str]:
        """Return the addresses that the page asked for, since it was opened."""
        return [
            one["params"]["request"]["url"] for one in self.events if one.get("method") == "Network.requestWillBeSent"
        ]
