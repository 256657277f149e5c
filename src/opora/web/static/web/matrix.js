// A walk over the cells of a matrix with the arrows; without it every cell is a link as well.
//
// data-cells on a table: one of its cell links takes part in the order of Tab, the arrows move it,
// Home and End lead to the ends of the row. Enter opens, as on any link.
"use strict";

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function grid(table) {
  return [...table.querySelectorAll("tbody tr, tfoot tr")].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.querySelector("a")));
}

function settle(table, link) {
  for (const other of table.querySelectorAll("td a")) other.tabIndex = other === link ? 0 : -1;
}

function next(cells, row, column, [down, right]) {
  for (let r = row + down, c = column + right; cells[r]?.[c] !== undefined; r += down, c += right) {
    if (cells[r][c]) return cells[r][c];
  }
  return null;
}

document.addEventListener("keydown", (event) => {
  const table = event.target.closest("table[data-cells]");
  const link = event.target.closest("td a");
  if (!table || !link || event.ctrlKey || event.metaKey || event.altKey) return;
  const cells = grid(table);
  const row = cells.findIndex((one) => one.includes(link));
  const open = cells[row].filter(Boolean);
  let to = null;
  if (event.key in STEPS) to = next(cells, row, cells[row].indexOf(link), STEPS[event.key]);
  else if (event.key === "Home") to = open[0];
  else if (event.key === "End") to = open.at(-1);
  else return;
  event.preventDefault();
  if (!to) return;
  settle(table, to);
  to.focus();
});

const begin = () => {
  const table = document.querySelector("table[data-cells]");
  const first = table?.querySelector("td a[aria-current]") ?? table?.querySelector("td a");
  if (first) settle(table, first);
};

document.addEventListener("DOMContentLoaded", begin);
