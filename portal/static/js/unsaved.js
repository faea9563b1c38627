// Asks before a page with typed but unsaved text is left.
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  let leaving = false;
  const typed = () => JSON.stringify([...new FormData(form)]);
  const drawn = typed();
  const failed = form.querySelector(".is-invalid, .alert-danger") !== null;
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (failed || typed() !== drawn)) event.preventDefault();
  });
}
