// A form marked data-unsent waits here while the net is cut, is sent once when it is back, and says which of both it is.
import { all, body, clear, drop, packed, put, refill } from "./kept-forms.js";

const bar = document.getElementById("unsent");
const { owner, waiting, sent, refused, lost, leaving, label } = bar.dataset;
const forms = () => [...document.querySelectorAll("form[data-unsent]")];
const say = (text, pages = []) => {
  bar.replaceChildren(text, ...pages.map((page) => Object.assign(document.createElement("a"), { href: page, textContent: bar.dataset.open })));
  bar.hidden = !text;
};
const show = async (done = 0) => {
  const kept = await all();
  for (const form of forms()) {
    const mine = kept.find(({ page }) => page === form.dataset.unsent);
    if (mine?.refused) { refill(form, mine); continue; }
    for (const button of form.querySelectorAll("button")) button.disabled = Boolean(mine);
    form.toggleAttribute("data-waiting", Boolean(mine));
    if (mine) form.dataset.waiting = label;
  }
  const back = kept.filter((form) => form.refused);
  const left = kept.length - back.length;
  if (back.length) say(refused.replace("{n}", back.length), back.map(({ page }) => page));
  else if (left) say(waiting.replace("{n}", left));
  else say(done ? sent.replace("{n}", done) : "");
};
const keep = (form) => put(packed(form, owner)).then(() => show(), () => say(lost));
let busy = false;
const send = async () => {
  if (busy || !navigator.onLine) return;
  busy = true;
  let done = 0;
  try {
    for (const form of await all()) {
      if (form.owner !== owner) { await drop(form.page); continue; }
      if (form.refused) continue;
      const answer = await fetch(form.address, { method: "POST", body: body(form), headers: { "HX-Request": "true" } });
      if (answer.headers.get("Form-Taken") === form.key) { await drop(form.page); done += 1; }
      else if ([403, 404, 409, 413, 422].includes(answer.status)) await put({ ...form, refused: true });
      else break;  // signed out, or the portal is not well: later
    }
  } catch { /* cut again: later */ } finally { busy = false; }
  if (done && document.querySelector("#duties") && !document.querySelector(".owed-form")) await window.htmx.ajax("GET", bar.dataset.list, "#duties");
  await show(done);
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.signOut !== undefined) { event.preventDefault(); all().then((kept) => (!kept.length || window.confirm(leaving)) && clear().finally(() => form.submit()), () => form.submit()); }
  if (!form.dataset.unsent) return;
  if (!navigator.onLine) { event.preventDefault(); event.stopImmediatePropagation(); keep(form); }
}, true);
document.addEventListener("htmx:error", ({ target, detail }) => { if (target.dataset?.unsent && !detail.ctx?.response) keep(target); });
document.addEventListener("htmx:after:swap", () => show());
window.addEventListener("online", send);
setInterval(send, 20_000);
send().then(() => show());
