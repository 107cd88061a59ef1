// What uploads mean for the page around them: it is not left or saved over the head of a file on its way, a file that is dropped beside
// its field does not replace the page, a screenshot can be pasted, and signing out leaves no copies behind.
import { toast } from "./dom.js";
import { fieldFor } from "./upload.js";
import { forgetFiles } from "./unsent.js";

const ACTIVE = "[data-sending]";
const held = new Map(); // form -> the button that was pressed, and what had failed by then

function tell(form, words, failed) {
  const places = form.querySelectorAll("[data-draft-status]");
  if (!places.length) toast(words, failed ? "danger" : "success");
  for (const place of places) {
    place.replaceChildren(words);
    place.classList.toggle("is-failed", failed);
  }
}

// 保存 while files are on their way waits for them instead of losing them.
function hold(event) {
  const form = event.target;
  const count = form.querySelectorAll(ACTIVE).length;
  const asked = form.querySelector("[data-offer] button");
  if (!count && !asked) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (asked) {
    asked.focus();
    return tell(form, "有照片还没有上传：请先选择“缩小后上传”或“不上传”，再点击“保存”。", true);
  }
  held.set(form, { submitter: event.submitter, failed: new Set(form.querySelectorAll("[data-failed]")) });
  tell(form, `还有 ${count} 个文件正在上传，传完后自动保存，请不要关闭页面。`, false);
}

function goOn(form) {
  if (!held.has(form) || form.querySelector(ACTIVE)) return;
  const { submitter, failed } = held.get(form);
  held.delete(form);
  if (!form.isConnected) return;
  if ([...form.querySelectorAll("[data-failed]")].some((line) => !failed.has(line))) tell(form, "有文件没有上传成功，还没有保存。请处理后再点击“保存”。", true);
  else form.requestSubmit(submitter?.isConnected ? submitter : undefined);
}

function dragging(on) {
  document.documentElement.classList.toggle("is-dragging-files", on);
}

function listenForDrags() {
  const files = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!files(event)) return;
    dragging(true);
    if (event.defaultPrevented) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) dragging(false); });
  document.addEventListener("drop", (event) => {
    dragging(false);
    if (!files(event) || event.defaultPrevented) return;
    event.preventDefault();
    toast("请把文件拖到虚线框内。", "warning");
  });
}

function listenForPastes() {
  let last = null;
  document.addEventListener("focusin", (event) => { last = event.target; });
  document.addEventListener("pointerdown", (event) => { last = event.target; });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const types = event.clipboardData?.types ?? [];
    const typing = event.target.closest?.("input:not([type=file]), textarea, [contenteditable]");
    if (!files.length || (typing && types.includes("text/plain"))) return;
    const field = fieldFor(event.target, last);
    if (!field) {
      if (document.querySelector("[data-upload][data-url]")) toast("请先点一下要放文件的位置，再粘贴。", "warning");
      return;
    }
    event.preventDefault();
    field.take(files, "截图");
  });
}

export function startUploadPage(root) {
  root.addEventListener("submit", hold, true);
  root.addEventListener("zc:uploading", (event) => goOn(event.target));
  root.addEventListener("submit", (event) => { if (event.target.matches("[data-signout]")) forgetFiles(); });
  window.addEventListener("beforeunload", (event) => {
    const restoring = [...document.querySelectorAll("form")].some((form) => form.zcRestoring);
    if (!restoring && document.querySelector(ACTIVE)) event.preventDefault();
  });
  listenForDrags();
  listenForPastes();
}
