// Starts every module on the page, and again on each fragment that arrives later (drawer, new row, htmx).
import { startArriving } from "./arriving.js";
import { startAutosave } from "./autosave.js";
import { startCheckAll } from "./check-all.js";
import { startConditions } from "./conditions.js";
import { startConfirm } from "./confirm.js";
import { startCounts } from "./counts.js";
import { startCrop } from "./crop.js";
import { startDeadlines } from "./deadline.js";
import { startEvidence } from "./evidence.js";
import { startFolds } from "./fold.js";
import { startModals } from "./modal.js";
import { startOpinions } from "./opinion.js";
import { startOrdering } from "./ordering.js";
import { startRecords } from "./records.js";
import { startRegions } from "./region.js";
import { startRows } from "./rows.js";
import { startSearch } from "./search.js";
import { startTabBars } from "./tab-bar.js";
import { startUploads } from "./upload.js";
import { startUploadPage } from "./upload-page.js";

const EACH = [startFolds, startDeadlines, startUploads, startCrop, startModals, startRegions, startSearch, startRows, startOrdering, startCounts, startConditions, startCheckAll, startEvidence, startOpinions, startAutosave, startTabBars];

function start(root) {
  for (const begin of EACH) begin(root);
}

document.addEventListener("zc:arrived", (event) => start(event.target));
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
startConfirm(document);
startUploadPage(document);
startRecords(document);
start(document);
document.querySelector("[data-error-summary]")?.focus();
startArriving(document);
document.documentElement.dataset.ready = "";
