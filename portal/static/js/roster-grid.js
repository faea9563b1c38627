// A month as a grid of fields: arrow keys move, typing replaces what stands there, cells of Excel are pasted, changed fields show it.
const grid = document.getElementById("grid");
const rows = [...grid.querySelectorAll("tbody tr")].map((row) => [...row.cells].map((cell) => cell.querySelector("[data-cell]")));
const place = (field) => {
  const y = rows.findIndex((row) => row.includes(field));
  return [y, rows[y].indexOf(field)];
};
const next = (field, down, right) => {
  let [y, x] = place(field);
  do {
    y += down;
    x += right;
  } while (rows[y] && x >= 0 && x < rows[y].length && (!rows[y][x] || rows[y][x].readOnly));
  return rows[y]?.[x];
};
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0] };
grid.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || event.isComposing || event.ctrlKey || event.metaKey || !event.target.matches("[data-cell]")) return;
  event.preventDefault();
  const other = next(event.target, ...step);
  other?.focus();
  other?.scrollIntoView({ block: "nearest", inline: "nearest" });
});
grid.addEventListener("paste", (event) => {  // cells copied from Excel fall into place from here on
  const lines = event.clipboardData.getData("text").replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
  if (!event.target.matches("[data-cell]") || lines.flat().length < 2) return;
  event.preventDefault();
  const [y, x] = place(event.target);
  lines.forEach((line, down) => line.forEach((text, right) => {
    const field = rows[y + down]?.[x + right];
    if (!field || field.readOnly) return;
    field.value = text.trim();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }));
});
grid.addEventListener("focusin", (event) => { if (event.target.matches("[data-cell]")) event.target.select(); });
grid.addEventListener("input", (event) => {
  const field = event.target;
  field.closest("td")?.classList.toggle("is-changed", field.value.trim().toUpperCase() !== field.defaultValue.trim().toUpperCase());
});
