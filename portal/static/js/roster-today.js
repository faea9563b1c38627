// A roster wider than the window begins with today in its middle.
const today = document.querySelector(".roster .is-today");
const box = today?.closest(".table-responsive");
if (box) box.scrollLeft = today.offsetLeft - (box.clientWidth + today.closest("tr").firstElementChild.offsetWidth) / 2;
