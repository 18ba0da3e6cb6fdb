// What all pages share: requests with their guards, messages, and keys. Nothing of a text is ever read as HTML.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const status = byId("status");
  const SHOWN_MS = 6000;
  let timer = 0;

  /** Show a sentence at the foot of the window; screen readers read it out. Errors stay until the next one. */
  function say(sentence, wrong = false) {
    clearTimeout(timer);
    status.hidden = false;
    status.classList.toggle("wrong", wrong);
    status.textContent = sentence;
    if (!wrong) timer = setTimeout(() => { status.hidden = true; }, SHOWN_MS);
  }

  /** What the server refused; `status` is 0 where it could not be reached. */
  class Failed extends Error {
    constructor(sentence, code, answer = {}) {
      super(sentence);
      this.status = code;
      this.answer = answer;
      this.decision = answer.decision || null;
    }
  }

  async function request(path, options) {
    let response;
    try {
      response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
    } catch {
      throw new Failed("The server cannot be reached. Is renskrift review still running? Nothing is lost: try again.", 0);
    }
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    const answer = isJson ? await response.json() : {};
    if (!response.ok) throw new Failed(answer.error || `The server answered ${response.status}.`, response.status, answer);
    return isJson ? answer : response.text();
  }

  /** GET: an object, or the text of a fragment. */
  const get = (path) => request(path, {});

  function send(path, body) {
    const address = new URL(path, location.href);
    const page = document.body.dataset.page;
    if (page && !address.searchParams.has("page")) address.searchParams.set("page", page);
    return request(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Renskrift": "1" },
      body: JSON.stringify(body),
    });
  }

  /** Ask what to do about a newer decision by somebody else; resolves to true for "Use mine". */
  function ask(failed) {
    const dialog = byId("conflict");
    const decision = failed.decision;
    byId("conflict-error").textContent = failed.message;
    byId("conflict-who").textContent = decision.who;
    byId("conflict-when").textContent = new Date(decision.when).toLocaleString();
    byId("conflict-verdict").textContent = decision.verdict;
    byId("conflict-after").textContent = decision.after;
    const back = document.activeElement;
    dialog.returnValue = "theirs";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        if (back && back.isConnected) back.focus({ preventScroll: true });
        resolve(dialog.returnValue === "mine");
      }, { once: true });
    });
  }

  /**
   * POST a decision; resolves to the answer. What goes wrong is shown and thrown as a `Failed`.
   * A conflict over something that was sent with `seen` is shown as a dialog, and sent again for "Use mine";
   * with `{quiet: true}` nothing is shown, and the caller does both.
   */
  async function post(path, body, { quiet = false } = {}) {
    try {
      return await send(path, body);
    } catch (failed) {
      if (quiet || !(failed instanceof Failed)) throw failed;
      if (failed.status === 409 && failed.decision && "seen" in body) {
        if (await ask(failed)) return post(path, { ...body, seen: failed.decision.number });
        say(`Kept what ${failed.decision.who} decided.`);
      } else {
        say(failed.message, true);
      }
      throw failed;
    }
  }

  // Keys. Names as in KeyboardEvent.key, with Ctrl+, Alt+ and Meta+ before them, and "g d" for one after the other.
  const known = new Map();
  const sheet = byId("keys");
  const list = byId("key-list");
  const single = byId("keys-on");
  const STORED = "renskrift.keys-off";
  const PREFIX_MS = 1500;
  const SHOWN = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };
  let prefix = "";
  let prefixTimer = 0;

  // A Swedish keyboard has [ ] and more behind AltGr, which Windows reports as Ctrl+Alt, and macOS as Alt.
  function pressed(event) {
    const isSign = event.key.length === 1 && !/[\p{L}\p{N}\s]/u.test(event.key);
    const chosen = event.getModifierState("AltGraph") || (isSign && event.altKey && !event.ctrlKey);
    const modifiers = [
      event.ctrlKey && !chosen && "Ctrl",
      event.altKey && !chosen && "Alt",
      event.metaKey && "Meta",
    ].filter(Boolean);
    const shifted = event.shiftKey && event.key.length > 1 ? ["Shift"] : [];
    return [...modifiers, ...shifted, event.key].join("+");
  }

  function isTyping(target) {
    return target instanceof Element
      && Boolean(target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]:not([contenteditable=false])"));
  }

  function describe(shortcut, label) {
    const term = document.createElement("dt");
    shortcut.split(" ").forEach((part, number) => {
      if (number) term.append(" ");
      const key = document.createElement("kbd");
      key.textContent = SHOWN[part] || part;
      term.append(key);
    });
    const meaning = document.createElement("dd");
    meaning.textContent = label;
    list.append(term, meaning);
  }

  /**
   * Register shortcuts: {"j": ["Next segment", function]}. The function gets the event.
   * Keys are left alone while something is being typed, but for those that are registered with
   * `{typing: true}`, such as Escape and Ctrl+Enter; a function that gives false leaves the key to the browser.
   */
  function keys(shortcuts, { typing = false } = {}) {
    for (const [shortcut, [label, action]] of Object.entries(shortcuts)) {
      if (!known.has(shortcut)) describe(shortcut, label);
      known.set(shortcut, { action, typing });
    }
  }

  function press(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const name = pressed(event);
    if (name.length === 1 && !single.checked) return;
    const found = known.get(prefix ? `${prefix} ${name}` : name) || (prefix ? known.get(name) : undefined);
    clearTimeout(prefixTimer);
    const before = prefix;
    prefix = "";
    if (found && (!isTyping(event.target) || found.typing)) {
      if (found.action(event) !== false) event.preventDefault();
    } else if (!before && !isTyping(event.target) && [...known.keys()].some((key) => key.startsWith(`${name} `))) {
      prefix = name;
      prefixTimer = setTimeout(() => { prefix = ""; }, PREFIX_MS);
      event.preventDefault();
    }
  }

  function help() {
    sheet.showModal();
    sheet.scrollTop = 0;  // The button has the focus, and stands below the keys.
  }
  try {
    single.checked = localStorage.getItem(STORED) !== "1";
    single.addEventListener("change", () => localStorage.setItem(STORED, single.checked ? "0" : "1"));
  } catch { /* The browser keeps nothing for this site: the choice holds for this page. */ }
  byId("show-keys").addEventListener("click", help);
  document.addEventListener("keydown", press);
  keys({
    "?": ["Show these keys", help],
    "g q": ["Go to the queue", () => location.assign("/")],
    "g d": ["Go to the dashboard", () => location.assign("/dashboard")],
  });

  byId("name-form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await post("/api/name", { name: byId("name").value });
      if (location.pathname === "/name") location.assign("/"); else location.reload();
    } catch { /* It was shown. */ }
  });

  window.renskrift = Object.freeze({ get, post, say, keys, Failed });
})();
