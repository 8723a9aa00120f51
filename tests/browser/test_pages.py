"""Every page of the demonstration as a visitor gets it: nobody is called, axe finds nothing."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from kpi.declare import DEMO_STORE, LANGUAGES, Language, load
from tests.browser.screen import Calls, faults, go_to, on_paper, open_page, settle
from tests.servers import ROOT, Server, serve
from tests.show.test_look import contrast

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
TREE = ("dashboard.py", "pages", "kpi", "data", ".streamlit")
SCHEMES: dict[Language, Literal["dark", "light"]] = {"nl": "light", "en": "dark"}
"""Each language in a theme of its own: what can be read does not hang on the words."""
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
DESK: ViewportSize = {"width": 1440, "height": 900}
NARROW = (390, 768)
OUTSIDE = "frames => frames.map(frame => frame.scrollWidth - frame.clientWidth)"
"""How much of each table has to be moved into sight, in pixels."""
IN_SIGHT = """links => new Promise(tell => {
    const looks = new IntersectionObserver(seen => tell(seen
        .filter(one => one.intersectionRatio === 1)
        .map(one => one.target.innerText.trim().split("\\n").pop())));
    links.forEach(link => looks.observe(link));
})"""
"""The names of the links that can be seen whole without moving anything; an icon's is before it."""
BROKEN = """cells => cells.flatMap(cell => {
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
    for (let text = walk.nextNode(); text; text = walk.nextNode())
        for (const word of text.data.matchAll(/[\\p{L}\\d.,]+/gu)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            if (range.getClientRects().length > 1) found.push(word[0]);
        }
    return found;
})"""
"""The words and numbers in cells that begin on one line and end on another."""
LEFT = "tiles => tiles.map(tile => tile.getBoundingClientRect().left)"
ABOVE = """cells => cells.map(
    cell => getComputedStyle(cell, "::before").content.replace(/^"|"$/g, ""))"""
"""What a card says above each value."""
OUTGROWN = """charts => charts
    .filter(chart => ["l", "r", "t", "b"].some(
        side => chart._fullLayout._size[side] > chart._fullLayout.margin[side] + 1))
    .map(chart => chart.closest("[class*='st-key-']").className)"""
"""The charts that the browser drew once, measured, and then drew again with more room around."""
CATALOGUE = load()
say = CATALOGUE.words.say


def rgb(colour: str) -> str:
    """Return a colour of six digits as the browser tells it."""
    return "rgb({}, {}, {})".format(*bytes.fromhex(colour.removeprefix("#")))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, demonstration_folder: Path) -> Path:
    """A copy of the house with nothing but its demonstration: what a person has at a second visit."""
    copy: Path = tmp_path_factory.mktemp("house")
    for name in TREE:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, copy / name, ignore=shutil.ignore_patterns("local", "__pycache__")
            )
        else:
            shutil.copy(ROOT / name, copy / name)
    shutil.copytree(demonstration_folder, copy / DEMO_STORE.parent.relative_to(ROOT))
    return copy


@pytest.fixture(scope="module")
def server(house: Path) -> Iterator[Server]:
    with serve(house / "dashboard.py", {"KPI_STORE": "", "KPI_ORGANISATION": ""}, house) as running:
        yield running


@pytest.fixture(scope="module")
def visitor(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """One person who goes from page to page, so that what is fetched once is not fetched again."""
    context = browser.new_context(**{**browser_context_args, "viewport": DESK})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module", autouse=True)
def calls(visitor: Page) -> Calls:
    """Everything that person's browser calls, from the first page on."""
    heard = Calls()
    heard.listen(visitor)
    return heard


@pytest.fixture
def resized(visitor: Page) -> Iterator[Page]:
    """The same window, as wide as on a desk again once the test is over."""
    yield visitor
    visitor.set_viewport_size(DESK)


def visit(visitor: Page, server: Server, language: Language) -> None:
    """Be on some page, in the language and its theme.

    In one session of a language, from page to page: that is quicker than fetching each anew.
    """
    if server.url not in visitor.url or f"lang={language}" not in visitor.url:
        visitor.emulate_media(color_scheme=SCHEMES[language])
        open_page(visitor, f"{server.url}/?lang={language}")


def test_a_start_without_own_figures_shows_the_demonstration_and_says_so(
    visitor: Page, server: Server
) -> None:
    open_page(visitor, f"{server.url}/?lang=nl")
    expect(visitor.get_by_text(say("nl", "frame.demonstration"))).to_be_visible()
    expect(visitor.get_by_role("button", name=say("nl", "frame.start_own"))).to_be_enabled()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_calls_nobody_and_can_be_read_by_all(
    visitor: Page, calls: Calls, server: Server, name: str, language: Language
) -> None:
    visit(visitor, server, language)
    go_to(visitor, say(language, f"page.{name}"))
    expect(visitor.locator("html")).to_have_attribute("lang", language)
    expect(visitor.get_by_role("heading", level=1)).to_have_text(say(language, f"page.{name}"))
    expect(visitor.get_by_text(say(language, "frame.demonstration"))).to_be_visible()
    ground = THEME[SCHEMES[language]]["backgroundColor"]
    expect(visitor.get_by_test_id("stApp")).to_have_css("background-color", rgb(ground))
    assert faults(visitor) == []
    assert visitor.locator(".js-plotly-plot").evaluate_all(OUTGROWN) == []
    assert calls.hosts == {server.url.removeprefix("http://")}
    assert calls.forbidden == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_along_an_axis_can_be_read(visitor: Page, server: Server, language: Language) -> None:
    """The framework puts the ink of the theme in the place of a name that it knows (kpi/show/ink.py)."""
    visit(visitor, server, language)
    go_to(visitor, say(language, "page.waste"))
    word = visitor.locator(".js-plotly-plot .ytick text").first
    told = word.evaluate("word => getComputedStyle(word).fill")
    ink = "#{:02X}{:02X}{:02X}".format(*map(int, re.findall(r"\d+", told)[:3]))
    assert contrast(ink, THEME[SCHEMES[language]]["backgroundColor"]) >= 4.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_stays_in_sight_beside_the_page(
    visitor: Page, server: Server, language: Language
) -> None:
    """Past twelve pages the framework folds the last ones away, unless it is told not to."""
    visit(visitor, server, language)
    links = visitor.get_by_test_id("stSidebarNav").get_by_role("link")
    expect(links).to_have_count(len(PAGES))
    seen = links.evaluate_all(IN_SIGHT)
    assert set(seen) == {say(language, f"page.{name}") for name in PAGES}


def test_on_a_narrow_screen_the_keyboard_passes_what_is_folded_away(
    visitor: Page, server: Server
) -> None:
    """320 pixels is a screen of 1280 at four times its size: nothing scrolls sideways either."""
    narrow = visitor.context.new_page()
    narrow.set_viewport_size({"width": 320, "height": 800})
    open_page(narrow, f"{server.url}/food?lang=nl")
    for _ in range(2):
        narrow.keyboard.press("Tab")
    assert not narrow.get_by_test_id("stSidebarNav").locator(":focus").count()
    expect(narrow.get_by_role("button", name="Expand sidebar")).to_be_focused()
    assert narrow.get_by_test_id("stMain").evaluate("main => main.scrollWidth") <= 320
    narrow.get_by_role("button", name="Expand sidebar").press("Enter")
    link = narrow.get_by_test_id("stSidebarNav").get_by_role("link", name="Afval", exact=True)
    link.focus()
    expect(link).to_be_in_viewport()
    narrow.close()


@pytest.mark.parametrize("name", ["targets", "measures", "obligations", "arrivals", "safekeeping"])
def test_nothing_of_a_table_is_out_of_sight_on_a_narrow_screen(
    name: str, resized: Page, server: Server
) -> None:
    """Many columns become cards, in which every value stands below the header of its column."""
    visit(resized, server, "nl")
    go_to(resized, say("nl", f"page.{name}"))
    frames = resized.locator(".table-frame")
    expect(frames.first).to_be_visible()
    card = resized.locator(".table-frame table.many").first
    first, *headers = card.locator("thead th").all_inner_texts()
    for width in NARROW:
        resized.set_viewport_size({"width": width, "height": 900})
        settle(resized)
        assert not [w for w in frames.evaluate_all(OUTSIDE) if w > 1], width
        assert card.locator("tr").nth(1).locator("td").evaluate_all(ABOVE) == headers
        assert card.get_by_role("columnheader").all_inner_texts() == [first, *headers]


@pytest.mark.parametrize(
    ("name", "fold"), [("closing", ""), ("thermometer", ""), ("travel", "form.numbers")]
)
def test_no_number_and_no_short_word_of_a_table_is_broken_on_a_telephone(
    name: str, fold: str, resized: Page, server: Server
) -> None:
    """A number in two pieces is read as another one: only what a row is about may break."""
    visit(resized, server, "en")
    go_to(resized, say("en", f"page.{name}"))
    if fold:
        resized.get_by_text(say("en", fold)).click()
    expect(resized.locator(".table-frame").last).to_be_visible()
    resized.set_viewport_size({"width": min(NARROW), "height": 900})
    settle(resized)
    cells = resized.locator(".table-frame table:not(.many)")
    assert not cells.locator(":is(th, td):not(:first-child)").evaluate_all(BROKEN)
    about = cells.locator(":is(th, td):first-child").evaluate_all(BROKEN)
    assert not [word for word in about if len(word) <= 8]
    frames = resized.locator(".table-frame")
    assert not [w for w in frames.evaluate_all(OUTSIDE) if w > 1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("site", ["ALL", "ALM"])
def test_the_month_fits_on_two_sheets(
    visitor: Page, server: Server, site: str, language: Language
) -> None:
    open_page(visitor, f"{server.url}/month?lang={language}&site={site}")
    sheets = visitor.pdf(prefer_css_page_size=True)
    with on_paper(visitor):
        expect(visitor.get_by_text(say(language, "frame.demonstration"))).to_be_visible()
        expect(visitor.get_by_test_id("stSidebar")).to_be_hidden()
        expect(visitor.get_by_role("button", name=say(language, "frame.start_own"))).to_be_hidden()
        # Below each other: beside each other the heights of tiles leave holes.
        first, second, *_ = visitor.locator(".tiles > li").evaluate_all(LEFT)
        assert first == second
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 2


def test_what_a_figure_means_opens_by_keyboard(visitor: Page, server: Server) -> None:
    open_page(visitor, f"{server.url}/waste?lang=nl")
    declared = CATALOGUE.indicators["waste_residual"]
    tile = visitor.locator(".tiles > li").filter(
        has=visitor.locator("b", has_text=re.compile(f"^{declared.label.nl}$"))
    )
    note = tile.get_by_text(declared.note.nl)
    expect(note).to_be_hidden()
    tile.locator("summary").focus()
    visitor.keyboard.press("Enter")
    expect(note).to_be_visible()


def test_the_language_switch_keeps_what_was_chosen(visitor: Page, server: Server) -> None:
    open_page(visitor, f"{server.url}/waste?lang=nl&site=HGL&month=2025-06&span=ytd")
    visitor.get_by_role("link", name=say("en", "frame.language")).click()
    expect(visitor.locator("html")).to_have_attribute("lang", "en")
    expect(visitor).to_have_url(re.compile("site=HGL"))
    expect(visitor).to_have_url(re.compile("month=2025-06"))


def test_a_page_without_a_language_speaks_the_browsers(visitor: Page, server: Server) -> None:
    open_page(visitor, server.url)
    expect(visitor.locator("html")).to_have_attribute("lang", "nl")


def test_one_button_starts_an_own_empty_store(visitor: Page, server: Server, house: Path) -> None:
    """Stands last: from here on the server works on the own store."""
    open_page(visitor, f"{server.url}/?lang=nl")
    visitor.get_by_role("button", name=say("nl", "frame.start_own")).click()
    expect(visitor.get_by_text(say("nl", "frame.demonstration"))).to_be_hidden()
    expect(visitor.get_by_role("heading", name=say("nl", "first_run.title"))).to_be_visible()
    assert (house / "data" / "local" / "kpi.duckdb").exists()
