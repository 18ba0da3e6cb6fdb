// What others, and runs of the corpus, make of this document meanwhile.

import { countSent, isBusy } from "./document-decide.js";
import { api, article, isOther, take } from "./document-place.js";

const { get, say } = window.renskrift;
const EVERY_MS = 3000;
const SLOWEST_MS = 30000;
const VERDICTS = { accepted: "accepted", rejected: "rejected", edited: "changed", undone: "took back", commented: "commented on" };

let newest = Number(article.dataset.newest);
let wait = EVERY_MS;
let timer = 0;

function about({ kind, subject, before, after }) {
  if (kind === "edit") return after === before ? `“${before}”` : `“${before}” → “${after}”`;
  const row = document.getElementById(`s-${subject}`);
  return row ? `the translation of ${row.getAttribute("aria-label").toLowerCase()}` : "a translation";
}

function tell(decisions) {
  const others = [...new Set(decisions.map((decision) => decision.who))].join(", ");
  const [only] = decisions;
  if (decisions.length > 1) say(`${others}: ${decisions.length} decisions on this document meanwhile.`);
  else say(`${others} ${VERDICTS[only.verdict] || only.verdict} ${about(only)}.`);
}

async function look() {
  if (document.visibilityState !== "visible" || isBusy()) return;
  const before = countSent();
  const answer = await get(`${api}/since/${newest}`);
  if (countSent() !== before || (answer.newest <= newest && !isOther(answer))) return;
  newest = answer.newest;
  await take(answer, answer.decisions.length);
  const others = answer.decisions.filter((decision) => decision.who !== article.dataset.reviewer);
  if (others.length) tell(others);
}

async function again() {
  clearTimeout(timer);
  try {
    await look();
    wait = EVERY_MS;
  } catch {
    wait = Math.min(2 * wait, SLOWEST_MS);
  }
  clearTimeout(timer);
  timer = setTimeout(again, wait);
}

document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") again(); });
timer = setTimeout(again, EVERY_MS);
