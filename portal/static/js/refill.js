// What waited in this browser, back into a form of the page, to be looked over; photos have to be chosen once more.
import { unsealed } from "./sealing.js";

const drawn = new WeakSet();  // only as it is drawn, never over what is typed
export const refill = async (form, kept, { seal }) => {
  const fields = drawn.has(form) || !kept ? [] : unsealed(kept, seal);
  drawn.add(form);
  for (const [name, value] of await fields) {
    if (name === "csrf_token" || name === "key" || value instanceof File) continue;
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (["radio", "checkbox"].includes(field.type)) field.checked ||= field.value === value;
      else field.value = value;
    }
  }
};
