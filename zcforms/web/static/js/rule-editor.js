// The text of a ruleset and of its cases, with completion and with marks as one types. Without this module the two are
// textareas that are saved by the same form.
//
// The editor lives in a shadow root: its styles are adopted there, so that the page's content security policy needs no exception.
import {
  EditorState, EditorView, HighlightStyle, autocompletion, bracketMatching, closeBrackets, closeBracketsKeymap, completionKeymap,
  defaultKeymap, drawSelection, foldGutter, foldKeymap, highlightActiveLine, highlightActiveLineGutter, highlightSelectionMatches,
  highlightSpecialChars, history, historyKeymap, indentOnInput, indentUnit, keymap, lineNumbers, lintGutter, lintKeymap, search,
  searchKeymap, setDiagnostics, syntaxHighlighting, tags, yaml,
} from "../vendor/codemirror.min.js";
import { fresh, make } from "./dom.js";
import { completions } from "./rule-words.js";

const LOOK = EditorView.theme({
  "&": { fontSize: "14px", backgroundColor: "#fff", color: "#1d2733", height: "100%" },
  ".cm-content": { fontFamily: 'ui-monospace, "SFMono-Regular", "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace', padding: "6px 0" },
  ".cm-scroller": { overflow: "auto", lineHeight: "1.6" },
  ".cm-gutters": { backgroundColor: "#f3f5f8", color: "#566373", borderRight: "1px solid #d5dce5" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "#eaf1f980" },
  ".cm-cursor": { borderLeftColor: "#174a86" },
  "&.cm-focused": { outline: "3px solid #d27300", outlineOffset: "-2px" },
  ".cm-tooltip": { border: "1px solid #8f9baa", backgroundColor: "#fff", boxShadow: "0 4px 14px rgba(29,39,51,.16)", maxWidth: "32rem" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "3px 8px" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "#174a86", color: "#fff" },
  ".cm-completionDetail": { fontStyle: "normal", color: "#566373" },
  "li[aria-selected] .cm-completionDetail": { color: "#fff" },
  ".cm-diagnostic": { whiteSpace: "pre-wrap", padding: "4px 8px" },
  ".cm-diagnostic-error": { borderLeft: "4px solid #b3261e" },
});

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "#174a86" },
  { tag: [tags.string, tags.content], color: "#1b5a35" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "#8f1d17" },
  { tag: [tags.comment, tags.lineComment], color: "#566373" },
  { tag: [tags.punctuation, tags.separator, tags.bracket], color: "#45525f" },
]);

const PHRASES = {
  "Find": "查找", "Replace": "替换为", "next": "下一个", "previous": "上一个", "all": "全部", "match case": "区分大小写",
  "by word": "整词", "regexp": "正则", "replace": "替换", "replace all": "全部替换", "close": "关闭", "current match": "当前匹配",
  "replaced match on line $": "已替换第 $ 行的匹配", "replaced $ matches": "已替换 $ 处", "on line": "所在行", "Go to line": "转到行", "go": "转到",
  "Diagnostics": "标记", "No diagnostics": "没有标记", "Fold line": "折叠", "Unfold line": "展开", "Folded lines": "折叠的行",
  "Unfolded lines": "展开的行", "unfold": "展开", "folded code": "折叠的内容", "Completions": "补全",
  "Control character": "控制字符", "to": "到", "Selection deleted": "已删除选中内容",
};

/** What has to be replaced in a text so that it becomes another; null where they are the same. */
function difference(before, after) {
  if (before === after) return null;
  let from = 0;
  while (from < before.length && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < Math.min(before.length, after.length) - from && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}

/** One editor in place of a textarea; the textarea goes on being what is sent. */
export class Editor {
  constructor(area, words, changed) {
    this.area = area;
    const label = document.querySelector(`label[for="${area.id}"]`)?.textContent.trim() ?? "";
    const host = make("div", { class: "zc-editor", id: `${area.id}-editor` });
    const root = host.attachShadow({ mode: "open" });
    area.before(host);
    area.hidden = true;
    document.querySelector(`label[for="${area.id}"]`)?.addEventListener("click", () => this.view.focus());
    this.view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: area.value,
        extensions: [
          lineNumbers(), foldGutter(), highlightSpecialChars(), history(), drawSelection(), indentOnInput(), indentUnit.of("  "),
          bracketMatching(), closeBrackets(), highlightActiveLine(), highlightActiveLineGutter(), highlightSelectionMatches(),
          search({ top: true }), lintGutter(), yaml(), syntaxHighlighting(COLOURS), LOOK, EditorView.lineWrapping,
          EditorState.phrases.of(PHRASES), EditorState.readOnly.of(area.readOnly),
          autocompletion({ override: [completions(words)], icons: false, maxRenderedOptions: 60 }),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap]),
          EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true", tabindex: "0", lang: "zh-CN", spellcheck: "false" }),
          EditorView.updateListener.of((update) => { if (update.docChanged) { this.follow(update.changes); area.value = update.state.doc.toString(); changed(); } }),
        ],
      }),
    });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  set text(value) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: value } });
  }

  /** From here on it is known what is typed, for `take`. */
  watch() {
    this.base = this.text;
    this.since = null;
  }

  follow(changes) {
    if (this.base !== undefined) this.since = this.since ? this.since.compose(changes) : changes;
  }

  /** Another text in place of the one that was there at `watch`: only what differs is replaced, so that it can be undone and the cursor stays;
   *  what was typed since then stays on top of it. */
  take(text) {
    const base = this.base ?? this.text;
    const since = this.base === undefined ? null : this.since;
    this.base = undefined;
    const change = difference(base, text);
    if (!change) return;
    const changes = EditorState.create({ doc: base }).changes(change);
    this.view.dispatch({ changes: since ? changes.map(since) : changes });
  }

  mark(marks) {
    const diagnostics = marks.map((mark) => {
      const from = this.at(mark.line, mark.column);
      const to = Math.max(this.at(mark.end_line, mark.end_column), from);
      return { from, to: to === from ? this.word(from) : to, severity: "error", message: `${mark.fault}。\n${mark.remedy}` };
    });
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  go(line, column) {
    const at = this.at(line, column);
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    this.view.focus();
  }

  /** Bring a line into sight, without taking the focus. */
  show(line) {
    const at = this.at(line, 1);
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "start" }) });
  }

  at(line, column) {
    const doc = this.view.state.doc;
    const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
    // columns count characters, positions count UTF-16 units
    const units = [...found.text].slice(0, Math.max(column - 1, 0)).join("").length;
    return found.from + Math.min(units, found.length);
  }

  word(from) {
    const line = this.view.state.doc.lineAt(from);
    return line.to > from ? line.to : from;
  }
}

/** Editors of a root that are not started yet, by the name of their textarea. */
export function editors(root, words, changed) {
  const found = fresh(root, "textarea[data-rule-editor]", "Editor").map((area) => [area.name, new Editor(area, words, changed)]);
  return Object.fromEntries(found);
}
