"""The flame graph of --flame in a browser: zoom, search, keyboard, hostile names."""
# needs: python3-selenium chromium chromedriver
import xml.dom.minidom

from selenium import webdriver

from browser import Keys, browser, load, quiet

# sched_yield; what differs between the two activities is their name.
PROGRAM = 'rawtracepoint:sys_enter /args.id == 24 && (comm == str($1) || comm == str($2))/ ' \
    '{ @[comm, kstack(6)] = count(); }'


def graph(bench, *names):
    sonde = bench.start("--flame", "f.svg", "-e", PROGRAM, *names)
    for i, name in enumerate(names):
        bench.activity(100 * (i + 1), "/dev/null", name)
    bench.stop(sonde)
    return bench.folder / "f.svg"


def frames(driver):
    return {g.get_attribute("aria-label").split(" \u2014 ")[0]: g
            for g in driver.find_elements("css selector", "[role=treeitem]")}


def press(driver, key):
    driver.execute_cdp_cmd("Page.bringToFront", {})
    webdriver.ActionChains(driver).send_keys(key).perform()


def text(element):
    return element.get_attribute("textContent")


def check_flame_zoom_and_search(bench):
    path = graph(bench, "flame_one", "flame_two")
    with browser() as driver:
        load(driver, path)
        found = frames(driver)
        assert found["all"].get_attribute("aria-label") == "all \u2014 300 (100.00%)"
        assert found["flame_one"].get_attribute("aria-label") == "flame_one \u2014 100 (33.33%)"
        width = {name: found[name].rect["width"] for name in found}
        assert 1.9 < width["flame_two"] / width["flame_one"] < 2.1, width
        found["flame_one"].click()
        zoomed = frames(driver)
        assert "flame_two" not in zoomed
        assert abs(zoomed["flame_one"].rect["width"] - width["all"]) < 2
        driver.find_element("css selector", "button").click()
        assert "flame_two" in frames(driver)
        driver.execute_script("document.querySelector('input').focus()")
        press(driver, "^flame_two$")
        status = driver.find_element("css selector", "[role=status]")
        assert text(status) == "66.67% found", text(status)
        hits = driver.find_elements("css selector", ".hit")
        assert [h.get_attribute("aria-label") for h in hits] == ["flame_two \u2014 200 (66.67%)"]
        press(driver, "(")  # no regular expression: searched as it is
        assert text(status) == "nothing found", text(status)
        quiet(driver)


def check_flame_keyboard(bench):
    path = graph(bench, "flame_a", "flame_b")
    with browser() as driver:
        load(driver, path)
        driver.execute_script("document.querySelector('[role=treeitem]').focus()")
        press(driver, Keys.ARROW_DOWN)
        active = lambda: driver.switch_to.active_element.get_attribute("aria-label").split(" ")[0]
        assert active() == "flame_a"
        press(driver, Keys.ARROW_RIGHT)
        assert active() == "flame_b"
        press(driver, Keys.ENTER)
        assert active() == "flame_b" and "flame_a" not in frames(driver)
        press(driver, Keys.ESCAPE)
        assert "flame_a" in frames(driver)
        press(driver, "/")
        assert driver.switch_to.active_element.tag_name == "input"
        quiet(driver)


def check_flame_hostile_names(bench):
    hostile = "</g>]]><b>&\"'"
    path = graph(bench, hostile, "<script>x()</")
    xml.dom.minidom.parse(str(path))
    with browser() as driver:
        load(driver, path)
        assert hostile in frames(driver)
        assert len(driver.find_elements("css selector", "script")) == 1


def check_flame_narrow_and_dark(bench):
    path = graph(bench, "flame_dark", "flame_night")
    with browser(400, 600, "dark") as driver:
        load(driver, path)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= 400
        fill = driver.execute_script(
            "return getComputedStyle(document.querySelector('.paper')).fill")
        assert fill == "rgb(20, 23, 28)", fill


def check_flame_without_script(bench):
    """Shapes are there for viewers that run no scripts."""
    path = graph(bench, "flame_plain", "flame_still")
    document = xml.dom.minidom.parse(str(path))
    titles = [t.firstChild.data for t in document.getElementsByTagName("title")]
    assert "flame_plain \u2014 100 (33.33%)" in titles, titles
