// Behaviour of the page: one listener per kind of event on the document, because Gradio replaces elements.
(() => {
  "use strict";
  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const wide = () => window.matchMedia("(min-width: 1024px)").matches;
  const cameFrom = new Map(); // card id -> the mark that was tapped, for the way back

  function go(target, focus, block) {
    target.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });
    focus.focus({ preventScroll: true });
  }

  function unfold(element) {
    for (let fold = element.parentElement.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = true;
    }
  }

  function openCard(mark) {
    const card = document.getElementById(mark.getAttribute("href").slice(1));
    if (!card) return;
    unfold(card);
    cameFrom.set(card.id, mark.id);
    card.open = true;
    document.querySelectorAll(".card.chosen").forEach((other) => other.classList.remove("chosen"));
    card.classList.add("chosen");
    go(card, card.querySelector("summary"), wide() ? "nearest" : "start");
  }

  function goBack(link) {
    const mark = document.getElementById(cameFrom.get(link.dataset.card) || link.getAttribute("href").slice(1));
    if (!mark) return;
    unfold(mark);
    go(mark, mark, "center");
  }

  async function writeClipboard(text) {
    // The clipboard API needs https or localhost; a union's intranet often has neither.
    if (navigator.clipboard && window.isSecureContext) {
      try {
        return await navigator.clipboard.writeText(text);
      } catch {
        // refused: take the old way
      }
    }
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "sr";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    if (!copied) throw new Error("copy refused");
  }

  async function copy(button) {
    const before = button.dataset.words || button.textContent;
    button.dataset.words = before;
    try {
      await writeClipboard(button.dataset.copy);
      button.textContent = "已复制";
    } catch {
      button.textContent = "没能复制，请长按文字选取";
    }
    button.focus();
    window.setTimeout(() => { button.textContent = before; }, 2500);
  }

  // Gradio takes over what is typed when the field says so.
  function fill(text) {
    const area = document.querySelector("#question textarea");
    if (!area) return false;
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }

  // A reply that the answer offers: as if it had been typed and sent.
  function askFor(text) {
    if (fill(text)) window.setTimeout(() => document.getElementById("send")?.click(), 60);
  }

  document.addEventListener("click", (event) => {
    const hit = event.target instanceof Element ? event.target.closest("a.biao, a.back, a.skip, button.copy, button.choice, .feedback button") : null;
    if (!hit) return;
    if (hit.matches(".choice")) return askFor(hit.dataset.ask);
    if (hit.matches(".copy")) return void copy(hit);
    if (hit.matches(".helped, .unhelped, .share-send, .share-cancel")) return feedback(hit);
    event.preventDefault();
    if (hit.matches(".biao")) return openCard(hit);
    if (hit.matches(".back")) return goBack(hit);
    document.querySelector("#question textarea")?.focus();
  });

  // Whether an answer helped. Nothing leaves the page but by the button 提交, which needs the tick above it.
  function feedback(button) {
    const part = button.closest(".feedback");
    const panel = part.querySelector(".share");
    const asks = part.querySelector(".unhelped");
    if (button.matches(".helped")) {
      part.querySelector(".helpful").hidden = panel.hidden = true;
      part.querySelector(".feedback-said").textContent = "谢谢！";
    } else if (button.matches(".share-send")) {
      void share(part, panel);
    } else {
      panel.hidden = button.matches(".share-cancel") || !panel.hidden;
      asks.setAttribute("aria-expanded", String(!panel.hidden));
      part.querySelector(".feedback-said").textContent = "";
      if (panel.hidden) asks.focus();
      else go(panel, panel.querySelector("h3"), "nearest");
    }
  }

  async function share(part, panel) {
    const send = panel.querySelector(".share-send");
    const said = part.querySelector(".feedback-said");
    if (!panel.querySelector(".agree input").checked) return;
    const remark = panel.querySelector("textarea").value;
    send.disabled = true;
    said.textContent = "正在提交…";
    try {
      const reply = await fetch("/api/feedback", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...JSON.parse(part.dataset.asked), remark, consent: true }),
      });
      const told = await reply.json();
      if (!reply.ok) throw new Refused(told.error);
      sent(part, panel, told.receipt);
    } catch (fault) {
      said.textContent = fault instanceof Refused && fault.message ? fault.message : "没有提交成功，请检查网络，过一会儿再试。";
      send.disabled = false;
    }
  }

  class Refused extends Error {}

  function sent(part, panel, receipt) {
    part.querySelector(".helpful").hidden = panel.hidden = true;
    part.querySelector(".feedback-said").textContent = "";
    const note = part.querySelector(".sent");
    note.querySelectorAll(".receipt, .receipt-again").forEach((place) => { place.textContent = receipt; });
    note.querySelector(".copy").dataset.copy = `查回执 ${receipt}`;
    note.hidden = false;
    go(note, note, "nearest");
  }

  document.addEventListener("change", (event) => {
    const panel = event.target instanceof Element && event.target.matches(".agree input") ? event.target.closest(".share") : null;
    if (panel) panel.querySelector(".share-send").disabled = !event.target.checked;
  });

  // While a Chinese input method is composing, Enter chooses a word; it must not send the question.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopImmediatePropagation();
  }, true);

  // A new question moves to the top of the screen, once when it appears and once when its answer is
  // whole (before, the page may be too short to scroll), unless somebody reads by then; what a language
  // model adds afterwards never moves the page. On a phone the keyboard goes away.
  let seen = "";
  function follow() {
    const turns = document.querySelectorAll("#conversation .turn");
    const last = turns[turns.length - 1];
    document.body.classList.toggle("talking", Boolean(last));
    const state = last ? `${last.id} ${last.getAttribute("aria-busy")}` : "";
    if (state === seen) return;
    const isNew = last && !seen.startsWith(last.id);
    seen = state;
    if (!last) return;
    if (isNew) document.body.classList.remove("reading");
    if (isNew && !wide()) document.activeElement?.blur?.();
    const reading = document.body.classList.contains("reading");
    if (isNew || (state.endsWith("false") && !reading)) last.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });
  }

  // Gradio offers no place for these attributes.
  const ROLES = {
    options: { role: "group", "aria-label": "地区和日期" },
    start: { role: "region", "aria-label": "常见问题" },
    conversation: { role: "log", "aria-live": "polite", "aria-label": "问答记录" },
    composer: { role: "form", "aria-label": "提问" },
  };
  // A lesson leads here with a question to begin with; nothing is sent by itself.
  let asked = new URLSearchParams(location.search).get("q");
  function dress() {
    document.documentElement.lang = "zh-CN";
    if (asked && fill(asked.slice(0, 200))) asked = "";
    for (const [id, attributes] of Object.entries(ROLES)) {
      const element = document.getElementById(id);
      if (!element || element.getAttribute("role") === attributes.role) continue;
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    }
  }

  // Gradio's own notices (lost connection, full queue) come in English when it has no translation.
  const chinese = /[\u4e00-\u9fff]/;
  function put(element, words) {
    // The text node stays, because Gradio goes on writing into it.
    if (element.firstChild && !chinese.test(element.textContent)) element.firstChild.nodeValue = words;
  }
  function translateNotices() {
    document.querySelectorAll(".toast-title").forEach((title) => put(title, "提示"));
    document.querySelectorAll(".toast-message-text").forEach((text) => {
      const back = /re-?established|reconnected|restored/i.test(text.textContent);
      const lost = /connect|server|network|fetch/i.test(text.textContent);
      put(text, back ? "已经重新连上了。" : lost ? "网络断开了，正在重新连接，请稍后再试。" : "系统出了点问题，请再试一次，或拨打12351。");
    });
    document.querySelectorAll(".toast-close").forEach((button) => button.setAttribute("aria-label", "关闭"));
  }

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    window.requestAnimationFrame(() => { waiting = false; dress(); follow(); translateNotices(); });
  }).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["aria-busy"] });
  dress();
})();
