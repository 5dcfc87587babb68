"""The page of --html in a browser: tables sort and filter, charts have all numbers, nothing leaks."""
# needs: python3-selenium chromium chromedriver
from selenium import webdriver

from browser import Keys, browser, load, quiet

PROGRAM = """
// What was yielded.
rawtracepoint:sys_enter /args.id == 24 && (comm == "page_a" || comm == "page_b")/ {
    @calls[comm, 7] = count(); @hist = hist(args.id); @stack[comm, kstack(3)] = count();
    @size = stats(args.id); @series = tseries(1, 1s, 10, "sum"); @last = 18446744073709551615;
}
interval:s:100 { print(1) }
END { printf("said <b>at</b> the end\\n"); }"""


def page(bench, *args, program=PROGRAM, names=("page_a", "page_b")):
    sonde = bench.start("--html", "run.html", "-e", program, *args)
    for i, name in enumerate(names):
        bench.activity(1000 * (i + 1), "/dev/null", name)
    bench.stop(sonde)
    return bench.folder / "run.html"


def section(driver, name):
    for found in driver.find_elements("css selector", "section"):
        if found.find_element("css selector", "h2").text == name:
            return found
    raise AssertionError(name)


def cells(found):
    return [[cell.text for cell in row.find_elements("css selector", "td")]
            for row in found.find_elements("css selector", "tbody tr")]


def check_page_of_a_run(bench):
    path = page(bench)
    with browser() as driver:
        load(driver, path)
        assert [h.text for h in driver.find_elements("css selector", "h2")] == [
            "@calls", "@hist", "@last", "@series", "@size", "@stack", "Output", "Script",
            "About this run"]
        calls = section(driver, "@calls")
        assert "What was yielded." in calls.text
        assert cells(calls) == [["page_b", "7", "2,000"], ["page_a", "7", "1,000"]]
        head = calls.find_elements("css selector", "th button")
        head[2].click()
        assert cells(calls)[0][2] == "1,000"
        head[0].click()
        assert cells(calls)[0][0] == "page_a"
        assert calls.find_element("css selector", "th").get_attribute("aria-sort") == "ascending"
        assert section(driver, "@last").find_element("css selector", ".single").text \
            == "18,446,744,073,709,551,615"
        bars = section(driver, "@hist").find_elements("css selector", ".bars tr")
        assert [b.text.split() for b in bars] == [["[16,", "32)", "3,000"]]
        assert cells(section(driver, "@size")) == [["3,000", "24", "72,000"]] \
            or "3,000" in section(driver, "@size").text
        assert section(driver, "Output").find_element("css selector", "pre").text \
            == "said <b>at</b> the end"
        assert "// What was yielded." in section(driver, "Script").text
        about = section(driver, "About this run").text
        assert "--html run.html -e" in about and "Events lost\n0" in about, about
        quiet(driver)


def check_page_flame_and_series(bench):
    path = page(bench)
    with browser() as driver:
        load(driver, path)
        frames = section(driver, "@stack").find_elements("css selector", "[role=treeitem]")
        labels = [f.get_attribute("aria-label") for f in frames]
        assert labels[0] == "all \u2014 3,000 (100.00%)", labels
        assert "page_b \u2014 2,000 (66.67%)" in labels, labels
        series = section(driver, "@series").find_element("css selector", ".series")
        driver.execute_script("arguments[0].scrollIntoView(); arguments[0].focus()", series)
        webdriver.ActionChains(driver).send_keys(Keys.ARROW_RIGHT).perform()
        assert driver.find_elements("css selector", ".reading")
        section(driver, "@series").find_element("css selector", "summary").click()
        numbers = [row[1] for row in cells(section(driver, "@series"))]
        assert sum(int(n.replace(",", "")) for n in numbers if n != "\u2013") == 3000, numbers
        quiet(driver)


def check_page_filters_many_rows(bench):
    bench.run("--html", "run.html", "-e",
              'BEGIN { for ($i : 0..2000) { @["row", $i] = $i; } exit(); }')
    with browser() as driver:
        load(driver, bench.folder / "run.html")
        rows = section(driver, "@")
        assert len(cells(rows)) == 50 and cells(rows)[0][2] == "1,999"
        rows.find_element("css selector", "input").send_keys("199")
        assert {row[1] for row in cells(rows)} == {"199"} | {str(n) for n in range(1990, 2000)} \
            | {"1199"}, cells(rows)
        rows.find_element("css selector", "input").send_keys(3 * Keys.BACKSPACE)
        driver.find_elements("xpath", "//button[text()='Show all 2,000 rows']")[0].click()
        assert len(cells(rows)) == 2000


def check_page_hostile_content(bench):
    """Names of programs, the script and the command line are text, whatever they hold."""
    evil = "</script><x>"
    program = PROGRAM.replace('"page_a"', f'"{evil}"').replace(
        "END {", "END { @evil[\"<img src=x onerror=alert(1)>\"] = \"<!--<script>\\xff\";")
    path = page(bench, program=program, names=(evil,))
    with browser() as driver:
        load(driver, path)
        assert cells(section(driver, "@calls"))[0][0] == evil
        assert cells(section(driver, "@evil"))[0][0] == "<img src=x onerror=alert(1)>"
        assert not driver.find_elements("css selector", "img, x, main script")


def check_page_narrow_and_dark(bench):
    path = page(bench)
    with browser(360, 700, "dark") as driver:
        load(driver, path)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= 360
        background = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert background == "rgb(20, 23, 28)", background
    with browser() as driver:
        load(driver, path)
        background = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert background == "rgb(255, 255, 255)", background
