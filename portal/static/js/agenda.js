// After a duty is done the next one is under the same key; an opened form takes the first stroke.
let asked = false;
document.addEventListener("htmx:before:request", ({ target }) => { asked = Boolean(target.closest?.("#duties")); });
document.addEventListener("htmx:after:swap", () => {
  const list = asked && document.getElementById("duties");
  if (!list) return;
  const form = list.querySelector(".owed-form");
  const here = form?.querySelector(".is-invalid, input:not([type=hidden]), textarea") ?? list.querySelector("[data-tick]");
  here?.focus({ preventScroll: true });
  here?.scrollIntoView({ block: "nearest" });
});
