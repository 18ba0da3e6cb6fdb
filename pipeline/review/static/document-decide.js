// Decisions: sent one after the other, so that a quick hand need not wait; each can be taken back.

import { OPEN, UNREVIEWED, api, go, goOn, name, refresh, take } from "./document-place.js";

const { post, say } = window.renskrift;
const STACK = `renskrift.undo.${name}`;
const MOST_REMEMBERED = 200;

let chain = Promise.resolve();
let waiting = 0;
let sent = 0;

/** Whether an answer is awaited, and how many decisions were sent: what was asked before one of them is old. */
export const isBusy = () => waiting > 0;
export const countSent = () => sent;

const stack = () => JSON.parse(sessionStorage.getItem(STACK) || "[]");
const keep = (entries) => sessionStorage.setItem(STACK, JSON.stringify(entries.slice(-MOST_REMEMBERED)));

/** Send it when everything before has been answered, and show what it has changed. */
export async function send(path, body) {
  waiting += 1;
  sent += 1;
  const answered = chain.then(() => post(path, body));
  chain = answered.catch(() => {});
  try {
    const answer = await answered;
    await take(answer, 1);
    return answer;
  } catch (failed) {
    if ([404, 409].includes(failed.status)) await refresh();  // A run, or somebody else, has changed it.
    throw failed;
  } finally {
    waiting -= 1;
  }
}

async function decide(element, path, body, next) {
  const { id } = element;
  element.dataset.busy = "";
  const isMore = goOn(next, element);
  try {
    const answer = await send(path, { ...body, seen: Number(element.dataset.seen) });
    keep([...stack(), { number: answer.number, subject: id }]);
    if (!isMore && !goOn(next, document.getElementById(id))) say("Nothing more waits for you in this document.");
    return true;
  } catch {
    go(document.getElementById(id));
    return false;
  } finally {
    delete element.dataset.busy;
  }
}

export const decideEdit = (edit, verdict, after) =>
  decide(edit, `${api}/edits/${edit.dataset.edit}`, after === undefined ? { verdict } : { verdict, after }, OPEN);

export const decideSegment = (row, verdict, text) =>
  decide(row, `${api}/segments/${row.dataset.segment}`, text === undefined ? { verdict } : { verdict, text }, UNREVIEWED);

/** Take back the last decision that was made on this page, a whole bulk action at once. */
export async function undoLast() {
  const entries = stack();
  const last = entries.pop();
  if (!last) {
    say("Nothing was decided here yet. Earlier decisions can be undone beside their segment.");
    return;
  }
  keep(entries);
  await undo(last.number, last.subject);
}

export async function undo(number, subject) {
  try {
    await send("/api/undo", { number });
    keep(stack().filter((entry) => entry.number !== number));
    go(document.getElementById(subject || ""));
    say("Taken back.");
  } catch { /* It was shown. */ }
}

/** Decide on many edits at once, as their preview has shown them. */
export async function decideMany(preview, selection, verdict) {
  try {
    const answer = await send("/api/bulk", { selection, verdict, newest: preview.newest });
    keep([...stack(), { number: answer.number, subject: "" }]);
    say(`${preview.edits} ${preview.edits === 1 ? "edit" : "edits"} ${verdict}. u takes it back.`);
  } catch { /* It was shown. */ }
}

export async function remark(subject, kind, text) {
  try {
    await send(`${api}/comments`, { subject, kind, text });
    return true;
  } catch {
    return false;
  }
}
