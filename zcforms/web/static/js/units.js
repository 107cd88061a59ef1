// A form as fields: what belongs together is typed, kept and brought back together (a field with its rows and files). The page names the fields in
// its hidden "origins", with what each was drawn from; a control outside of them stands for itself.
const MARKS = new Set(["csrf_token", "owner", "once", "draft", "origins", "drawn_for", "_do", "act", "agreed", "template"]);
const CHOICE = "choose:"; // a conflict's radio buttons

/** {field: digest} of what the form was drawn from. */
export function origins(form) {
  try {
    return JSON.parse(form.elements.origins?.value ?? "{}");
  } catch {
    return {};
  }
}

function fieldOf(name, fields) {
  for (let end = name.length; end > 0; end -= 1) {
    if (name.slice(0, end) in fields && (end === name.length || name[end] === "." || name[end] === ":")) return name.slice(0, end);
  }
  return name;
}

// Hidden inputs are the page's own affair, unless they stand for what somebody chose: files, rows.
function typedNames(form) {
  const names = new Set();
  for (const control of form.elements) {
    const own = control.type === "hidden" && !control.closest("[data-field]");
    if (control.name && !own && !MARKS.has(control.name) && !control.name.startsWith(CHOICE)) names.add(control.name);
  }
  return names;
}

/** {field: {name: [values]}} of everything that can be typed or chosen in the form; an emptied field has no names. */
export function units(form, fields) {
  const names = typedNames(form);
  const found = {};
  for (const name of names) found[fieldOf(name, fields)] ??= {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && names.has(name)) (found[fieldOf(name, fields)][name] ??= []).push(value);
  }
  return found;
}

/** As the page came: somebody may have typed before this script ran. */
export function asServed(form, fields) {
  const copy = form.cloneNode(true);
  copy.reset();
  return units(copy, fields);
}

export const same = (one, other) => JSON.stringify(one ?? {}) === JSON.stringify(other ?? {});

/** What a person calls a field. */
export function captionOf(form, field) {
  const control = [...form.elements].find((each) => each.name && (each.name === field || each.name.startsWith(`${field}.`) || each.name.startsWith(`${field}:`)));
  const label = control?.closest("[data-field], .zc-field")?.querySelector(".zc-label");
  return label?.firstChild?.textContent?.trim() ?? "";
}
