"""A page of headless Chromium, driven by the DevTools protocol as a user would: clicks, keys, text, paste.

>>> with chromium() as page:
...     page.go("http://127.0.0.1:8888/lab")
...     page.click(".jp-LauncherCard", "Python 3")
...     page.press("Control+s")
...     page.picture(Path("lab.png"))
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websocket

NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"),
    # nothing of the browser's own goes to the network
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"),
    *("--no-first-run", "--remote-debugging-port=0", "--remote-allow-origins=*", "about:blank"),
)
_MODIFIERS = {"Alt": 1, "Control": 2, "Meta": 4, "Shift": 8}
_CODES = {"Enter": 13, "Escape": 27, "Tab": 9, "Backspace": 8, "Delete": 46, "End": 35, "Home": 36}
_CODES |= {"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40}


class PageError(AssertionError):
    """The page did not do what was asked, or not in time."""


def executable() -> str | None:
    """Return the installed browser; None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def chromium(width: int = 1300, height: int = 1000) -> Iterator[Page]:
    """Start a browser with a profile of its own, and end it.

    Parameters
    ----------
    width, height
        Of the window, in pixels.
    """
    program = executable()
    if program is None:
        raise FileNotFoundError("no Chromium is installed")
    # the profile is still written to while the browser ends
    with tempfile.TemporaryDirectory(prefix="chromium", ignore_cleanup_errors=True) as profile:
        arguments = [program, f"--user-data-dir={profile}", f"--window-size={width},{height}", *_FLAGS]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(arguments, stdout=quiet, stderr=quiet) as child:
            try:
                page = Page(_address(Path(profile) / "DevToolsActivePort", child))
                try:
                    page.size(width, height)
                    yield page
                finally:
                    page.close()
            finally:
                child.terminate()


class Page:
    """One tab. What it complained of is in `errors`, what it asked for (addresses) in `requests`."""

    def __init__(self, address: str) -> None:
        self.errors: list[str] = []
        self.requests: list[str] = []
        self._socket = websocket.create_connection(address, timeout=120)
        self._last = 0
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def close(self) -> None:
        """Let go of the tab."""
        self._socket.close()

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return what a method of the protocol answers."""
        number = self._send(method, parameters)
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                break
            self._hear(message)
        if "error" in message:
            raise PageError(f"{method}: {message['error']['message']}")
        answer: dict[str, Any] = message["result"]
        return answer

    def go(self, address: str) -> None:
        """Open an address and wait until it is loaded."""
        failed = self.call("Page.navigate", url=address).get("errorText")
        if failed:
            raise PageError(f"{address}: {failed}")
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'", address)

    def js(self, code: str) -> Any:
        """Return the value of an expression (of a promise: what it brings), which must be plain data."""
        answer = self.call("Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            told = answer["exceptionDetails"]
            raise PageError(f"{told.get('exception', {}).get('description', told['text'])}\nin {code[:300]}")
        return answer["result"].get("value")

    def wait(self, condition: str, what: str = "", seconds: float = 90) -> Any:
        """Return the value of an expression once it is true (`True` for an element); an error in it is not yet."""
        end = time.monotonic() + seconds
        look = f"(() => {{ try {{ return {condition} }} catch (error) {{ return null }} }})()"
        while True:
            found = self.js(f"(found => found instanceof Node || found)({look})")
            if found:
                return found
            if time.monotonic() > end:
                raise PageError(f"{what or condition}: not within {seconds:g} s")
            time.sleep(0.2)

    def click(self, selector: str, text: str = "", times: int = 1) -> None:
        """Click into the first visible element that `selector` finds and that shows `text`."""
        where = (
            f"[...document.querySelectorAll({json.dumps(selector)})].find(one => one.checkVisibility()"
            f" && one.textContent.includes({json.dumps(text)}))"
        )
        box = self.wait(
            f"(one => {{ one.scrollIntoView({{block: 'nearest'}}); const at = one.getBoundingClientRect();"
            " const top = Math.max(at.top, 0), bottom = Math.min(at.bottom, innerHeight);"
            f" return at.width && [at.x + at.width / 2, (top + bottom) / 2] }})({where})",
            f"an element {selector} {text}".rstrip(),
        )
        self.click_at(*box, times=times)

    def click_at(self, x: float, y: float, times: int = 1) -> None:
        """Click a place of the window."""
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for count in range(1, times + 1):
            for kind in ("mousePressed", "mouseReleased"):
                self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=count)

    def type(self, text: str) -> None:
        """Type one line of text where the cursor is, key by key."""
        for letter in text:
            self.call("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=letter)

    def paste(self, text: str) -> None:
        """Paste text of any length where the cursor is, by the clipboard."""
        origin = self.js("location.origin")
        self.call(
            "Browser.grantPermissions", origin=origin, permissions=["clipboardReadWrite", "clipboardSanitizedWrite"]
        )
        self.js(f"navigator.clipboard.writeText({json.dumps(text)}).then(() => true)")
        self._key("v", _MODIFIERS["Control"], commands=["paste"])

    def press(self, keys: str) -> None:
        """Press a key, such as ``Enter``, or several together, such as ``Control+Shift+c``."""
        *held, key = keys.split("+")
        self._key(key, sum(_MODIFIERS[one] for one in held))

    def size(self, width: int, height: int, scale: float = 1) -> None:
        """Give the window's inside a size in pixels; `scale` is that of pictures."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False
        )

    def picture(self, file: Path, whole: bool = False) -> None:
        """Write a PNG of the window, or of the whole document."""
        taken = self.call("Page.captureScreenshot", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(taken["data"]))

    def _key(self, key: str, held: int, **more: Any) -> None:
        code = _CODES.get(key, ord(key.upper()) if len(key) == 1 else 0)
        name = f"Key{key.upper()}" if len(key) == 1 and key.isalpha() else key
        known = {"key": key, "code": name, "windowsVirtualKeyCode": code, "modifiers": held}
        text = {"text": "\r"} if key == "Enter" and not held else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", **known, **text, **more)
        self.call("Input.dispatchKeyEvent", type="keyUp", **known)

    def _send(self, method: str, parameters: dict[str, Any]) -> int:
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        return self._last

    def _hear(self, message: dict[str, Any]) -> None:
        """Take in what the browser tells unasked."""
        told = message.get("params", {})
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(told["request"]["url"])
            case "Runtime.exceptionThrown":
                details = told["exceptionDetails"]
                self.errors.append(details.get("exception", {}).get("description", details["text"]))
            case "Runtime.consoleAPICalled" if told["type"] == "error":
                said = (str(one.get("value", one.get("description", ""))) for one in told["args"])
                self.errors.append(" ".join(said))
            case "Log.entryAdded" if told["entry"]["level"] == "error":
                self.errors.append(f"{told['entry']['text']} {told['entry'].get('url', '')}".rstrip())
            case "Page.javascriptDialogOpening":  # such as "leave this page?": yes
                self._send("Page.handleJavaScriptDialog", {"accept": True})


def _address(file: Path, child: subprocess.Popen[bytes]) -> str:
    """Where the first tab listens, once the browser has written its port."""
    end = time.monotonic() + 60
    while time.monotonic() < end and child.poll() is None:
        if file.is_file() and "\n" in (text := file.read_text()):
            with urllib.request.urlopen(f"http://127.0.0.1:{text.split()[0]}/json") as answer:
                tabs = json.load(answer)
            if found := [tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page"]:
                return str(found[0])
        time.sleep(0.1)
    raise PageError(f"the browser did not start (exit status {child.poll()})")
