"""A headless Chromium without a network."""
import contextlib
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys  # noqa: F401


@contextlib.contextmanager
def browser(width=1200, height=800, scheme="light"):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 "--host-resolver-rules=MAP * ~NOTFOUND", "--force-device-scale-factor=1"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    try:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": scheme}]})
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        yield driver
    finally:
        driver.quit()


def load(driver, path):
    """Loads a file; it must fetch nothing else and report no error."""
    driver.get(f"file://{path}")
    quiet(driver)
    requests = [entry["message"] for entry in driver.get_log("performance")
                if '"Network.requestWillBeSent"' in entry["message"]]
    assert len(requests) == 1, requests


def quiet(driver):
    """Nothing was said on the console."""
    said = driver.get_log("browser")
    assert not said, said


def settle():
    time.sleep(0.1)
