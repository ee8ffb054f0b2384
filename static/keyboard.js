// Shortcuts of the inbox and of the pages of a decision. Everything works without them: links and forms do the same.
"use strict";
(() => {
  const OFF = "shortcuts-off"; // kept in the browser: single letters can be turned off (WCAG 2.1.4)
  const all = (where, what) => Array.from(where.querySelectorAll(what));
  const isOff = () => localStorage.getItem(OFF) === "1";
  const isTyping = (at) => at.matches("textarea, select, input:not([type=checkbox], [type=radio])") || at.isContentEditable;

  // ---- help ----
  for (const help of all(document, "[data-shortcuts]")) {
    const button = help.querySelector("[data-shortcuts-off]");
    const say = () => { button.textContent = isOff() ? button.dataset.shortcutsOn : button.dataset.shortcutsOff; };
    button.addEventListener("click", () => { localStorage.setItem(OFF, isOff() ? "" : "1"); say(); });
    help.hidden = false;
    say();
  }

  // ---- ticking many ----
  const choosing = document.querySelector("form[data-choosing]");
  const boxes = choosing ? all(choosing, "input[name=l]") : [];
  const count = choosing && choosing.querySelector("[data-count]");
  const send = choosing && choosing.querySelector("button[data-label]");
  const tell = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = ticked ? count.dataset.count.replace("{n}", ticked) : "";
    send.textContent = ticked ? send.dataset.label.replace("{n}", ticked) : send.dataset.labelNone;
  };
  const tick = (choice) => {
    for (const box of boxes) box.checked = choice !== "" && box.dataset.choices.split(" ").includes(choice);
    tell();
  };
  if (choosing) {
    choosing.addEventListener("change", tell);
    for (const link of all(choosing, "a[data-choose]")) {
      link.addEventListener("click", (event) => { event.preventDefault(); tick(link.dataset.choose); });
    }
    tell();
  }

  // ---- rows ----
  const rows = all(document, "[data-rows] > .item");
  const handle = (row) => row.querySelector("input[type=checkbox], a[href]");
  const rowOf = (at) => rows.indexOf(at.closest("[data-rows] > .item"));
  const go = (place) => {
    const row = rows[Math.max(0, Math.min(place, rows.length - 1))];
    if (row) { handle(row).focus(); row.scrollIntoView({ block: "nearest" }); }
  };

  // ---- a decision ----
  const deciding = document.querySelector("form[data-deciding]");
  const choose = (number) => {
    const option = all(deciding, "input[name=verb]")[number - 1];
    if (!option) return false;
    option.checked = true;
    option.focus();
    const reason = option.parentElement.querySelector(".reveal textarea");
    if (reason && number > 1) reason.focus();
    option.scrollIntoView({ block: "nearest" });
    return true;
  };

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (isOff() || event.isComposing || event.altKey || event.metaKey) return;
    const form = deciding || choosing;
    if (event.ctrlKey) {
      if (event.key === "Enter" && form && !event.repeat) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (isTyping(at)) return;
    const inRow = rowOf(at);
    const step = { j: 1, k: -1 }[event.key] || (inRow >= 0 && { ArrowDown: 1, ArrowUp: -1 }[event.key]);
    if (rows.length && step) { event.preventDefault(); go(inRow < 0 ? 0 : inRow + step); return; }
    if (event.key === "Enter" && inRow >= 0 && at.matches("input[type=checkbox]")) {
      // Without this, Enter on a tick box would send the whole form.
      event.preventDefault();
      const link = rows[inRow].querySelector("a[href]");
      if (link) link.click();
      return;
    }
    if (event.key === "a" && boxes.length) { event.preventDefault(); tick(boxes.every((box) => box.checked) ? "" : "semua"); return; }
    if (deciding && /^[1-9]$/.test(event.key) && choose(Number(event.key))) event.preventDefault();
  });
})();
