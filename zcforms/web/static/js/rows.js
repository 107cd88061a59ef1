// Rows of a record list inside a form: added, moved and removed on the spot. Without scripts the same buttons submit the
// form with _do=add:..., and the server does it.
import { arrived, ask, changed, fresh } from "./dom.js";
import { draggable, tellMoved } from "./ordering.js";

function renumber(list) {
  [...list.children].forEach((row, index) => {
    const number = row.querySelector("[data-row-number]");
    if (number) number.textContent = `第 ${index + 1} 条`;
    for (const [name, verb] of [["up", "上移"], ["down", "下移"], ["remove", "移除"]]) {
      row.querySelector(`[data-row-${name}]`)?.setAttribute("aria-label", `${verb}第 ${index + 1} 条`);
    }
  });
}

function nextPosition(list, name) {
  const taken = [...list.querySelectorAll(`input[name="${CSS.escape(name)}:row"]`)].map((input) => Number(input.value));
  return Math.max(-1, ...taken) + 1;
}

/** A row from the pattern: attributes say __row__ and __number__ where the position and the count go. */
function newRow(box, list, name) {
  const row = box.querySelector(":scope > template[data-row-template]").content.firstElementChild.cloneNode(true);
  const position = nextPosition(list, name);
  const fill = (text) => text.replaceAll("__row__", position).replaceAll("__number__", list.children.length + 1);
  const every = (root) => {
    for (const element of root.querySelectorAll("*")) {
      for (const attribute of [...element.attributes]) {
        if (/__(row|number)__/.test(attribute.value)) element.setAttribute(attribute.name, fill(attribute.value));
      }
      if (element.tagName === "TEMPLATE") every(element.content);
    }
  };
  every(row);
  return row;
}

function isEmpty(row) {
  return ![...row.querySelectorAll("input:not([type=hidden]), select, textarea")].some((control) =>
    control.type === "radio" || control.type === "checkbox" ? control.checked : control.value);
}

export function startRows(root) {
  for (const box of fresh(root, "[data-rows]", "Rows")) {
    const list = box.querySelector("[data-row-list]");
    const name = box.dataset.rows;
    const most = Number(box.dataset.most || Infinity);
    const add = box.querySelector(":scope > [data-row-add]");
    const settle = () => {
      renumber(list);
      box.querySelector(":scope > [data-rows-empty]").hidden = list.children.length > 0;
      add.disabled = list.children.length >= most;
      changed(box);
    };
    add.addEventListener("click", (event) => {
      event.preventDefault();
      const row = newRow(box, list, name);
      list.append(row);
      settle();
      arrived(row);
      row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
    list.addEventListener("click", async (event) => {
      const button = event.target.closest("[data-row-up], [data-row-down], [data-row-remove]");
      const row = button?.closest("[data-row]");
      if (!row || row.parentElement !== list) return;
      event.preventDefault();
      if (button.matches("[data-row-up]")) row.previousElementSibling?.before(row);
      else if (button.matches("[data-row-down]")) row.nextElementSibling?.after(row);
      else if (isEmpty(row) || (await ask("移除这一条？", "移除"))) {
        const beside = row.nextElementSibling ?? row.previousElementSibling;
        row.remove();
        (beside?.querySelector("[data-row-remove]") ?? add).focus();
      }
      if (row.isConnected) button.focus();
      settle();
    });
    const put = (row, to) => {
      const others = [...list.children].filter((each) => each !== row);
      list.insertBefore(row, others[to] ?? null);
      settle();
    };
    draggable(list, "[data-row]", ".zc-row-head", (row, from, to) => {
      settle();
      tellMoved(to, () => put(row, from));
    });
    add.disabled = list.children.length >= most;
  }
}
