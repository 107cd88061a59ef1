// A list that is searched by typing (feature 28): an accessible combobox (WAI-ARIA: editable, list autocomplete) over a
// <select>, which stays the one that is sent. Several choices stand as chips above the field.
import { changed, fresh, make } from "./dom.js";

const MOST_SHOWN = 100;
let count = 0;

function plain(text) {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
}

class Combo {
  constructor(select) {
    count += 1;
    this.select = select;
    this.several = select.multiple;
    this.most = Number(select.dataset.most || Infinity);
    this.options = [...select.options].filter((option) => option.value);
    this.active = -1;
    this.list = make("ul", { class: "zc-combo-list", role: "listbox", id: `zc-combo-${count}`, hidden: "", "aria-label": "可选项" });
    this.input = make("input", {
      type: "text", class: "form-control", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-autocomplete": "list",
      "aria-controls": this.list.id, placeholder: this.several ? "输入关键字添加" : "输入关键字搜索",
    });
    for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
      if (select.hasAttribute(name)) this.input.setAttribute(name, select.getAttribute(name));
    }
    this.input.id = select.id;
    select.removeAttribute("id");
    select.hidden = true;
    this.chips = make("ul", { class: "zc-chips", "aria-label": "已选择" });
    this.status = make("span", { class: "visually-hidden", role: "status" });
    const box = make("div", { class: "zc-combo" }, this.input, this.list, this.status);
    select.after(...(this.several ? [this.chips, box] : [box]));
    this.listen(box);
    this.settle();
  }

  listen(box) {
    this.input.addEventListener("input", (event) => { event.stopPropagation(); this.open(); });
    this.input.addEventListener("click", () => this.open());
    this.input.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) this.leave(); });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.choose(this.found[[...this.list.children].indexOf(item)]);
    });
  }

  get chosen() {
    return this.options.filter((option) => option.selected);
  }

  search() {
    const wanted = plain(this.input.value);
    const whole = !this.several && this.chosen[0] && plain(this.chosen[0].text) === wanted;
    return this.options
      .filter((option) => !wanted || whole || plain(option.text).includes(wanted) || plain(option.value) === wanted)
      .filter((option) => !(this.several && option.selected))
      .slice(0, MOST_SHOWN);
  }

  open() {
    this.found = this.search();
    this.active = this.found.length && this.input.value ? 0 : -1;
    this.list.replaceChildren(...this.found.map((option, index) => make("li", {
      role: "option", id: `${this.list.id}-${index}`, "aria-selected": String(option.selected),
    }, option.text)));
    if (!this.found.length) this.list.append(make("li", { class: "zc-combo-none" }, "没有匹配的选项，请换一个关键字"));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.status.textContent = this.found.length ? `${this.found.length} 个选项` : "没有匹配的选项";
    this.mark();
  }

  close() {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  mark() {
    [...this.list.children].forEach((item, index) => item.classList.toggle("is-active", index === this.active));
    const item = this.active >= 0 ? this.list.children[this.active] : null;
    if (item) {
      this.input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const closed = this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (closed) return this.open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.active = this.found.length ? (this.active + step + this.found.length) % this.found.length : -1;
      this.mark();
    } else if (event.key === "Enter" && !closed) {
      event.preventDefault();
      if (this.active >= 0) this.choose(this.found[this.active]);
    } else if (event.key === "Escape" && !closed) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      this.settle();
    } else if (event.key === "Backspace" && this.several && !this.input.value) this.drop(this.chosen.at(-1));
  }

  choose(option) {
    if (!option || (this.several && this.chosen.length >= this.most)) return;
    option.selected = true;
    this.close();
    this.settle();
    this.input.focus();
    changed(this.select);
  }

  drop(option) {
    if (!option) return;
    option.selected = false;
    this.settle();
    this.input.focus();
    changed(this.select);
  }

  // An emptied field takes the choice back; anything else that is no choice gives way to the choice that stands.
  leave() {
    this.close();
    if (!this.several && !this.input.value.trim() && this.chosen.length) {
      this.select.value = "";
      changed(this.select);
    }
    this.settle();
  }

  settle() {
    if (!this.several) {
      this.input.value = this.chosen[0]?.text ?? "";
      return;
    }
    this.input.value = "";
    this.input.disabled = this.chosen.length >= this.most;
    this.chips.replaceChildren(...this.chosen.map((option) => {
      const remove = make("button", { type: "button", class: "zc-chip-remove", "aria-label": `去掉${option.text}` }, "×");
      remove.addEventListener("click", () => this.drop(option));
      return make("li", {}, option.text, remove);
    }));
  }
}

export function startSearch(root) {
  for (const select of fresh(root, "select[data-search]", "Search")) new Combo(select);
}
