// Records are put in order by dragging a grip (features 36, 42, 52); 上移 and 下移 do the same from the keyboard, so the grip is for
// the pointer alone. The new order is saved at once, announced, and can be undone. Without scripts there are the buttons.
//
//   [data-order]        holds the items: a tbody of rows, or a table of a tbody for each record; [data-order-item] inside
//   data-place          on an item: where its new position is posted to; otherwise its form takes _do=move:FROM:TO
import { HEADERS, parse, replaceTable } from "./answers.js";
import { csrfToken, formData, fresh, make, toast } from "./dom.js";

const LOST = "顺序没有保存，请检查网络后再试。";
const STALE = "记录已在别处改变，顺序没有保存；现在显示的是最新内容。";
const ITEM = "[data-order-item]";

/** Let the items of a list be dragged by a grip that is put into the `holder` of each; `moved(item, from, to)` afterwards. */
export async function draggable(list, items, holder, moved) {
  const { default: Sortable } = await import("../vendor/sortable.min.js");
  const grip = (item) => {
    const place = item.querySelector(holder);
    if (place && !place.querySelector(":scope > .zc-grip")) place.prepend(make("span", { class: "zc-grip", "aria-hidden": "true", title: "拖动可以调整顺序" }, "⠿"));
  };
  const all = () => [...list.children].filter((each) => each.matches(items));
  all().forEach(grip);
  new MutationObserver(() => all().forEach(grip)).observe(list, { childList: true });
  Sortable.create(list, {
    draggable: items,
    handle: ".zc-grip",
    animation: 120,
    ghostClass: "zc-dragged",
    onEnd: ({ item, oldDraggableIndex: from, newDraggableIndex: to }) => { if (from !== to) moved(item, from, to); },
  });
}

/** 已移到第 2 条, with a button that takes it back. */
export function tellMoved(place, undo) {
  toast(`已移到第 ${place + 1} 条`, "success", { caption: "撤销", run: async () => { await undo(); toast("已恢复原来的顺序"); } });
}

/** The same for a record of a table that was saved; `root` has data-records. */
export function tellPlace(root, from, to) {
  const { records } = root.dataset;
  tellMoved(to, () => save(records, to, from, { quiet: true }));
}

const itemsOf = (list) => [...list.querySelectorAll(ITEM)];

async function send(list, from, to) {
  const form = list.closest("form");
  const item = itemsOf(list).find((each) => Number(each.dataset.orderAt) === from);
  const data = formData(form);
  if (item.dataset.place) data.set("position", to);
  else data.set("_do", `move:${from}:${to}`);
  return fetch(item.dataset.place ?? form.action, { method: "POST", body: data, headers: { ...HEADERS, "X-CSRFToken": csrfToken() }, credentials: "same-origin" });
}

let before = Promise.resolve();

/** One move after the other: the second of two quick ones stands on the table that the first brings back. */
function save(...move) {
  const next = () => saveNext(...move);
  before = before.then(next, next);
  return before;
}

/** Save that the record at `from` now stands at `to`, and show the table as it is kept. */
async function saveNext(home, from, to, { quiet = false, step = 0 } = {}) {
  const section = () => document.querySelector(`[data-records="${CSS.escape(home)}"]`);
  const list = section().querySelector("[data-order]");
  let answer;
  try {
    answer = await send(list, from, to);
    const page = parse(await (answer.ok ? answer : await fetch(window.location.href, { headers: HEADERS, credentials: "same-origin" })).text());
    if (!replaceTable(page, home)) { window.location.reload(); return; }
  } catch {
    replaceOrder(list);
    toast(LOST, "danger");
    return;
  }
  if (!answer.ok) { toast(STALE, "warning"); return; }
  if (step) focusStep(section(), to, step);
  if (!quiet) tellPlace(section(), from, to);
}

/** As it was drawn, after a failure. */
function replaceOrder(list) {
  itemsOf(list).sort((one, other) => one.dataset.orderAt - other.dataset.orderAt).forEach((item) => item.parentElement.append(item));
}

function focusStep(section, place, step) {
  const buttons = itemsOf(section)[place]?.querySelectorAll("[data-step]") ?? [];
  const wanted = [...buttons].find((each) => Number(each.dataset.step) === step && !each.disabled) ?? [...buttons].find((each) => !each.disabled);
  wanted?.focus();
}

export function startOrdering(root) {
  for (const list of fresh(root, "[data-order]", "Order")) {
    const home = list.closest("[data-records]").dataset.records;
    itemsOf(list).forEach((item, place) => { item.dataset.orderAt = place; });
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      const item = button?.closest(ITEM);
      if (!item || event.defaultPrevented) return;
      event.preventDefault();
      const from = Number(item.dataset.orderAt);
      save(home, from, from + Number(button.dataset.step), { step: Number(button.dataset.step) });
    });
    draggable(list, ITEM, ".zc-number", (_, from, to) => save(home, from, to));
  }
}
