// The chain editor with a mouse or the keyboard: tiers moved by dragging or by two buttons, fields shown where their
// rule asks for them, posts and units suggested while typing. Without it the page works by its number fields and codes.
"use strict";

(() => {
  const form = document.querySelector("[data-suggestions]");
  if (!form) return;

  // ---- suggestions: the list of the field is filled with what the office knows ----
  let waiting = null;
  form.addEventListener("input", (event) => {
    const what = event.target.dataset.suggest;
    const term = event.target.value.trim();
    if (!what || term.length < 2 || term.includes(" · ")) return;
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const answer = await fetch(`${form.dataset.suggestions}${what}/?term=${encodeURIComponent(term)}`);
      if (!answer.ok || event.target.value.trim() !== term) return;
      const { results } = await answer.json();
      document.getElementById(what).replaceChildren(
        ...results.map(({ value, label }) => {
          const option = document.createElement("option");
          option.value = value;
          if (label) option.label = `${value}, ${label}`;
          return option;
        }),
      );
    }, 200);
  });

  const list = form.querySelector("[data-tiers]");
  if (!list) return;
  const tiers = () => [...list.querySelectorAll(":scope > [data-tier]")];

  // ---- fields that the chosen rule does not ask for ----
  const show = (tier) => {
    const rule = tier.querySelector("select[name$='-rule']").value;
    tier.querySelectorAll("[data-when]").forEach((part) => {
      part.hidden = !part.dataset.when.split(" ").includes(rule) && !part.querySelector(".errors");
    });
    const mode = tier.querySelector("select[name$='-mode']").value;
    const votes = tier.querySelector("input[name$='-quorum']").closest("[data-when]");
    votes.hidden = (rule !== "COMMITTEE" || mode !== "QUORUM") && !votes.querySelector(".errors");
  };
  form.addEventListener("change", (event) => {
    const tier = event.target.closest("[data-tier]");
    if (tier) show(tier);
  });

  // ---- moving ----
  const told = document.createElement("p");
  told.style.cssText = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)"; // heard only
  told.setAttribute("role", "status");
  form.append(told);
  const renumber = () => {
    tiers().forEach((tier, place) => {
      tier.querySelector("input[name$='-number']").value = place + 1;
      const legend = tier.querySelector("[data-legend]");
      legend.textContent = legend.textContent.replace(/\d+/, place + 1);
    });
  };
  const move = (tier, where, button) => {
    const all = tiers();
    const place = all.indexOf(tier) + where;
    if (place < 0 || place >= all.length) return;
    if (where < 0) list.insertBefore(tier, all[place]);
    else list.insertBefore(all[place], tier);
    renumber();
    told.textContent = `${form.dataset.moved} ${place + 1}`;
    button.focus();
    tier.scrollIntoView({ block: "nearest" });
  };
  const button = (text, pressed) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className =
      "border border-base-200 cursor-pointer font-medium px-3 py-3 rounded-default text-important dark:border-base-700";
    made.textContent = text;
    made.addEventListener("click", () => pressed(made));
    return made;
  };

  // While one is dragged every tier is only its name: a chain of twelve fits on the screen.
  const fold = (is_folded) => {
    tiers().forEach((tier) => {
      const name = tier.querySelector("input[name$='-title']").value;
      const legend = tier.querySelector("[data-legend]");
      legend.textContent = legend.textContent.split(", ")[0] + (is_folded && name ? `, ${name}` : "");
      [...legend.parentElement.children].forEach((part) => {
        if (part === legend) return;
        if (is_folded) part.dataset.was = part.style.display;
        part.style.display = is_folded ? "none" : part.dataset.was || "";
      });
    });
  };
  let dragged = null;
  tiers().forEach((tier) => {
    const movers = tier.querySelector("[data-movers]");
    const handle = document.createElement("span");
    handle.className =
      "border border-base-300 border-dashed cursor-move px-3 py-3 rounded-default select-none dark:border-base-700";
    handle.textContent = form.dataset.drag;
    handle.draggable = true;
    handle.addEventListener("dragstart", (event) => {
      dragged = tier;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", form.dataset.drag);
      tier.classList.add("opacity-50");
      setTimeout(() => {
        fold(true);
        window.scrollBy(0, tier.getBoundingClientRect().top - event.clientY + 20); // the tier stays under the hand
      });
    });
    handle.addEventListener("dragend", () => {
      tier.classList.remove("opacity-50");
      dragged = null;
      fold(false);
      renumber();
      tier.scrollIntoView({ block: "nearest" });
    });
    tier.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      if (dragged === tier) return;
      const box = tier.getBoundingClientRect();
      const below = event.clientY > box.top + box.height / 2;
      list.insertBefore(dragged, below ? tier.nextElementSibling : tier);
    });
    tier.addEventListener("drop", (event) => event.preventDefault());
    movers.append(
      handle,
      button(form.dataset.up, (made) => move(tier, -1, made)),
      button(form.dataset.down, (made) => move(tier, 1, made)),
    );
    show(tier);
  });
})();
