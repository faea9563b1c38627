// After a duty is done the next one is under the same key; an opened form takes the first stroke.
const ticks = () => [...document.querySelectorAll("#duties [data-tick]")];
let place = -1;
document.addEventListener("htmx:before:request", ({ target }) => {
  const row = target.closest?.("#duties") && (target.closest(".owed") ?? target);
  place = row ? Math.max(ticks().findIndex((tick) => row.contains(tick)), 0) : -1;
});
document.addEventListener("htmx:after:swap", () => {
  if (place < 0) return;
  const form = document.querySelector("#duties .owed-form");
  const here = form?.querySelector(".is-invalid, input:not([type=hidden]), textarea") ?? ticks()[Math.min(place, ticks().length - 1)];
  here?.focus({ preventScroll: true });
  here?.scrollIntoView({ block: "nearest" });
});
