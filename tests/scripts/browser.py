"""A headless Chromium that is asked what it makes of a page; spoken to over two pipes, so that no port is opened.

    with Browser() as browser:
        tab = browser.open(path, width=390)
        tab.requests, tab.complaints, tab.evaluate("document.title"), tab.screenshot(), tab.print_pdf()

The network is blocked for it; what the page asks for beside itself is in `requests`, what it complains of in `complaints`.
"""
import base64
import fcntl
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

PATIENCE = 60  # seconds for an answer
HIGH = 20  # descriptors from here on


def program():
    """Where Chromium is, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Browser:
    def __enter__(self):
        self.home = tempfile.mkdtemp(prefix="browser-")
        to_read, self.write_end = os.pipe()
        self.read_end, to_write = os.pipe()
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, HIGH) for end in (to_read, to_write)]  # clear of 3 and 4, where the shell puts them
        words = [program(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
                 "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={self.home}", "--remote-debugging-pipe", "about:blank"]

        self.process = subprocess.Popen(["bash", "-c", f'exec "$@" 3<&{ends[0]} 4>&{ends[1]}', "bash", *words], pass_fds=ends, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for end in (to_read, to_write, *ends):
            os.close(end)
        self.rest, self.number, self.tabs = b"", 0, {}
        return self

    def __exit__(self, *unused):
        os.close(self.write_end)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.read_end)
        shutil.rmtree(self.home, ignore_errors=True)

    def call(self, method, session=None, **parameters):
        """Asks and waits for the answer; events that come meanwhile go to their tabs."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters, **({"sessionId": session} if session else {})}
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        number, end = self.number, time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self.next_message(end)
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            if answer.get("sessionId") in self.tabs:
                self.tabs[answer["sessionId"]].happened(answer)
        raise RuntimeError(f"{method}: no answer within {PATIENCE} s")

    def next_message(self, end):
        while b"\0" not in self.rest:
            piece = os.read(self.read_end, 1 << 20)
            if not piece or time.monotonic() > end:
                raise RuntimeError("the browser has ended")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def open(self, path, width=1280, height=900):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = self.tabs[session] = Tab(self, session, pathlib.Path(path).resolve().as_uri())
        tab.load(width, height)
        return tab


class Tab:
    def __init__(self, browser, session, url):
        self.browser, self.session, self.url = browser, session, url
        self.requests, self.complaints, self.loaded = [], [], False

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def load(self, width, height):
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.call("Page.navigate", url=self.url)
        end = time.monotonic() + PATIENCE
        while not self.loaded and time.monotonic() < end:
            self.evaluate("document.readyState")
            time.sleep(0.05)
        self.evaluate("document.fonts.ready.then(() => true)")

    def happened(self, event):
        name, about = event["method"], event["params"]
        if name == "Page.loadEventFired":
            self.loaded = True
        elif name == "Network.requestWillBeSent" and about["request"]["url"] != self.url:
            self.requests.append(about["request"]["url"])
        elif name == "Runtime.exceptionThrown":
            self.complaints.append(about["exceptionDetails"]["text"])
        elif name == "Runtime.consoleAPICalled":
            self.complaints.append(f"console.{about['type']}")
        elif name == "Log.entryAdded":
            self.complaints.append(about["entry"]["text"])

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def screenshot(self):
        """The whole page as PNG bytes."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"])

    def print_pdf(self):
        return base64.b64decode(self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])
