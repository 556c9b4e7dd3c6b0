// The lessons' pages: what only a browser can do. What is remembered stays in this browser.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const store = {
    read(name, otherwise) {
      try {
        return JSON.parse(localStorage.getItem(`xuefa.${name}`)) ?? otherwise;
      } catch {
        return otherwise; // no storage, or something else wrote there
      }
    },
    write(name, value) {
      try {
        localStorage.setItem(`xuefa.${name}`, JSON.stringify(value));
      } catch {
        // private mode: the page works without a memory
      }
    },
    forget() {
      try {
        ["done", "scores", "best", "name"].forEach((name) => localStorage.removeItem(`xuefa.${name}`));
      } catch {
        // nothing was kept
      }
    },
  };
  const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent.trim());

  function note(sentence) {
    const line = $("tool-note");
    line.textContent = sentence;
    line.hidden = !sentence;
  }

  // Large print, on every page of the classroom.
  function large(on) {
    document.documentElement.classList.toggle("large", on);
    $("large")?.setAttribute("aria-pressed", String(on));
  }

  // Listening, with the browser's own voice: sentence by sentence, because long texts are cut off by some voices.
  let queue = [];
  function listening(on) {
    const button = $("listen");
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "停止" : "听一听";
    document.querySelectorAll(".speaking").forEach((one) => one.classList.remove("speaking"));
  }
  function sayNext() {
    const next = queue.shift();
    if (!next) return listening(false);
    document.querySelectorAll(".speaking").forEach((one) => one.classList.remove("speaking"));
    next.classList.add("speaking");
    const words = new SpeechSynthesisUtterance(next.textContent.trim());
    words.lang = "zh-CN";
    words.rate = 0.9;
    words.onend = sayNext;
    words.onerror = (event) => {
      if (event.error === "canceled" || event.error === "interrupted") return;
      queue = [];
      listening(false);
      note("这个浏览器读不出来。可以换手机自带的浏览器再试。");
    };
    speechSynthesis.speak(words);
  }
  function listen() {
    const on = $("listen").getAttribute("aria-pressed") === "true";
    queue = [];
    speechSynthesis.cancel();
    listening(!on);
    if (on) return;
    queue = [...document.querySelectorAll("[data-say]")];
    sayNext();
  }

  // The picture: drawn here, so that nothing is uploaded anywhere.
  const WIDTH = 1080;
  const MARGIN = 72;
  function wrap(pen, text, width) {
    const lines = [];
    let line = "";
    for (const letter of text) {
      // A mark of punctuation does not begin a line.
      if (line && pen.measureText(line + letter).width > width && !"，。；：、！？）》”".includes(letter)) {
        lines.push(line);
        line = letter;
      } else line += letter;
    }
    return [...lines, line];
  }
  function blocks() {
    const font = (size, weight = 400) => `${weight} ${size}px "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`;
    const all = [
      ...texts('[data-pic="title"]').map((text) => ({ text, font: font(64, 700), line: 88, after: 24, colour: "#7d1414" })),
      ...texts('[data-pic="lead"]').map((text) => ({ text, font: font(44, 700), line: 68, after: 40, colour: "#211b18" })),
      ...texts('[data-pic="point"]').map((text) => ({ text: `• ${text}`, font: font(38), line: 60, after: 18, colour: "#211b18" })),
      { text: "怎么做", font: font(44, 700), line: 76, after: 10, before: 24, colour: "#7d1414" },
      ...texts('[data-pic="step"]').map((text, at) => ({ text: `${at + 1}. ${text}`, font: font(38), line: 60, after: 18, colour: "#211b18" })),
      ...texts('[data-pic="label"]').map((text) => ({ text, font: font(30), line: 46, after: 0, before: 30, colour: "#5a4f49" })),
    ];
    return all;
  }
  function draw() {
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    const parts = blocks().map((part) => {
      pen.font = part.font;
      return { ...part, lines: wrap(pen, part.text, WIDTH - 2 * MARGIN) };
    });
    const height = parts.reduce((sum, one) => sum + (one.before || 0) + one.lines.length * one.line + one.after, 0);
    canvas.width = WIDTH;
    canvas.height = Math.ceil(height + 96 + 2 * MARGIN);
    pen.fillStyle = "#fffefc";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = "#9c1c1c";
    pen.fillRect(0, 0, canvas.width, 96);
    pen.fillStyle = "#ffffff";
    pen.textBaseline = "middle";
    pen.font = '700 44px "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
    pen.fillText("学法小课堂", MARGIN, 50);
    pen.textBaseline = "top";
    let y = 96 + MARGIN;
    for (const part of parts) {
      y += part.before || 0;
      pen.font = part.font;
      pen.fillStyle = part.colour;
      for (const line of part.lines) {
        pen.fillText(line, MARGIN, y);
        y += part.line;
      }
      y += part.after;
    }
    return canvas;
  }
  function share() {
    const canvas = draw();
    canvas.toBlob((blob) => {
      if (!blob) return note("这个浏览器做不出图片，可以用“打印 / PDF”。");
      const address = canvas.toDataURL("image/png"); // a blob's address could not be kept by a long press in 微信
      const title = texts('[data-pic="title"]')[0];
      $("picture-img").src = address;
      $("picture-img").alt = `“${title}”这一课的图片`;
      $("picture-save").href = address;
      const file = new File([blob], `${title}.png`, { type: "image/png" });
      const send = $("picture-send");
      send.hidden = !navigator.canShare?.({ files: [file] });
      send.onclick = () => navigator.share({ files: [file], title }).catch(() => {});
      $("picture").showModal();
    }, "image/png");
  }

  // The quiz of a lesson: each answer is told at once.
  function told(quiz) {
    const chosen = quiz.querySelector("input:checked");
    if (!chosen) return null;
    return chosen.value === quiz.dataset.right;
  }
  function answer(quiz, id) {
    const right = told(quiz);
    quiz.classList.toggle("good", right);
    quiz.classList.toggle("bad", !right);
    quiz.querySelector(".verdict").textContent = right ? "✓ 答对了" : "✗ 不对，看看下面的解析";
    quiz.querySelector(".why").open = true;
    const all = [...document.querySelectorAll(".quiz[data-right]")].map(told);
    if (all.includes(null)) return;
    const count = all.filter(Boolean).length;
    $("score").textContent = `得分：答对${count}题，共${all.length}题。`;
    const scores = store.read("scores", {});
    scores[id] = [count, all.length];
    store.write("scores", scores);
  }

  function lesson(page) {
    const id = page.dataset.lesson;
    $("tools").hidden = false;
    $("large").onclick = () => {
      const on = !document.documentElement.classList.contains("large");
      large(on);
      store.write("large", on);
    };
    if ("speechSynthesis" in window) $("listen").onclick = listen;
    else $("listen").hidden = true;
    $("share").onclick = share;
    $("picture-close").onclick = () => $("picture").close();
    document.querySelectorAll(".quiz[data-right]").forEach((quiz) => quiz.addEventListener("change", () => answer(quiz, id)));
    const done = $("done");
    done.hidden = false;
    const show = () => {
      const read = Boolean(store.read("done", {})[id]);
      done.textContent = read ? "✓ 已经学完" : "我学完这一课了";
      done.setAttribute("aria-pressed", String(read));
    };
    done.onclick = () => {
      const read = store.read("done", {});
      if (read[id]) delete read[id];
      else read[id] = new Date().toISOString().slice(0, 10);
      store.write("done", read);
      show();
    };
    show();
  }

  let cameFrom = null; // the mark that was tapped, for the way back
  function open(id) {
    const source = $(id);
    if (!source) return;
    $("yuanwen").open = true;
    source.open = true;
    source.scrollIntoView({ block: "start" });
    source.querySelector("summary").focus({ preventScroll: true });
  }

  // A mark opens the words of the law that it stands for.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a.mark, a.back-up") : null;
    if (!link) return;
    event.preventDefault();
    if (link.matches(".mark")) {
      cameFrom = link;
      open(link.getAttribute("href").slice(1));
    } else (cameFrom || $("lesson")).scrollIntoView({ block: "center" });
  });
  window.addEventListener("pagehide", () => window.speechSynthesis?.cancel());

  function home(line) {
    const known = Object.keys(store.read("done", {}));
    const best = store.read("best", 0);
    if (known.length) {
      line.textContent = `您已经学完${known.length}课，一共${line.dataset.count}课。`;
      line.hidden = false;
    }
    if (best) {
      $("best").textContent = `您最好的成绩：答对${best}题。`;
      $("best").hidden = false;
    }
    const forget = $("forget");
    forget.hidden = !known.length && !best && !store.read("name", "") && !Object.keys(store.read("scores", {})).length;
    forget.onclick = () => {
      store.forget();
      location.reload();
    };
  }
  function result(line) {
    const right = Number(line.dataset.right);
    store.write("best", Math.max(right, store.read("best", 0)));
    if (!$("maker")) return;
    $("maker").hidden = false;
    $("name").value = store.read("name", "");
    const show = () => {
      $("certificate-name").textContent = $("name").value.trim() || "　　　　　";
      store.write("name", $("name").value.trim());
    };
    $("name").oninput = show;
    show();
  }

  document.addEventListener("DOMContentLoaded", () => {
    large(store.read("large", false));
    const read = store.read("done", {});
    document.querySelectorAll("li[data-lesson]").forEach((row) => {
      if (read[row.dataset.lesson]) row.querySelector(".done").hidden = false;
    });
    if ($("lesson")) lesson($("lesson"));
    if ($("progress")) home($("progress"));
    if ($("result")) result($("result"));
    if ($("print")) $("print").onclick = () => window.print();
    if (location.hash.startsWith("#yj-")) open(location.hash.slice(1));
  });
})();
