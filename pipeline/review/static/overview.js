// Queue, dashboard, and many at once: keys, and the one decision that is about many edits.
"use strict";

(() => {
  const { post, say, keys } = window.renskrift;
  const byId = (id) => document.getElementById(id);

  // The queue: one row at a time, by its link, so that Enter opens it without a script.
  const queue = byId("queue");
  if (queue) {
    const links = [...queue.querySelectorAll("a.open")];
    const REMEMBERED = "renskrift.queue";

    function current() {
      const row = document.activeElement.closest("tr.passages")?.previousElementSibling
        || document.activeElement.closest("#queue tbody tr");
      return row ? links.indexOf(row.querySelector("a.open")) : -1;
    }

    function go(number) {
      const link = links[Math.max(0, Math.min(links.length - 1, number))];
      link.focus({ preventScroll: true });
      link.closest("tr").scrollIntoView({ block: "nearest" });
    }

    function step(by) {
      if (document.activeElement.closest("dialog, nav, details")) return false;
      const number = current();
      return number < 0 ? go(by > 0 ? 0 : links.length - 1) : go(number + by);
    }

    // Whoever comes back from a document stands where they left.
    try {
      queue.addEventListener("click", (event) => {
        const link = event.target.closest("a.open");
        if (link) sessionStorage.setItem(REMEMBERED, link.getAttribute("href"));
      });
      const left = links.findIndex((link) => link.getAttribute("href") === sessionStorage.getItem(REMEMBERED));
      sessionStorage.removeItem(REMEMBERED);
      if (left >= 0) go(left);
    } catch { /* The browser keeps nothing for this site: the list begins at its top. */ }

    keys({
      "j": ["Next document", () => step(1)],
      "k": ["Previous document", () => step(-1)],
      "ArrowDown": ["Next document", () => step(1)],
      "ArrowUp": ["Previous document", () => step(-1)],
    });
  }

  const form = byId("filters");
  if (form) {
    // Addresses without what is not chosen are easier to read and to share.
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
    });
    const turn = (way) => () => {
      const link = document.querySelector(`a[rel=${way}]`);
      return link ? link.click() : false;
    };
    keys({
      "/": ["Search", () => byId("search").select() ?? byId("search").focus()],
      "f": ["To the filters", () => form.querySelector("select").focus()],
      "]": ["Next page", turn("next")],
      "[": ["Previous page", turn("prev")],
    });
    keys({
      "Escape": ["From a filter back to the documents", () => {
        if (!document.activeElement.closest("#filters")) return false;
        const first = document.querySelector("#queue a.open");
        return first ? first.focus() : document.activeElement.blur();
      }],
    }, { typing: true });
  }

  // Many at once
  const bulk = byId("bulk-form");
  if (bulk) {
    const result = byId("bulk-result");
    const DONE = { accepted: "accepted", rejected: "rejected", edited: "changed" };
    let made = 0;

    function lock(locked) {
      for (const control of bulk.elements) control.disabled = locked;
    }

    async function decide(event) {
      event.preventDefault();
      const verdict = event.submitter?.value || "edited";
      const body = {
        selection: JSON.parse(bulk.dataset.selection),
        verdict,
        newest: Number(bulk.dataset.newest),
      };
      if (verdict === "edited") body.after = byId("bulk-after").value;
      lock(true);
      say("This takes a while where there are thousands…");
      try {
        const answer = await post("/api/bulk", body);
        made = answer.number;
        const many = answer.documents.length;
        result.firstElementChild.textContent =
          `They were ${DONE[verdict]}, in ${many.toLocaleString()} ${many === 1 ? "document" : "documents"}.`;
        byId("bulk-untouched").hidden = true;
        result.hidden = false;
        result.focus();
      } catch {
        lock(false); // It was shown. What has changed meanwhile, a fresh preview shows.
      }
    }

    async function undo() {
      if (!made) return false;
      const number = made;
      made = 0;
      try {
        await post("/api/undo", { number });
        location.reload();
      } catch {
        made = number;
      }
      return true;
    }

    const press = (verdict) => () => {
      const button = bulk.querySelector(`button[value=${verdict}]`);
      return button.disabled ? false : button.click();
    };
    bulk.addEventListener("submit", decide);
    byId("bulk-undo").addEventListener("click", undo);
    byId("bulk-after").addEventListener("keydown", (event) => {
      // Enter would press the first button, which accepts; what was typed is for the last one.
      if (event.key === "Enter") {
        event.preventDefault();
        press("edited")();
      }
    });
    keys({
      "a": ["Accept them all", press("accepted")],
      "r": ["Reject them all", press("rejected")],
      "c": ["Change them all", () => byId("bulk-after").select()],
      "u": ["Undo what was just decided", () => { undo(); }],
    });
  }
})();
