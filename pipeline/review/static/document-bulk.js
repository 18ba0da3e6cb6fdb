// Decide on many edits like the current one, after a look at what would change.

import { decideMany } from "./document-decide.js";
import { go, name } from "./document-place.js";

const { post } = window.renskrift;
const MOST_SHOWN = 50;
const byId = (id) => document.getElementById(id);
const dialog = byId("bulk");
const choices = byId("bulk-choices");
const decisions = [...dialog.querySelectorAll("button[value$=ed]")];

let options = [];
let preview = null;
let chosen = 0;

const plural = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

/** What can be chosen for an edit: all of its rule here, its name everywhere, the same edit everywhere. */
function optionsFor({ stage, rule, before, after }) {
  const words = rule.replaceAll("_", " ");
  const change = `“${before}” → “${after}”`;
  const everywhere = stage === "names"
    ? [`This name in all documents: ${change}`, { stage, before, after }]
    : [`The same edit in all documents: ${change}`, { before, after }];
  return [[`All of the rule “${words}” in this document`, { document: name, stage, rule }], everywhere];
}

/** Show the dialog for an edit. */
export function show(edit) {
  const about = byId(edit.getAttribute("aria-describedby"));
  options = optionsFor(JSON.parse(about.dataset.selection));
  choices.querySelectorAll("label").forEach((old) => old.remove());
  options.forEach(([label], number) => {
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "selection", value: number });
    const line = document.createElement("label");
    line.append(radio, ` ${number + 1} `, label);
    choices.append(line);
  });
  dialog.returnValue = "";
  dialog.addEventListener("close", () => finish(edit.id), { once: true });
  dialog.showModal();
  choose(0);
}

async function choose(number) {
  if (!options[number]) return;
  chosen = number;
  preview = null;
  choices.querySelectorAll("input")[number].checked = true;
  choices.querySelectorAll("input")[number].focus();
  decisions.forEach((button) => { button.disabled = true; });
  const selection = options[number][1];
  byId("bulk-page").href = `/bulk?${new URLSearchParams(selection)}`;
  byId("bulk-count").textContent = "Looking …";
  byId("bulk-examples").replaceChildren();
  try {
    const found = await post("/api/bulk/preview", { selection });
    if (chosen !== number || !dialog.open) return;
    preview = found;
    byId("bulk-count").textContent = `${plural(found.edits, "edit")} in ${plural(found.documents, "document")}`;
    byId("bulk-examples").replaceChildren(...found.examples.slice(0, MOST_SHOWN).map(line));
    decisions.forEach((button) => { button.disabled = !found.edits; });
  } catch (failed) {
    byId("bulk-count").textContent = failed.message;
  }
}

function line({ title, edit, left, right }) {
  const make = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  // What cannot be seen gets a sign.
  const shown = (text) => (text.trim() ? text : text.replace(/\n/g, "␤").replace(/[^␤]/g, "␣"));
  const item = document.createElement("li");
  item.append(left, make("del", shown(edit.before)), make("ins", shown(edit.after)), right, " ", make("small", title));
  return item;
}

function finish(id) {
  go(byId(id));
  if (preview && decisions.some((button) => button.value === dialog.returnValue)) {
    decideMany(preview, options[chosen][1], dialog.returnValue);
  }
}

choices.addEventListener("change", ({ target }) => choose(Number(target.value)));
dialog.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const button = { a: decisions[0], r: decisions[1] }[event.key];
  if (/^[1-9]$/.test(event.key)) choose(Number(event.key) - 1);
  else if (button && !button.disabled) button.click();
  else return;
  event.preventDefault();
});
