// The signature pad: the pen's strokes go into a hidden field; without this script the name is typed.
for (const box of document.querySelectorAll("[data-pad]")) {
  const canvas = box.querySelector("[data-pad-canvas]");
  const strokes = box.querySelector("[data-pad-strokes]");
  const choice = box.querySelector("[data-pad-choice]");
  const pad = new SignaturePad(canvas, { penColor: "#14284b", minWidth: 1, maxWidth: 3 });
  const keep = () => { strokes.value = pad.isEmpty() ? "" : JSON.stringify(pad.toData()); };
  const fit = () => {
    const drawn = pad.toData();
    canvas.width = canvas.offsetWidth;
    canvas.height = canvas.offsetHeight;
    pad.fromData(drawn);
  };
  const show = () => {
    const method = box.querySelector("[name=method]:checked").value;
    box.querySelector("[data-pad-typed]").hidden = method !== "typed";
    box.querySelector("[data-pad-drawn]").hidden = method !== "drawn";
    if (method === "drawn") fit();
  };
  choice.hidden = false;
  choice.addEventListener("change", show);
  pad.addEventListener("endStroke", keep);
  box.querySelector("[data-pad-clear]").addEventListener("click", () => { pad.clear(); keep(); });
  window.addEventListener("resize", () => { if (!canvas.closest("[hidden]")) fit(); });
  if (strokes.value) pad.fromData(JSON.parse(strokes.value));
  show();
}
