// Forms that wait in this browser until the net is back: one for each page, with what was typed and its photos.
const store = new Promise((resolve, reject) => {
  const opening = indexedDB.open("kept-forms", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("forms", { keyPath: "page" });
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});
const ask = async (mode, question) => {
  const turn = (await store).transaction("forms", mode);
  const answer = question(turn.objectStore("forms"));
  return new Promise((resolve, reject) => {
    turn.oncomplete = () => resolve(answer.result);
    turn.onabort = () => reject(turn.error);
  });
};
export const all = () => ask("readonly", (forms) => forms.getAll());
export const put = (form) => ask("readwrite", (forms) => forms.put(form));
export const drop = (page) => ask("readwrite", (forms) => forms.delete(page));
export const clear = () => ask("readwrite", (forms) => forms.clear());

// What a form holds now, so that it can be sent later; `owner` tells whose it is without a name.
export const packed = (form, owner) => ({
  page: form.dataset.unsent, address: form.action, key: form.elements.key.value, owner, fields: [...new FormData(form)],
});

// The same as the body of a request, with the token of the page that sends it.
export const body = ({ fields }) => {
  const data = new FormData();
  const token = document.querySelector('meta[name="csrf-token"]').content;
  for (const [name, value] of fields) data.append(name, name === "csrf_token" ? token : value);
  return data;
};

// Back into a form of the page, to be looked over; photos have to be chosen once more. Only as it is drawn, never over what is typed.
const drawn = new WeakSet();
export const refill = (form, kept) => {
  const fields = drawn.has(form) ? [] : kept?.fields ?? [];
  drawn.add(form);
  for (const [name, value] of fields) {
    if (name === "csrf_token" || name === "key" || value instanceof File) continue;
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (["radio", "checkbox"].includes(field.type)) field.checked ||= field.value === value;
      else field.value = value;
    }
  }
};
