// On the sign-in page: whether this browser holds forms that are not sent yet, and what becomes of them by who signs in.
import { all } from "./kept-forms.js";

const bar = document.getElementById("left-here");
const forms = await all().catch(() => []);
const isSealed = forms.every(({ fields }) => !fields);
bar.lastElementChild.textContent = (isSealed ? bar.dataset.sealed : bar.dataset.plain).replace("{n}", forms.length);
bar.toggleAttribute("hidden", !forms.length);
