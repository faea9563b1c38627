// A form marked data-unsent waits here while the net is cut, is sent once when it is back, and says which of both it is.
import { body, drop, of, packed, put } from "./kept-forms.js";
import { refill } from "./refill.js";

const bar = () => document.getElementById("unsent");  // drawn anew with the page
const me = { owner: bar().dataset.owner, seal: bar().dataset.seal };
const { list, waiting, sent, refused, lost, leaving, label, open, discard } = bar().dataset;
let [news, kept, others, busy] = ["", [], 0, false];
const made = (tag, facts) => Object.assign(document.createElement(tag), facts);
const say = (text, back = []) => {
  const forget = () => Promise.all(back.map(drop)).then(() => show());
  const button = made("button", { type: "button", className: "btn btn-sm", textContent: discard, onclick: forget });
  bar()?.replaceChildren(text, ...back.map(({ page }) => made("a", { href: page, textContent: open })), ...(back.length ? [button] : []));
  bar()?.toggleAttribute("hidden", !text);
};
const show = async (done = 0) => {
  ({ mine: kept, others } = await of(me.owner).catch(() => ({ mine: [], others: 0 })));
  for (const form of document.querySelectorAll("form[data-unsent]")) {
    const mine = kept.find(({ page }) => page === form.dataset.unsent);
    const waits = Boolean(mine && !mine.refused);
    refill(form, mine, me);
    for (const button of form.querySelectorAll("button")) button.disabled = waits;
    form.toggleAttribute("data-waiting", waits);
    if (waits) form.dataset.waiting = label;
  }
  const back = kept.filter((form) => form.refused);
  if (back.length) say(refused.replace("{n}", back.length), back);
  else if (kept.length) say(waiting.replace("{n}", kept.length));
  else say(done ? (news = sent.replace("{n}", done)) : news);
};
const keep = (form) => packed(form, me).then(put).then(() => show(), () => say(lost));
const send = async () => {
  if (busy || !navigator.onLine) return;
  let done = 0;
  busy = true;
  try {
    for (const form of (await of(me.owner)).mine.filter((form) => !form.refused)) {
      const answer = await fetch(form.address, { method: "POST", body: await body(form, me), headers: { "HX-Request": "true" } });
      if (answer.headers.get("Form-Taken") === form.key) { await drop(form); done += 1; }
      else if ([403, 404, 409, 413, 422].includes(answer.status)) await put({ ...form, refused: true });
      else if (answer.status < 400 || answer.status === 401) break;  // signed out: all of them later
    }
  } catch { /* cut again: later */ } finally { busy = false; }
  if (done && document.querySelector("#duties") && !document.querySelector(".owed-form")) await window.htmx.ajax("GET", list, "#duties");
  await show(done);
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.signOut !== undefined && others) form.append(made("input", { type: "hidden", name: "others", value: others }));
  if (form.dataset.signOut !== undefined && kept.length) {
    event.preventDefault();
    if (window.confirm(leaving)) Promise.all(kept.map(drop)).finally(() => form.submit());
  }
  if (form.dataset.unsent && navigator.onLine) drop({ ...me, page: form.dataset.unsent }).then(() => show(), () => {});  // this one takes its place
  else if (form.dataset.unsent) { event.preventDefault(); event.stopImmediatePropagation(); keep(form); }
}, true);
document.addEventListener("htmx:error", ({ target, detail }) => { if (target.dataset?.unsent && !detail.ctx?.response) keep(target); });
document.addEventListener("htmx:after:swap", () => show());
window.addEventListener("online", send);
show().then(() => setInterval(send, 20_000)).then(send);
