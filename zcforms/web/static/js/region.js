// One list of regions becomes three that depend on each other: province, city, county. The list of the form stays the
// one that is sent; without scripts it is used as it is.
import { changed, fresh, make } from "./dom.js";

const LEVELS = ["省", "市", "县（市、区）"];

function pathTo(code, byCode) {
  const path = [];
  for (let region = byCode.get(code); region && !path.includes(region); region = byCode.get(region.parent)) path.unshift(region);
  return path.map((region) => region.code);
}

export function startRegions(root) {
  for (const select of fresh(root, "select[data-region]", "Region")) {
    const regions = [...select.options].filter((option) => option.value)
      .map((option) => ({ code: option.value, caption: option.text, parent: option.dataset.parent ?? "" }));
    const byCode = new Map(regions.map((region) => [region.code, region]));
    const childrenOf = (code) => regions.filter((region) => (byCode.has(region.parent) ? region.parent : "") === code);
    const label = select.closest("[data-field]")?.querySelector(".zc-label")?.firstChild?.textContent ?? "";
    const box = make("div", { class: "zc-cascade" });
    const lists = LEVELS.map((level, index) => {
      const list = make("select", { class: "form-select", "aria-label": `${label}：${level}` });
      list.addEventListener("change", () => choose(list.value || lists[index - 1]?.value || ""));
      box.append(list);
      return list;
    });
    for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
      if (select.hasAttribute(name)) lists[0].setAttribute(name, select.getAttribute(name));
    }

    function draw(code) {
      const path = pathTo(code, byCode);
      let above = "";
      lists.forEach((list, index) => {
        const choices = index === 0 || above ? childrenOf(above) : [];
        list.replaceChildren(new Option(`请选择${LEVELS[index]}`, ""), ...choices.map((region) => new Option(region.caption, region.code)));
        list.disabled = choices.length === 0;
        list.value = path[index] ?? "";
        above = path[index] ?? "";
      });
    }

    function choose(code) {
      select.value = code;
      draw(code);
      changed(select);
    }

    lists[0].id = select.id;
    select.removeAttribute("id");
    select.hidden = true;
    select.after(box);
    draw(select.value);
  }
}
