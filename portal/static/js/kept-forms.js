// Forms that wait in this browser until the net is back: one for each person and page, with what was typed and its photos.
import { sealed, unsealed } from "./sealing.js";

const MOST = 30 * 24 * 3_600_000;  // ms for which a sealed form waits here for its owner while others use the device
const store = new Promise((resolve, reject) => {
  const opening = indexedDB.open("kept-forms", 2);
  opening.onupgradeneeded = ({ oldVersion, target: { transaction: turn } }) => {
    const forms = opening.result.createObjectStore("sealed", { keyPath: ["owner", "page"] });
    if (!oldVersion) return;
    turn.objectStore("forms").getAll().onsuccess = ({ target }) => {
      for (const form of target.result) forms.put({ ...form, at: Date.now() });
      opening.result.deleteObjectStore("forms");
    };
  };
  opening.onsuccess = () => { resolve(opening.result); opening.result.onversionchange = () => opening.result.close(); };
  opening.onerror = opening.onblocked = () => reject(opening.error);
});
const ask = async (mode, question) => {
  const turn = (await store).transaction("sealed", mode);
  const answer = question(turn.objectStore("sealed"));
  return new Promise((resolve, reject) => {
    turn.oncomplete = () => resolve(answer.result);
    turn.onabort = () => reject(turn.error);
  });
};
export const all = () => ask("readonly", (forms) => forms.getAll());
export const put = (form) => ask("readwrite", (forms) => forms.put(form));
export const drop = ({ owner, page }) => ask("readwrite", (forms) => forms.delete([owner, page]));

// One's own, and how many sealed ones of others wait for them here; what of theirs is not sealed, or too old, goes.
export const of = async (owner) => {
  const [mine, theirs] = [[], []];
  for (const form of await all()) (form.owner === owner ? mine : theirs).push(form);
  const stays = ({ fields, at }) => !fields && Date.now() - at < MOST;
  await Promise.all(theirs.filter((form) => !stays(form)).map(drop));
  return { mine, others: theirs.filter(stays).length };
};

// What a form holds now, so that it can be sent later; `owner` tells whose it is without a name, `seal` is that person's key.
export const packed = async (form, { owner, seal }) => ({
  page: form.dataset.unsent, address: form.action, key: form.elements.key.value, owner, at: Date.now(), ...await sealed(new FormData(form), seal),
});

// The same as the body of a request, with the token of the page that sends it.
export const body = async (kept, { seal }) => {
  const data = new FormData();
  const token = document.querySelector('meta[name="csrf-token"]').content;
  for (const [name, value] of await unsealed(kept, seal)) data.append(name, name === "csrf_token" ? token : value);
  return data;
};
