// Duties are dragged to another place; the hidden form says where one landed. After each change the reader stays there.
const draft = document.getElementById("draft");
const unstyle = () => {
  for (const styled of draft.querySelectorAll("[style]")) styled.removeAttribute("style");
};
const wire = () => {
  const form = draft.querySelector("[data-dragged]");
  for (const list of draft.querySelectorAll("[data-sort]")) {
    for (const grip of list.querySelectorAll("[data-grip]")) grip.hidden = false;
    window.Sortable.create(list, {
      group: "duties", handle: "[data-grip]",
      onEnd: ({ item, from, to, oldIndex, newIndex }) => {
        if (from === to && oldIndex === newIndex) return;
        form.elements.identity.value = item.dataset.identity;
        form.elements.after.value = item.previousElementSibling?.dataset.identity ?? "";
        form.elements.group.value = to.dataset.group;
        form.requestSubmit();
      },
    });
  }
};
if (draft && window.Sortable) {
  let used = "";
  document.addEventListener("htmx:before:request", () => { used = document.activeElement?.id ?? ""; });
  document.addEventListener("htmx:before:swap", unstyle);  // what was dragged or resized: htmx copies it onto the new
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    if (detail.ctx.target !== draft) return;  // only a part of an open form
    wire();
    const same = used && document.getElementById(used);
    const here = draft.querySelector("[autofocus]") || same || draft.querySelector("[data-focus]");
    here?.focus({ preventScroll: here === same });
    here?.scrollIntoView({ block: "nearest" });
  });
  wire();
}
