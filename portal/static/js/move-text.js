// Text that fits no field, or is selected in the source, goes into a field of the form by one choice.
const form = document.querySelector(".description-form");
const box = form && form.querySelector("[data-move]");
if (box) {
  const left = form.elements.unclassified;
  const list = box.querySelector("[data-move-list]");
  const choice = box.querySelector("[data-move-to]");
  const said = box.querySelector("[data-move-said]");
  const lines = () => left.value.split(/\n(?! {2})/).filter((line) => line.trim());
  const shaped = (name, text, value) => {
    const plain = text.trim().replace(/\n\s*/g, "\n    ");
    if (name === "relations") return `部门内 | ${plain} |`;
    if (name !== "duties") return plain;
    const numbers = [...value.matchAll(/^\s*(\d+)[.、]/gm)].map((match) => Number(match[1]));
    return `${(numbers.at(-1) ?? 0) + 1}. ${plain.replace(/^\d+\s*[.、]\s*/, "")}`;
  };
  const put = (name, label, text) => {
    const field = form.elements[name];
    const before = field.value.trimEnd();
    const value = shaped(name, text, before);
    field.value = before ? before + (field.tagName === "INPUT" ? " " : "\n") + value : value;
    field.classList.add("received");
    setTimeout(() => field.classList.remove("received"), 2500);
    said.textContent = `${label}: ${text}`;
  };
  const draw = () => {
    box.classList.toggle("is-empty", !left.value.trim());
    list.replaceChildren(...lines().map((line, index) => {
      const item = document.createElement("li");
      const words = document.createElement("span");
      const select = choice.cloneNode(true);
      words.textContent = line;
      select.hidden = false;
      select.className = "form-select form-select-sm";
      select.addEventListener("change", () => {
        put(select.value, select.selectedOptions[0].text, line);
        left.value = lines().filter((_, other) => other !== index).join("\n");
        draw();
        (list.querySelector("select") ?? left).focus();
      });
      item.append(words, select);
      return item;
    }));
  };
  left.addEventListener("input", draw);
  draw();
  const take = document.querySelector("[data-take]");
  if (take) {
    const to = take.querySelector("[data-take-to]");
    let selected = "";
    to.replaceChildren(...choice.cloneNode(true).children);
    [to.options[0].text, to.value] = [take.dataset.take, ""];
    document.addEventListener("selectionchange", () => {
      const now = document.getSelection();
      if (now.anchorNode?.parentElement?.closest("[data-source]")) selected = now.toString().trim();
    });
    to.addEventListener("change", () => { if (selected && to.value) put(to.value, to.selectedOptions[0].text, selected); to.value = ""; });
    take.hidden = false;
  }
}
