// Where the reviewer is on the document page: the current row, the current edit in it, and what is next.

const byId = (id) => document.getElementById(id);

export const article = byId("text");
export const name = article.dataset.document;
export const api = `/api/documents/${name}`;

/** What waits for a person. A row's edits come before its translation. */
export const OPEN = '.edit[data-status="suggested"]:not([data-busy]), .row[data-open]:not([data-busy]) > .target, .row[data-draft]:not([data-busy]) > .target';
/** Translations that nobody has reviewed. */
export const UNREVIEWED = '.row[data-segment]:not([data-state="reviewed"], [data-busy])';

const beside = byId("beside");
const desk = byId("desk");
const narrow = matchMedia("(max-width: 64rem)");
const watchers = { move: [], before: [], after: [] };
let revision = Number(article.dataset.revision);
let current = "";
let active = "";
let at = null;

/** Call `listener` on "move" with the row and the edit, and "before" and "after" the text is replaced. */
export const on = (event, listener) => watchers[event].push(listener);
const tell = (event, ...rest) => watchers[event].forEach((listener) => listener(...rest));

export const row = () => byId(current);
export const edit = () => byId(active);

/** The next element of a kind behind `from`, or with -1 the one before it. */
export function seek(selector, from = at, step = 1) {
  const found = [...article.querySelectorAll(selector)].filter((element) => element !== from);
  if (!from || !from.isConnected) return step > 0 ? found[0] : found.at(-1);
  const lies = (side) => (element) => from.compareDocumentPosition(element) & side;
  return step > 0
    ? found.find(lies(Node.DOCUMENT_POSITION_FOLLOWING))
    : found.findLast(lies(Node.DOCUMENT_POSITION_PRECEDING));
}

/** Go to a row, an edit, or the translation of a row; false where there is none. */
export function go(element) {
  if (!element) return false;
  const focused = element.classList.contains("target") ? element.closest(".row") : element;
  focused.focus({ preventScroll: true });
  settle(focused.closest(".row"), focused.closest(".edit"));
  at = element;
  focused.scrollIntoView({ block: "nearest" });
  return true;
}

/** Go on to what is next behind an element, from the top again where nothing is; false where all is done. */
export function goOn(selector, from) {
  const next = seek(selector, from);
  const wrapped = next ? null : seek(selector, null);
  if (wrapped) window.renskrift.say("On from the top.");
  return go(next || wrapped);
}

function settle(newRow, newEdit) {
  at = newEdit || newRow;
  const editId = newEdit ? newEdit.id : "";
  if (current === newRow.id && active === editId && newRow.hasAttribute("aria-current")) return;
  for (const old of article.querySelectorAll(".row[aria-current]")) {
    old.removeAttribute("aria-current");
    old.tabIndex = -1;
  }
  article.querySelectorAll(".edit.active").forEach((old) => old.classList.remove("active"));
  newRow.setAttribute("aria-current", "true");
  newRow.tabIndex = 0;
  if (newEdit) newEdit.classList.add("active");
  [current, active] = [newRow.id, editId];
  putBeside();
  tell("move", newRow, newEdit);
}

/** On a narrow window the aside stands behind the current row, where it is read in its order. */
function putBeside() {
  const here = narrow.matches ? row() : null;
  if (here) {
    if (here.nextElementSibling !== beside) here.after(beside);
  } else if (beside.parentElement !== desk) {
    desk.append(beside);
  }
}

const parse = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;  // Made by the server, which has escaped all texts.
  return template.content.firstElementChild;
};

/** Put new paragraphs in place of old ones; false where the page holds others. */
function show(paragraphs) {
  const fresh = Object.entries(paragraphs).map(([number, html]) => [byId(`p-${number}`), html]);
  if (fresh.some(([old]) => !old)) return false;
  if (fresh.length) replacing(() => fresh.forEach(([old, html]) => old.replaceWith(parse(html))));
  return true;
}

/** Whether an answer is about another revision of the text than the one on the page. */
export const isOther = (answer) => answer.revision !== revision;

/**
 * Show what an answer brings, or the whole text where that is not all: each of the `decisions` makes one more
 * revision at most, a run of the corpus makes others.
 */
export async function take(answer, decisions) {
  const isMore = answer.revision - revision > decisions;
  revision = answer.revision;
  if (answer.reload || isMore || !show(answer.paragraphs)) await refresh();
}

/** Fetch the whole text again. */
export async function refresh() {
  const page = new DOMParser().parseFromString(await window.renskrift.get(location.pathname), "text/html");
  const text = page.getElementById("text");
  if (!text) return;
  revision = Number(text.dataset.revision);
  replacing(() => article.replaceChildren(...text.childNodes));
}

function replacing(action) {
  const focused = document.activeElement;
  const inText = article.contains(focused);
  const section = row()?.closest("section[data-paragraph]");
  const index = section ? [...section.querySelectorAll(".row")].indexOf(row()) : 0;
  const top = row()?.getBoundingClientRect().top;
  const selection = focused instanceof HTMLTextAreaElement ? [focused.selectionStart, focused.selectionEnd] : null;
  desk.append(beside);
  tell("before");
  action();
  tell("after", section?.id, index);
  const rows = [...(byId(section?.id || "")?.querySelectorAll(".row") || [])];
  const newRow = row() || rows[Math.min(index, rows.length - 1)];
  if (newRow) {
    const newEdit = edit();
    settle(newRow, newEdit && newRow.contains(newEdit) ? newEdit : null);
    if (focused.isConnected) focused.focus({ preventScroll: true });
    else if (inText) at.focus({ preventScroll: true });
    if (selection) focused.setSelectionRange(...selection);
    if (top >= 0 && top < innerHeight) scrollBy(0, newRow.getBoundingClientRect().top - top);
  }
}

article.addEventListener("focusin", ({ target }) => {
  const found = target.closest(".row");
  if (found) settle(found, target.closest(".edit"));
});
narrow.addEventListener("change", putBeside);
