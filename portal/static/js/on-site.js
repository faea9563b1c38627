// On a device that was handed over: while somebody reads the session stays alive; left alone, the device is handed back.
const back = document.querySelector("form[data-idle]");
let touched = Date.now();
let told = touched;
const note = () => {
  touched = Date.now();
  if (touched - told > 60_000) {
    told = touched;
    fetch(back.dataset.alive, { method: "HEAD", redirect: "manual" });
  }
};
for (const kind of ["pointerdown", "pointermove", "keydown", "scroll"]) {
  document.addEventListener(kind, note, { passive: true });
}
const look = () => {
  if (Date.now() - touched > 1000 * Number(back.dataset.idle)) back.requestSubmit();
};
setInterval(look, 5000);
document.addEventListener("visibilitychange", look);
