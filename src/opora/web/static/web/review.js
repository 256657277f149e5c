// The review of a document: the chosen line shows its place in the text, a click in the text chooses
// the line, keys work the list. Everything here is also a link or a form, so the page works without it.
//
// A line is a tr[data-key-of] with data-focus, the key of the value to show; a mark of the document says
// in data-for (several, parted by spaces) which values it holds.
const sheet = () => document.querySelector("[data-sheet]");
const lines = () => [...document.querySelectorAll("tr[data-key-of]")];
const chosen = () => document.querySelector("tr[data-key-of][aria-selected='true']");
const marksOf = (key) => [...document.querySelectorAll(`mark[data-for~="${CSS.escape(key)}"]`)];
const near = (key) => [...document.querySelectorAll(`mark[data-for^="${CSS.escape(key)}."], mark[data-for*=" ${CSS.escape(key)}."]`)];

function light(focus, line) {
  for (const mark of document.querySelectorAll("mark.on, mark.near")) mark.classList.remove("on", "near");
  for (const mark of line ? near(line) : []) mark.classList.add("near");
  const marks = marksOf(focus);
  for (const mark of marks) mark.classList.add("on");
  const first = marks[0] ?? (line ? near(line)[0] : null);
  if (first) centre(first);
}

// Only the paper moves: the page itself stays where the person works.
function centre(mark) {
  const pane = mark.closest(".o-pane");
  const scroller = pane.scrollHeight > pane.clientHeight ? pane : sheet();
  const top = mark.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollBy({ top: top - scroller.clientHeight / 3 });
}

function choose(row, { focus = row.dataset.focus, grab = true, follow = true } = {}) {
  for (const other of lines()) {
    other.removeAttribute("aria-selected");
    other.tabIndex = -1;
  }
  row.setAttribute("aria-selected", "true");
  row.tabIndex = 0;
  if (grab) row.focus({ preventScroll: true });
  if (follow) row.scrollIntoView({ block: "nearest" });
  light(focus, row.dataset.keyOf);
}

function step(by) {
  const all = lines();
  const at = all.indexOf(chosen());
  const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
  if (next) choose(next);
  return Boolean(next);
}

const press = (selector) => {
  const target = chosen()?.closest("tbody").querySelector(selector);
  target?.click();
  return Boolean(target);
};

function answer(event) {
  const field = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select");
  if (event.key === "Escape") return press("[data-cancel]");
  if (field || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (event.key === "PageDown" || event.key === "PageUp") {
    const paper = sheet();
    const scroller = paper.scrollHeight > paper.clientHeight + 4 && getComputedStyle(paper).overflowY === "auto" ? paper : paper.closest(".o-pane");
    scroller.scrollBy({ top: (event.key === "PageDown" ? 0.9 : -0.9) * scroller.clientHeight });
    return true;
  }
  const onLine = event.target === document.body || event.target.matches("tr[data-key-of]");
  if (!onLine) return false;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return step(event.key === "ArrowDown" ? 1 : -1);
  if (event.key === "Enter") return press("[data-open]");
  if (event.key === " ") return press("[data-check]");
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  return digit !== null && "keys" in document.body.dataset && press(`[data-choice="${digit[1]}"]`);
}

// Before the keys of the whole site, which would answer the same keys in their own way.
document.addEventListener("keydown", (event) => {
  if (!answer(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[data-for]");
  if (mark) return chooseByMark(mark);
  const show = event.target.closest("[data-show]");
  const row = event.target.closest("tr[data-key-of]");
  if (row) choose(row, { focus: event.target.closest("[data-of]")?.dataset.of ?? row.dataset.focus, grab: !event.target.closest("a, button, input, textarea, select, label") });
  if (!show) return;
  event.preventDefault();
  if (!row) light(show.dataset.show, null);
});

function chooseByMark(mark) {
  for (const key of mark.dataset.for.split(" ")) {
    const line = lines().find((row) => key === row.dataset.keyOf || key === row.dataset.focus || key.startsWith(`${row.dataset.keyOf}.`));
    if (line) return choose(line, { focus: key });
    const finding = document.getElementById(`finding-${key.slice(2)}`);
    if (key.startsWith("f-") && finding) {
      finding.closest("details")?.setAttribute("open", "");
      light(key, null);
      finding.scrollIntoView({ block: "nearest" });
    }
  }
}

// Links that open the form of a line open it in place.
document.addEventListener("click", (event) => {
  const link = event.target.closest("tr[data-key-of] a[href*='/lines/']");
  if (!link || link.hasAttribute("hx-get") || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  htmx.ajax("GET", link.getAttribute("href"), { target: link.closest("tbody"), swap: "outerHTML" });
});

// A clash of two people and a wrong value come with a status of their own and are shown like any answer.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (![409, 422].includes(event.detail.xhr.status)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

let wasOn = null;
document.addEventListener("htmx:beforeRequest", () => {
  wasOn = chosen()?.dataset.keyOf ?? null;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.querySelector?.("[autofocus]") || document.querySelector("[data-editing] [autofocus]:focus")) return;
  const row = wasOn && lines().find((one) => one.dataset.keyOf === wasOn);
  if (row && !row.closest("[data-editing]")) choose(row);
  wasOn = null;
});

document.addEventListener("DOMContentLoaded", () => {
  const row = chosen() ?? lines()[0];
  if (row) choose(row, { grab: Boolean(chosen()), follow: Boolean(chosen()) });
});
