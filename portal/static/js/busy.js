// A form marked data-busy says so while it is being answered, and is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.dataset.busy) return;
  for (const button of form.querySelectorAll("button")) {
    button.disabled = true;
    button.dataset.label = button.textContent;
    button.textContent = form.dataset.busy;
  }
});
// Coming back by the browser's own button shows the page as it was left.
window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
