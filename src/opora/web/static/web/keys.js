// Keys of the whole site. Single keys are silent in fields and may be switched off in the profile.
//
// A page takes part by markup: data-rows on a tbody or list whose rows are walked with the arrows,
// a.o-row-link or data-open in a row is what Enter opens, data-key="1" (2, 3, n, search) on a button
// or link is pressed by that key: in the selected row first, then anywhere on the page.
// data-close on a link or button is what Esc presses.
"use strict";

const NAMES = { Digit1: "1", Digit2: "2", Digit3: "3", Numpad1: "1", Numpad2: "2", Numpad3: "3", KeyN: "n" };

const selected = () => document.querySelector("[data-rows] > [aria-selected='true']");
const rowsOf = (holder) => [...holder.children].filter((row) => !row.hidden && row.matches("[data-row]"));

function select(row) {
  for (const other of document.querySelectorAll("[data-rows] > [data-row]")) {
    other.removeAttribute("aria-selected");
    other.tabIndex = -1;
  }
  row.setAttribute("aria-selected", "true");
  row.tabIndex = 0;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const rows = [...document.querySelectorAll("[data-rows]")].flatMap(rowsOf);
  if (!rows.length) return false;
  const now = rows.indexOf(selected());
  select(rows[Math.min(rows.length - 1, Math.max(0, now + step))]);
  return true;
}

function press(name) {
  const target = selected()?.querySelector(`[data-key="${name}"]`) ?? document.querySelector(`[data-key="${name}"]:not([data-row] *)`);
  if (!target) return false;
  if (target.matches("input, textarea, select")) target.focus();
  else target.click();
  return true;
}

function open() {
  const link = selected()?.querySelector("[data-open], a.o-row-link");
  link?.click();
  return Boolean(link);
}

function tick() {
  const box = selected()?.querySelector("input[type=checkbox]");
  box?.click();
  return Boolean(box);
}

function search() {
  const field = document.querySelector("input[data-key=search]");
  if (!field) return press("search");
  field.focus();
  field.select();
  return true;
}

function help() {
  const list = document.getElementById("keys");
  list?.showModal();
  return Boolean(list);
}

function close() {
  const menu = document.querySelector("details.o-pop[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    return true;
  }
  const closer = document.querySelector("[data-close]");
  closer?.click();
  return Boolean(closer);
}

function answer(event) {
  const inField = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (event.key === "Escape") return inField || document.querySelector("dialog[open]") ? false : close();
  if (inField || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    return (event.target === document.body || event.target.closest("[data-row]")) && move(event.key === "ArrowDown" ? 1 : -1);
  }
  if (event.key === "Enter") return event.target.matches("[data-row]") && open();
  if (!("keys" in document.body.dataset) || document.querySelector("dialog[open]")) return false;
  // Physical places too: on the Russian layout these keys give other letters.
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return help();
  if (event.key === "/" || event.code === "Slash") return search();
  if (event.code === "KeyX") return tick();
  return event.code in NAMES && press(NAMES[event.code]);
}

document.addEventListener("keydown", (event) => {
  if (answer(event)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.o-pop[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const row = event.target.closest("[data-rows] > [data-row]");
  if (row && !event.target.closest("a, button, input, label, summary, select, textarea")) select(row);
});

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-tick-all]");
  if (!all) return;
  for (const box of all.closest("table").querySelectorAll("tbody input[type=checkbox]")) box.checked = all.checked;
});

// A row of tabs wider than a phone shows the open one.
for (const tab of document.querySelectorAll(".o-tabs [aria-current]")) {
  const strip = tab.closest(".o-tabs");
  strip.scrollLeft += tab.getBoundingClientRect().right - strip.getBoundingClientRect().right + 24;
}
