// What the editor proposes: the plan's data by name and by caption, the values that a name can have, the words of the language.
import { snippetCompletion } from "../vendor/codemirror.min.js";

const WORD = /[\p{L}\p{N}_.-]*/u;
const VALUE_OF = /([\p{L}\p{N}_.]+):\s*(?:\{[^}]*?:\s*)?(?:\[[^\]]*?)?["']?[\p{L}\p{N}_.-]*$/u;

const AMONG = /\bof:\s*["']?([\p{L}\p{N}_.]+)["']?,\s*among:\s*\[[^\]]*$/u;

function nameOptions(name) {
  const inside = name.of ? `，${name.of} 的每条记录` : "";
  const unit = name.unit ? `，${name.unit}` : "";
  const detail = `${name.caption}（${name.records ? "记录" : name.several ? "多选" : name.type ?? "组"}${unit}${inside}）`;
  return [
    { label: name.name, detail, type: "property", boost: 1 },
    { label: name.caption, displayLabel: name.caption, detail: name.name, apply: name.name, type: "property" },
  ];
}

function valueOptions(words, line) {
  const asked = (AMONG.exec(line) ?? VALUE_OF.exec(line))?.[1];
  if (!asked) return [];
  const last = asked.split(".").at(-1);
  const found = words.names.filter((name) => name.options?.length && (name.name === asked || name.name.split(".").at(-1) === last));
  const seen = new Map();
  for (const name of found) for (const { value, caption } of name.options) seen.set(String(value), caption);
  return [...seen].map(([value, caption]) => {
    const plain = /^[\p{L}][\p{L}\p{N}_-]*$/u.test(value) ? value : JSON.stringify(value);
    return { label: caption === value ? value : `${caption}`, detail: caption === value ? "" : value, apply: plain, type: "enum", boost: 50 };
  });
}

/** A completion source over services.rule_vocabulary as JSON, which may arrive later. */
export function completions(words) {
  return async (context) => {
    const known = await words;
    const word = context.matchBefore(WORD);
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const values = valueOptions(known, before);
    if (!context.explicit && !values.length && (!word || word.from === word.to)) return null;
    const keywords = known.keywords.map((each) => snippetCompletion(each.snippet, { label: each.word, detail: each.hint, type: "keyword" }));
    const given = [
      ...["rows", "rules", "routes", "levels", "specialties", "standards"].flatMap((kind) => known[kind] ?? [])
        .map(({ value, caption }) => ({ label: String(value), detail: caption, type: "constant" })),
      ...["parameters", "dates"].flatMap((kind) => known[kind] ?? []).map(({ name, value }) => ({ label: name, detail: String(value), type: "variable" })),
    ];
    return {
      from: word ? word.from : context.pos,
      options: [...values, ...known.names.flatMap(nameOptions), ...keywords, ...given],
      validFor: /^[\p{L}\p{N}_.-]*$/u,
    };
  };
}
