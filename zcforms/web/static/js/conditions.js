// shownWhen and requiredWhen in the browser, with the meaning of zcforms/documents/conditions.py: the server judges in
// the same way, this only spares the person a round trip.
import { fresh } from "./dom.js";

const COMPARISONS = {
  "==": (value, literal) => value === literal,
  "!=": (value, literal) => value !== literal,
  "<": (value, literal) => value < literal,
  "<=": (value, literal) => value <= literal,
  ">": (value, literal) => value > literal,
  ">=": (value, literal) => value >= literal,
};

const isObject = (thing) => thing !== null && typeof thing === "object" && !Array.isArray(thing);
const sameKind = (value, literal) => typeof value === typeof literal;

export function missing(value) {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/** Whether the record fulfils the condition. */
export function holds(condition, record) {
  return Object.entries(condition).every(([name, wanted]) => clause(name, wanted, record));
}

function clause(name, wanted, record) {
  if (name === "any") return wanted.some((condition) => holds(condition, record));
  if (name === "not") return !holds(wanted, record);
  const value = record[name];
  if (missing(value)) {
    return isObject(wanted) && Object.keys(wanted).length === 1 && wanted.present === false;
  }
  return (Array.isArray(value) ? value : [value]).some((each) => test(wanted, each));
}

function test(wanted, value) {
  if (isObject(wanted)) return Object.entries(wanted).every(([word, literal]) => compare(word, literal, value));
  return (Array.isArray(wanted) ? wanted : [wanted]).some((literal) => sameKind(value, literal) && value === literal);
}

function compare(word, literal, value) {
  if (word === "in") return test(literal, value);
  if (word === "present") return Boolean(literal);
  return sameKind(value, literal) && COMPARISONS[word](value, literal);
}

/** The properties that stand open: each round settles one link of a chain of conditions. */
export function shown(conditions, names, record) {
  let open = new Set(names);
  for (let round = 0; round <= conditions.size; round += 1) {
    const kept = Object.fromEntries(Object.entries(record).filter(([name]) => open.has(name)));
    const settled = new Set(names.filter((name) => !conditions.has(name) || holds(conditions.get(name), kept)));
    if (settled.size === open.size && [...settled].every((name) => open.has(name))) break;
    open = settled;
  }
  return open;
}

function ownFields(scope) {
  return [...scope.querySelectorAll("[data-field]")].filter((field) => field.parentElement.closest("[data-record]") === scope);
}

function valueOf(field) {
  const kind = field.dataset.kind;
  if (kind === "yes-no") {
    const chosen = field.querySelector("input:checked");
    return chosen ? chosen.value === "true" : null;
  }
  if (kind === "records") return [...field.querySelectorAll("[data-row]")].map(() => ({}));
  if (kind === "files" || kind === "photo") return [...field.querySelectorAll("[data-file]")].map(() => ({}));
  const checked = field.querySelectorAll("input[type=radio], input[type=checkbox]");
  if (checked.length) {
    const values = [...checked].filter((input) => input.checked).map((input) => input.value);
    return kind === "choices" ? values : (values[0] ?? null);
  }
  const control = field.querySelector("select[name], input[name], textarea[name], output");
  if (!control) return null;
  if (control.multiple) return [...control.selectedOptions].map((option) => option.value);
  const text = (control.value ?? "").trim();
  if (kind !== "integer" && kind !== "decimal") return text;
  const number = Number(text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0)));
  return text === "" || Number.isNaN(number) ? null : number;
}

function apply(scope) {
  const fields = ownFields(scope);
  const record = {};
  const conditions = new Map();
  for (const field of fields) {
    record[field.dataset.field] = valueOf(field);
    if (field.dataset.shownWhen) conditions.set(field.dataset.field, JSON.parse(field.dataset.shownWhen));
  }
  const open = shown(conditions, fields.map((field) => field.dataset.field), record);
  const kept = Object.fromEntries(Object.entries(record).filter(([name]) => open.has(name)));
  for (const field of fields) {
    field.toggleAttribute("data-closed", !open.has(field.dataset.field));
    if (field.dataset.requiredWhen) {
      const required = field.dataset.alwaysRequired !== undefined || holds(JSON.parse(field.dataset.requiredWhen), kept);
      const mark = field.querySelector("[data-required-mark]");
      if (mark) mark.hidden = !required;
      field.querySelectorAll("input[name], select[name], textarea[name]").forEach((control) => {
        if (required) control.setAttribute("aria-required", "true");
        else control.removeAttribute("aria-required");
      });
    }
  }
}

export function startConditions(root) {
  for (const scope of fresh(root, "[data-record]", "Conditions")) {
    if (!ownFields(scope).some((field) => field.dataset.shownWhen || field.dataset.requiredWhen)) continue;
    scope.addEventListener("input", () => apply(scope));
    scope.addEventListener("change", () => apply(scope));
    apply(scope);
  }
}
