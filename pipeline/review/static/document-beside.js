// What stands beside the current segment and the current edit.

import { article, name, on } from "./document-place.js";

const WAIT_MS = 120;
const byId = (id) => document.getElementById(id);
const known = new Map();
let timer = 0;
let wanted = "";

function showEdit(edit) {
  const why = edit && byId(edit.getAttribute("aria-describedby"));
  byId("edit-panel").hidden = !why;
  byId("why").replaceChildren(...(why ? why.cloneNode(true).childNodes : []));
}

function showSegment(row) {
  const panel = byId("segment-panel");
  const segment = row.dataset.segment || "";
  if (!panel) return;
  panel.hidden = !segment;
  byId("segment-title").textContent = row.getAttribute("aria-label");
  wanted = segment;
  clearTimeout(timer);
  if (known.has(segment)) put(segment, known.get(segment));
  else if (segment) timer = setTimeout(fetchFacts, WAIT_MS, segment);
}

async function fetchFacts(segment) {
  try {
    put(segment, await window.renskrift.get(`/documents/${name}/aside/${segment}`));
  } catch (failed) {
    if (wanted === segment) byId("segment-facts").textContent = failed.message;
  }
}

function put(segment, html) {
  known.set(segment, html);
  if (wanted !== segment) return;
  const template = document.createElement("template");
  template.innerHTML = html;  // Made by the server, which has escaped all texts.
  byId("segment-facts").replaceChildren(template.content);
}

/** How far the document is, from what stands on the page. */
export function showProgress() {
  const count = (selector) => article.querySelectorAll(selector).length;
  const segments = count(".row[data-segment]");
  const edits = count('.edit[data-status="suggested"]');
  const parts = [`${edits} ${edits === 1 ? "edit" : "edits"} to decide`];
  if (segments) parts.unshift(`${count('.row[data-state="reviewed"]')} of ${segments} reviewed`);
  if (segments) parts.push(`${count(".row[data-open]")} flagged`);
  byId("progress").textContent = parts.join(" · ");
}

on("move", (row, edit) => { showEdit(edit); showSegment(row); });
on("after", () => { known.clear(); showProgress(); });
