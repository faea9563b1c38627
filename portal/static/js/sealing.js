// What somebody typed, as bytes that only the own key opens; the key stands on nobody else's pages. Over plain http a browser seals nothing.
const AES = "AES-GCM";
const keyOf = (seal) => crypto.subtle.importKey("raw", Uint8Array.from(atob(seal), (c) => c.charCodeAt(0)), AES, false, ["encrypt", "decrypt"]);

// Of a form's data: {fields} as they are, or {iv, type, bytes}, photos and all.
export const sealed = async (data, seal) => {
  if (!crypto.subtle) return { fields: [...data] };
  const whole = new Response(data);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = await crypto.subtle.encrypt({ name: AES, iv }, await keyOf(seal), await whole.arrayBuffer());
  return { iv, type: whole.headers.get("Content-Type"), bytes };
};

export const unsealed = async ({ fields, iv, type, bytes }, seal) => {
  if (fields) return fields;
  const whole = await crypto.subtle.decrypt({ name: AES, iv }, await keyOf(seal), bytes);
  return [...await new Response(whole, { headers: { "Content-Type": type } }).formData()];
};
