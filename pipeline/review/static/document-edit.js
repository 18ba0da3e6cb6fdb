// A translation edited in its place. What is typed is kept as a draft until the server has it.

import { decideSegment } from "./document-decide.js";
import { article, go, name, on } from "./document-place.js";

const { say } = window.renskrift;
const DRAFT = `renskrift.draft.${name}.`;

/** The open editor: its form and area, the segment, and the translation that it began with. */
let open = null;

const rowOf = (segment) => article.querySelector(`.row[data-segment="${CSS.escape(segment)}"]`);
const shownIn = (row) => row.querySelector(".target > .text").textContent;
const oneLine = (text) => text.replace(/\s*\n\s*/g, " ").trim();
const drafts = () => Object.keys(sessionStorage).filter((key) => key.startsWith(DRAFT));
const draftOf = (segment) => JSON.parse(sessionStorage.getItem(DRAFT + segment) || "null");

export const isEditing = () => open !== null;

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Open the editor in a row, with its draft or translation, or with `text` in place of it. */
export function start(row, text) {
  if (!row?.dataset.segment) return;
  const { segment } = row.dataset;
  if (open?.segment !== segment) {
    leave();
    const draft = draftOf(segment);
    const language = row.querySelector(".target > .text").lang;
    const area = make("textarea", { lang: language, dir: "auto", rows: 3, spellcheck: true, maxLength: 100000 });
    area.setAttribute("aria-label", `Translation of ${row.getAttribute("aria-label").toLowerCase()}`);
    area.value = draft?.text ?? shownIn(row);
    const note = make("div", { className: "notice", hidden: true });
    note.setAttribute("role", "status");
    const save = make("button", { type: "submit", className: "primary", textContent: "Save" });
    const cancel = make("button", { type: "button", textContent: "Leave" });
    const discard = make("button", { type: "button", textContent: "Discard the draft" });
    cancel.addEventListener("click", () => close(row));
    discard.addEventListener("click", () => { forget(segment); area.value = open.before; close(row); });
    const form = make("form", { className: "editor" }, area, note, make("p", {}, save, cancel, discard));
    open = { segment, form, area, note, before: draft?.before ?? shownIn(row), seen: draft?.seen ?? row.dataset.seen };
    attach(row);
    tellOfChange(row);
  }
  open.area.focus();
  if (text === undefined) {
    open.area.setSelectionRange(open.area.value.length, open.area.value.length);
  } else {
    open.area.select();
    // The only way that the browser can undo.
    if (!document.execCommand("insertText", false, text)) open.area.setRangeText(text);
    remember();
  }
}

function attach(row) {
  row.classList.add("editing");
  row.querySelector(".target > .text").after(open.form);
}

/** Say so where somebody has changed the translation that is being edited. */
function tellOfChange(row) {
  const theirs = shownIn(row);
  open.note.hidden = theirs === open.before;
  if (!open.note.hidden) open.note.textContent = `It was changed meanwhile; it is now: ${theirs}`;
}

function remember() {
  const { segment, area, before, seen } = open;
  if (oneLine(area.value) === before) forget(segment);
  else sessionStorage.setItem(DRAFT + segment, JSON.stringify({ text: area.value, before, seen }));
}

function forget(segment) {
  sessionStorage.removeItem(DRAFT + segment);
  const row = rowOf(segment);
  if (row) delete row.dataset.draft;
}

/** Take the editor away; what differs from the translation stays as a draft. */
function leave() {
  if (!open) return;
  remember();
  open.form.closest(".row")?.classList.remove("editing");
  open.form.remove();
  open = null;
  showDrafts();
}

function close(row) {
  leave();
  go(row);
}

async function save() {
  const row = rowOf(open.segment);
  const { segment, area, before, seen } = open;
  const text = oneLine(area.value);
  if (!text) {
    say("A translation cannot be empty.", true);
    return;
  }
  leave();
  row.dataset.seen = seen;
  const isSame = text === before && shownIn(row) === before;
  const isDone = await (isSame ? decideSegment(row, "accepted") : decideSegment(row, "edited", text));
  if (isDone && draftOf(segment)?.text === area.value) forget(segment);
  showDrafts();
}

/** Mark the rows that have a draft, and show those whose sentence is gone. */
export function showDrafts() {
  const known = drafts();
  document.querySelectorAll(".orphan").forEach((old) => old.remove());
  for (const key of known) {
    const segment = key.slice(DRAFT.length);
    const row = rowOf(segment);
    if (segment === open?.segment) continue;
    if (row) row.dataset.draft = "";
    else article.before(orphan(segment));
  }
  return known.length;
}

function orphan(segment) {
  const discard = make("button", { type: "button", textContent: "Discard" });
  const text = make("q", { textContent: draftOf(segment).text, dir: "auto" });
  const notice = make("p", { className: "notice orphan" }, "You did not save the translation of a sentence that is now another one: ", text, " ", discard);
  discard.addEventListener("click", () => { forget(segment); notice.remove(); });
  return notice;
}

article.addEventListener("input", () => { if (open) remember(); });
article.addEventListener("submit", (event) => { event.preventDefault(); save(); });
article.addEventListener("keydown", (event) => {
  if (!open || event.target !== open.area || event.isComposing) return;
  const digit = event.altKey && !event.ctrlKey && /^Digit([1-5])$/.exec(event.code);
  if (event.key === "Enter" && !event.shiftKey) save();
  else if (event.key === "Escape") close(event.target.closest(".row"));
  else if (digit) insertMatch(Number(digit[1]));
  else return;
  event.preventDefault();
});

/** Edit the current translation with that match of the memory in its place. */
export function insertMatch(number, row = open && rowOf(open.segment)) {
  const match = document.querySelector(`#segment-facts [data-match="${number}"]`);
  if (match && row) start(row, match.textContent);
  else say(`The memory has no match ${number} here.`);
}

// What is being typed outlives every change of the text around it.
on("before", () => open?.form.remove());
on("after", (section, index) => {
  if (open) {
    const row = rowOf(open.segment) || document.getElementById(section || "")?.querySelectorAll(".row[data-segment]")[index];
    if (row) {
      attach(row);
      if (row.dataset.segment !== open.segment) {
        sessionStorage.removeItem(DRAFT + open.segment);
        open.segment = row.dataset.segment;
        open.seen = row.dataset.seen;
        remember();
      }
      tellOfChange(row);
    } else {
      remember();
      open = null;
    }
  }
  showDrafts();
});

addEventListener("beforeunload", (event) => { if (drafts().length) event.preventDefault(); });
