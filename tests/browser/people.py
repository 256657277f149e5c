"""What a person does in a browser: by mouse, by keyboard alone; and what they must find there."""

from __future__ import annotations

import re
from typing import Protocol

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from opora.domain.people.models import User
from tests import factories

MY_DAY = re.compile(r"://[^/]+/$")
MOST_TABS = 150
"""A person gives up long before."""

_axe = Axe()


class Hand(Protocol):
    """How a person presses and fills."""

    def press(self, target: Locator) -> None:
        """Press a link or a button."""

    def fill(self, target: Locator, text: str) -> None:
        """Write into a field in place of what stands there."""

    def choose(self, target: Locator) -> None:
        """Choose one of several round buttons."""

    def pick(self, target: Locator, value: str) -> None:
        """Pick a value from a list."""


class Mouse:
    """Clicks."""

    def press(self, target: Locator) -> None:
        """Scroll to it, let the page be drawn there, and click.

        Right after a scroll Chromium still hands clicks to a PDF that stood at the place.
        """
        target.scroll_into_view_if_needed()
        target.page.wait_for_timeout(250)
        target.click()

    def fill(self, target: Locator, text: str) -> None:
        """Click into it and write."""
        target.fill(text)

    def choose(self, target: Locator) -> None:
        """Click it."""
        target.check()

    def pick(self, target: Locator, value: str) -> None:
        """Open the list and click the value."""
        target.select_option(value)


class Keyboard:
    """Never clicks: walks with Tab, presses Enter, types."""

    def press(self, target: Locator) -> None:
        """Walk to it and press Enter."""
        self.walk_to(target)
        target.page.keyboard.press("Enter")

    def fill(self, target: Locator, text: str) -> None:
        """Walk to it, take what stands there away, and type."""
        self.walk_to(target)
        target.page.keyboard.press("Control+A")
        target.page.keyboard.insert_text(text)

    def choose(self, target: Locator) -> None:
        """Walk to its group, which Tab enters at one place, and go down to it."""
        page = target.page
        group = page.locator(f"input[name='{target.get_attribute('name')}']")
        checked = group.and_(page.locator(":checked"))
        self.walk_to(checked if checked.count() else group.first)
        page.keyboard.press("Space")
        for _ in range(group.count()):
            if not target.is_checked():
                page.keyboard.press("ArrowDown")
        expect(target).to_be_checked()

    def pick(self, target: Locator, value: str) -> None:
        """Walk to the list and go down to the value."""
        self.walk_to(target)
        for _ in range(target.locator("option").count()):
            if target.input_value() != value:
                target.page.keyboard.press("ArrowDown")
        expect(target).to_have_value(value)

    def walk_to(self, target: Locator) -> None:
        """Press Tab until the target has the focus, and see that the focus shows."""
        expect(target).to_be_visible()
        for _ in range(MOST_TABS):
            if target.evaluate("one => one === document.activeElement"):
                assert is_focus_seen(target), f"the focus does not show: {target}"
                return
            target.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {target}")


def is_focus_seen(target: Locator) -> bool:
    """Whether the focused element is drawn otherwise than without focus."""
    return bool(
        target.evaluate(
            """one => {
              const look = () => { const s = getComputedStyle(one);
                return [s.outlineStyle === "none" ? "" : s.outline, s.boxShadow, s.borderColor,
                        s.backgroundColor].join("|"); };
              const focused = look();
              one.blur();
              const plain = look();
              one.focus();
              return focused !== plain;
            }"""
        )
    )


def sign_in(page: Page, user: User, hand: Hand | None = None) -> None:
    """Sign in through the form like anybody."""
    hand = hand or Mouse()
    page.goto("/account/login/")
    hand.fill(page.locator("input[name=login]"), user.email)
    hand.fill(page.locator("input[type=password]"), factories.PASSWORD)
    hand.press(page.get_by_role("button", name="Войти", exact=True))
    expect(page).to_have_url(MY_DAY)


def overflow(page: Page) -> list[str]:
    """Return what makes the page wider than its window; nothing if it fits."""
    found: list[str] = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.querySelectorAll("body *")]
            .filter(one => one.getBoundingClientRect().right > width + 1)
            .slice(0, 5)
            .map(one => `${one.tagName}.${one.className} ${Math.round(one.getBoundingClientRect().right)}`);
        }"""
    )
    return found


def violations(page: Page, *, rules: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds serious or critical, each with its first place."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe.axe_script)
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    result = page.evaluate("options => axe.run(options)", options)
    return [
        f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['html'][:160]}"
        for one in result["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
