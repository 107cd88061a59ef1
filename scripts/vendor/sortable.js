// Rows that are dragged into another order (js/ordering.js): the core alone, without the plug-ins for several rows and swapping.
export { default } from "sortablejs/modular/sortable.core.esm.js";
