// The document page: keys, buttons and dialogs. What they do is in the other modules.

import { showProgress } from "./document-beside.js";
import { show as showBulk } from "./document-bulk.js";
import { decideEdit, decideSegment, remark, undo, undoLast } from "./document-decide.js";
import { insertMatch, showDrafts, start } from "./document-edit.js";
import { OPEN, article, edit, go, goOn, row, seek } from "./document-place.js";
import "./document-watch.js";

const { keys, say } = window.renskrift;
const byId = (id) => document.getElementById(id);
const VIEWS = ["original", "normalised", "changes"];

/** The current edit; else the first one in the current row, such as waits for a decision if one does. */
const anEdit = () =>
  edit() || row()?.querySelector('.edit[data-status="suggested"]') || row()?.querySelector(".edit");

function withEdit(action) {
  return () => {
    const found = anEdit();
    if (found) action(found);
    else say("There is no edit in this sentence; y accepts its translation, n goes to the next thing to decide.");
  };
}

function withSegment(action) {
  return () => {
    const found = row();
    if (found?.dataset.segment) action(found);
    else say("Choose a sentence first: j goes to the next one.");
  };
}

const step = (selector, by) => () => {
  const from = by < 0 && selector === ".row" ? row() : undefined;
  if (!go(seek(selector, from, by))) say(by > 0 ? "This is the last one." : "This is the first one.");
};

function nextOpen() {
  const here = row();
  const next = seek(OPEN);
  // The flag of the row that one is on already is nowhere to go to.
  const from = next?.classList.contains("target") && next.closest(".row") === here ? next : undefined;
  if (!goOn(OPEN, from)) say("Nothing waits for you in this document.");
}

function view(name) {
  article.dataset.view = name;
  document.querySelector(`.views [value=${name}]`).checked = true;
  row()?.scrollIntoView({ block: "nearest" });
}

const turn = (rel) => () => {
  const link = document.querySelector(`.turn a[rel=${rel}]`);
  if (link) link.click();
  else say(`There is no ${rel === "next" ? "next" : "previous"} document.`);
};

/** Show a dialog that asks for a text; `action` gets it where it was saved. */
function ask(dialog, input, value, action) {
  const back = document.activeElement;
  input.value = value;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    if (back?.isConnected) back.focus({ preventScroll: true });
    if (dialog.returnValue === "save") action(input.value);
  }, { once: true });
  dialog.showModal();
  input.focus();
  input.select();
}

function change(element) {
  const about = JSON.parse(byId(element.getAttribute("aria-describedby")).dataset.selection);
  byId("change-before").textContent = about.before;
  ask(byId("change"), byId("change-after"), about.after, (after) => decideEdit(element, "edited", after));
}

function comment() {
  const about = edit() || row();
  if (!about) return;
  const kind = about === edit() ? "edit" : "segment";
  const subject = kind === "edit" ? about.dataset.edit : about.dataset.segment;
  if (!subject) return;
  byId("remark-about").textContent = about.getAttribute("aria-label");
  ask(byId("remark"), byId("remark-text"), "", (text) => { if (text.trim()) remark(subject, kind, text.trim()); });
}

function find(by) {
  const words = byId("find").value.trim().toLocaleLowerCase();
  if (!words) return;
  const rows = [...article.querySelectorAll(".row")];
  const first = Math.max(0, rows.indexOf(row()));
  const holds = (candidate) => [...candidate.querySelectorAll(".text")]
    .some((text) => text.textContent.toLocaleLowerCase().includes(words));
  for (let count = 1; count <= rows.length; count += 1) {
    const candidate = rows[(first + by * count + rows.length * 2) % rows.length];
    if (holds(candidate)) {
      go(candidate);
      byId("find").focus({ preventScroll: true });
      say(candidate.getAttribute("aria-label"));
      return;
    }
  }
  say("It does not stand in this document.");
}

const ACTIONS = {
  "next-open": nextOpen,
  accept: withEdit((found) => decideEdit(found, "accepted")),
  reject: withEdit((found) => decideEdit(found, "rejected")),
  change: withEdit(change),
  bulk: withEdit(showBulk),
  approve: withSegment((found) => decideSegment(found, "accepted")),
  refuse: withSegment((found) => decideSegment(found, "rejected")),
  edit: withSegment((found) => start(found)),
  comment,
  undo: undoLast,
};

keys({
  j: ["Next segment", step(".row", 1)],
  k: ["Previous segment", step(".row", -1)],
  n: ["Next edit to decide or flagged translation", nextOpen],
  p: ["The one before", step(OPEN, -1)],
  a: ["Accept the edit", ACTIONS.accept],
  r: ["Reject the edit", ACTIONS.reject],
  c: ["Change the edit", ACTIONS.change],
  x: ["Decide on many edits like it", ACTIONS.bulk],
  y: ["Accept the translation", ACTIONS.approve],
  Y: ["Reject the translation", ACTIONS.refuse],
  e: ["Edit the translation", ACTIONS.edit],
  ";": ["Comment on the edit or the segment", comment],
  u: ["Undo your last decision", undoLast],
  v: ["Next view of the source", () => view(VIEWS[(VIEWS.indexOf(article.dataset.view) + 1) % VIEWS.length])],
  1: ["The source as it came", () => view("original")],
  2: ["The normalised source", () => view("normalised")],
  3: ["The source with its changes", () => view("changes")],
  "/": ["Find in this document", () => byId("find").focus()],
  "[": ["Previous document", turn("prev")],
  "]": ["Next document", turn("next")],
});
keys(Object.fromEntries([1, 2, 3, 4, 5].map((number) =>
  [`m ${number}`, [`Use match ${number} of the memory`, () => insertMatch(number, row())]])));

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-do], [data-undo], [data-insert]");
  if (!button) return;
  if (button.dataset.do) ACTIONS[button.dataset.do]();
  else if (button.dataset.insert) insertMatch(Number(button.dataset.insert), row());
  else undo(Number(button.dataset.undo));
});
article.addEventListener("dblclick", ({ target }) => {
  if (target.closest(".target > .text")) start(target.closest(".row"));
});
article.addEventListener("keydown", (event) => {
  if (!event.target.matches(".edit") || (event.key !== "Enter" && event.key !== " ")) return;
  event.preventDefault();
  document.querySelector("#edit-panel [data-do=accept]").focus();
});
document.querySelector(".views").addEventListener("change", ({ target }) => view(target.value));
byId("find").addEventListener("keydown", (event) => {
  if (event.key === "Enter") find(event.shiftKey ? -1 : 1);
  else if (event.key === "Escape") go(row());
  else return;
  event.preventDefault();
});
// Wherever a dialog leaves nobody, the text is where one was.
document.addEventListener("close", () => { if (document.activeElement === document.body) go(edit() || row()); }, true);
byId("remark-text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey) byId("remark").close("save");
});

showProgress();
const first = article.querySelector(".row");
if (first) first.tabIndex = 0;
const goToHash = () => {
  const wanted = byId(decodeURIComponent(location.hash.slice(1)));
  if (wanted?.matches(".row, .edit")) go(wanted);
};
addEventListener("hashchange", goToHash);
goToHash();
if (showDrafts()) {
  if (!location.hash) go(article.querySelector(".row[data-draft]"));
  say("What you had written was not saved yet. It is still here: e goes on with it.");
}
