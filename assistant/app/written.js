// What a language model adds to an answer that stands. It comes beside the conversation and is put into its turn
// piece by piece: drawing the turn again would close what the reader opened and move what they read.
(() => {
  "use strict";
  // Children that are the same stay; sentences only ever come at the end.
  function grow(old, fresh) {
    [...fresh.children].forEach((child, at) => {
      const now = old.children[at];
      if (!now) old.append(child.cloneNode(true));
      else if (!now.isEqualNode(child)) now.replaceWith(child.cloneNode(true));
    });
    while (old.children.length > fresh.children.length) old.lastElementChild.remove();
  }

  // The model has ended. Said once, for who does not see it; the focus may not fall out of the page with the button.
  function settle(turn) {
    const writing = turn.querySelector(".writing");
    if (!writing) return;
    const held = writing.contains(document.activeElement);
    const status = writing.querySelector("[role=status]");
    writing.querySelector(".stop").remove();
    writing.className = "sr";
    status.textContent = status.dataset.done;
    if (held) turn.querySelector(".written h3").focus({ preventScroll: true });
  }

  function drop(part) {
    const held = part.contains(document.activeElement);
    const turn = part.closest(".turn");
    part.remove();
    if (!held) return;
    turn.setAttribute("tabindex", "-1");
    turn.focus({ preventScroll: true });
  }

  function write(part, fresh) {
    if (!fresh) return drop(part);
    grow(part.querySelector(".sentences"), fresh.querySelector(".sentences"));
    if (!fresh.querySelector(".writing")) settle(part.closest(".turn"));
  }

  function foot(turn, fresh) {
    const line = turn.querySelector(".foot > p");
    const button = turn.querySelector(".foot .copy");
    const words = fresh.querySelector(".foot > p");
    if (!line || !words) return;
    if (!line.isEqualNode(words)) line.replaceWith(words.cloneNode(true));
    button.dataset.copy = fresh.querySelector(".foot .copy").dataset.copy;
  }

  function cards(turn, fresh, count) {
    const panel = fresh.querySelector(".yiju");
    if (!panel) return;
    const list = turn.querySelector(".cards");
    if (!list) return void turn.querySelector(".reply").append(panel.cloneNode(true));
    const added = [...panel.querySelectorAll(".card")].filter((card) => !document.getElementById(card.id));
    added.forEach((card) => list.append(card.closest("li").cloneNode(true)));
    if (!added.length) return;
    const said = turn.querySelector(".yiju .count");
    said.textContent = said.textContent.replace(/\d+/, count);
    const aside = turn.querySelector(".yiju");
    aside.setAttribute("aria-label", aside.getAttribute("aria-label").replace(/\d+/, count));
  }

  // What stands below the model's words stays where it is on the screen for one who has gone on to it.
  function inPlace(part, change) {
    const below = part.nextElementSibling;
    const end = part.getBoundingClientRect().bottom;
    const passed = end <= 0 || (document.body.classList.contains("reading") && end < window.innerHeight / 2);
    const before = below ? below.getBoundingClientRect().top : 0;
    change();
    if (passed && below) window.scrollBy({ top: below.getBoundingClientRect().top - before, behavior: "instant" });
  }

  let taken = "";
  function take(news) {
    if (news.dataset.news === taken) return;
    const turn = document.getElementById(news.dataset.turn);
    const part = turn?.querySelector(".part.written");
    if (!part) return;
    taken = news.dataset.news;
    const box = document.createElement("template");
    box.innerHTML = taken;
    inPlace(part, () => {
      write(part, box.content.querySelector(".part.written"));
      foot(turn, box.content);
      cards(turn, box.content, news.dataset.cited);
    });
  }

  // The button in the answer presses Gradio's, as Gradio knows only its own.
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button.stop") : null;
    if (!button || button.hasAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true"); // a disabled one would lose the focus
    window.setTimeout(() => button.removeAttribute("aria-disabled"), 4000); // if the network is gone, one may try again
    document.getElementById("stop")?.click();
  });

  // Who scrolls is reading; from then on the page moves only for a new question.
  const reads = () => document.body.classList.add("reading");
  for (const kind of ["wheel", "touchmove"]) document.addEventListener(kind, reads, { passive: true });
  document.addEventListener("keydown", (event) => {
    if (["PageDown", "PageUp", "Home", "End", "ArrowDown", "ArrowUp", " "].includes(event.key)) reads();
  });

  // At once and not with the next frame: in a page that is not seen there are none, and a later piece would hide this.
  new MutationObserver(() => {
    document.querySelectorAll("#news [data-news]").forEach(take);
    // Only the last answer can be written at.
    [...document.querySelectorAll("#conversation .turn")].slice(0, -1).forEach(settle);
  }).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["data-news"] });
})();
