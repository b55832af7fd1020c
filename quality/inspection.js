"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const pages = all("main");
  const tip = one("#tip");
  const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
  let current = pages[0];
  let zoom = 1;

  const words = new Map(pages.map((page) => [page, JSON.parse(one("script.words", page).textContent)]));

  // ---- pages, pictures, layers, zoom

  function show(page) {
    current = page;
    pages.forEach((other) => { other.hidden = other !== page; });
    const select = one("#page");
    if (select) {
      select.value = page.dataset.page;
      one("#previous").disabled = page === pages[0];
      one("#next").disabled = page === pages[pages.length - 1];
    }
    hideTip();
  }

  function turnPages(by) {
    const next = pages[pages.indexOf(current) + by];
    if (next) {
      history.replaceState(null, "", `#${next.id}`);
      show(next);
    }
  }

  function choosePicture(name) {
    const from = one(`.pane.${document.body.dataset.view === "cleaned" ? "cleaned" : "delivered"} .scroll`, current);
    const [left, top] = [from.scrollLeft, from.scrollTop];
    document.body.dataset.view = name;
    one(`input[name=view][value=${name}]`).checked = true;
    all(".scroll", current).forEach((pane) => pane.scrollTo(left, top));
    hideTip();
  }

  function magnify(step) {
    const place = zooms.indexOf(zoom) + step;
    zoom = step ? zooms[Math.max(0, Math.min(zooms.length - 1, place))] : 1;
    const panes = all(".scroll", current);
    const middles = panes.map((pane) => [
      (pane.scrollLeft + pane.clientWidth / 2) / pane.scrollWidth, (pane.scrollTop + pane.clientHeight / 2) / pane.scrollHeight,
    ]);
    document.body.style.setProperty("--zoom", zoom);
    one("#zoom output").textContent = `${zoom * 100} %`;
    panes.forEach((pane, i) => pane.scrollTo(
      middles[i][0] * pane.scrollWidth - pane.clientWidth / 2, middles[i][1] * pane.scrollHeight - pane.clientHeight / 2,
    ));
    hideTip();
  }

  function setLayer(box) {
    document.body.classList.toggle(`no-${box.value}`, !box.checked);
  }

  // ---- what is pointed at, and what is chosen

  const marked = (kind, name) => all(`[data-${kind}="${name}"]`, current);

  function mark(className, ...elements) {
    all(`.${className}`, current).forEach((element) => element.classList.remove(className));
    elements.flat().forEach((element) => element.classList.add(className));
  }

  // All elements, in pictures and lists, for the word, line, stamp or region that `element` stands for.
  function family(element) {
    for (const kind of ["word", "line", "stamp", "region"]) {
      const found = element.closest(`[data-${kind}]`);
      if (found) return { kind, name: found.dataset[kind], found };
    }
    return null;
  }

  function choose(kind, name, { focus = true } = {}) {
    const chosen = marked(kind, name);
    mark("on", chosen, kind === "word" ? marked("line", words.get(current)[name].line) : []);
    const listed = chosen.find((element) => element.closest(".panel"));
    if (listed) {
      openTab(listed.closest(".panel").dataset.panel);
      listed.scrollIntoView({ block: "nearest" });
      if (focus) listed.focus({ preventScroll: true });
    }
    chosen.filter((element) => element.closest(".pane")).forEach(reveal);
  }

  // Bring a box into the middle of its pane, if it is not in sight.
  function reveal(box) {
    const pane = box.closest(".scroll");
    const seen = pane.getBoundingClientRect();
    const at = box.getBoundingClientRect();
    if (at.width === 0 || (at.top > seen.top && at.bottom < seen.bottom && at.left > seen.left - 1)) return;
    pane.scrollBy(at.left < seen.left || at.right > seen.right ? at.left - seen.left - 40 : 0, at.top - seen.top - seen.height / 2);
  }

  function openTab(name) {
    all("[role=tab]", current).forEach((tab) => tab.setAttribute("aria-selected", tab.dataset.tab === name));
    all(".panel", current).forEach((panel) => { panel.hidden = panel.dataset.panel !== name; });
  }

  // ---- the card of a word

  const make = (tag, text = "", className = "") => Object.assign(document.createElement(tag), { textContent: text, className });

  function svg(tag, attributes) {
    const element = document.createElementNS(one("svg").namespaceURI, tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  }

  // The ink of a word, magnified, with a little around it.
  function crop(word, picture) {
    const [left, top, width, height] = word.box;
    const edge = 0.2 * Math.min(width, height);
    let view = [left - edge, top - edge, width + 2 * edge, height + 2 * edge];
    const turn = current.dataset.turn;
    if (turn) {
      const [a, b, c, d, e, f] = turn.match(/-?[\d.]+/g).map(Number);
      const xs = [view[0], view[0] + view[2]], ys = [view[1], view[1] + view[3]];
      const points = xs.flatMap((x) => ys.map((y) => [a * x + c * y + e, b * x + d * y + f]));
      const low = [0, 1].map((i) => Math.min(...points.map((point) => point[i])));
      const high = [0, 1].map((i) => Math.max(...points.map((point) => point[i])));
      view = [low[0], low[1], high[0] - low[0], high[1] - low[1]];
    }
    const scale = Math.min(64 / view[3], 180 / view[2]);
    const drawing = svg("svg", { viewBox: view.join(" "), width: view[2] * scale, height: view[3] * scale });
    const group = svg("g", turn ? { transform: turn } : {});
    group.append(svg("use", { href: `#p${current.dataset.page}-${picture}` }));
    group.append(svg("rect", { x: left, y: top, width, height, class: "around" }));
    drawing.append(group);
    const frame = make("div");
    frame.append(drawing, tip.dataset[picture]);
    return frame;
  }

  function showTip(index, at) {
    const word = words.get(current)[index];
    const level = make("div", `${word.confidence} `, `level ${word.level}`);
    level.append(make("span", tip.dataset.confidence, "soft"));
    const crops = make("div", "", "crops");
    crops.append(crop(word, "delivered"), crop(word, "cleaned"));
    const others = make("dl");
    const row = (label, text, note) => others.append(make("dt", label), make("dd", text || "∅"), make("dd", note));
    if (word.raw !== null) row(tip.dataset.raw, word.raw, "");
    word.alternatives.forEach(([reader, text, confidence]) => row(reader, text, confidence));
    tip.replaceChildren(make("div", word.text, "reading"), level, crops, ...(others.children.length ? [others] : []));
    tip.hidden = false;
    const anchor = at.getBoundingClientRect();
    const below = anchor.bottom + 8 + tip.offsetHeight < innerHeight;
    tip.style.top = `${Math.max(4, below ? anchor.bottom + 8 : anchor.top - 8 - tip.offsetHeight)}px`;
    tip.style.left = `${Math.max(4, Math.min(anchor.left, innerWidth - tip.offsetWidth - 8))}px`;
  }

  function hideTip() { tip.hidden = true; }

  function point(element) {
    const target = element.closest && family(element);
    if (!target) {
      mark("near");
      hideTip();
      return;
    }
    const line = target.kind === "word" ? marked("line", words.get(current)[target.name].line) : [];
    mark("near", marked(target.kind, target.name), line);
    if (target.kind === "word") showTip(target.name, target.found);
    else hideTip();
  }

  // ---- walking by keyboard

  function walk(list, by) {
    if (!list.length) return;
    const place = list.findIndex((element) => element.classList.contains("on"));
    const next = list[place < 0 ? (by > 0 ? 0 : list.length - 1) : (place + by + list.length) % list.length];
    const { kind, name } = family(next);
    choose(kind, name);
  }

  function walkDoubtful(by) {
    const listed = all(".panel .word", current);
    const now = listed.findIndex((word) => word.classList.contains("on"));
    const doubtful = listed.filter((word) => word.classList.contains("doubt"));
    const next = by > 0
      ? doubtful.find((word) => listed.indexOf(word) > now) || doubtful[0]
      : doubtful.filter((word) => now < 0 || listed.indexOf(word) < now).pop() || doubtful[doubtful.length - 1];
    if (next) choose("word", next.dataset.word);
  }

  const keys = {
    n: () => walkDoubtful(1), p: () => walkDoubtful(-1),
    c: () => choosePicture(document.body.dataset.view === "delivered" ? "cleaned" : "delivered"),
    "[": () => turnPages(-1), "]": () => turnPages(1),
    "+": () => magnify(1), "=": () => magnify(1), "-": () => magnify(-1), 0: () => magnify(0),
    ArrowRight: () => walk(all(".panel:not([hidden]) .word", current), 1),
    ArrowLeft: () => walk(all(".panel:not([hidden]) .word", current), -1),
    ArrowDown: () => walk(all(".panel:not([hidden]) .line", current), 1),
    ArrowUp: () => walk(all(".panel:not([hidden]) .line", current), -1),
    Enter: () => { if (document.activeElement.closest("aside .line, aside tr, aside .kind")) document.activeElement.click(); },
    Escape: () => { mark("on"); mark("near"); hideTip(); },
  };

  // ---- wiring

  document.addEventListener("keydown", (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input") || !keys[key]) return;
    if (key === "Enter" && event.target.closest("button")) return;
    keys[key]();
    if (key.startsWith("Arrow")) event.preventDefault();
  });
  document.addEventListener("pointerover", (event) => point(event.target));
  document.addEventListener("focusin", (event) => { if (event.target.closest("aside .word")) point(event.target); });
  document.addEventListener("click", (event) => {
    const target = event.target.closest("main") && family(event.target);
    if (target) choose(target.kind, target.name, { focus: !event.target.closest("aside") });
  });
  pages.forEach((page) => {
    const panes = all(".scroll", page);
    panes.forEach((pane) => pane.addEventListener("scroll", () => {
      panes.filter((other) => other !== pane && other.clientWidth).forEach((other) => {
        if (Math.abs(other.scrollTop - pane.scrollTop) > 1) other.scrollTop = pane.scrollTop;
        if (Math.abs(other.scrollLeft - pane.scrollLeft) > 1) other.scrollLeft = pane.scrollLeft;
      });
    }));
  });
  all("[role=tab]").forEach((tab) => tab.addEventListener("click", () => openTab(tab.dataset.tab)));
  all("[data-walk]").forEach((button) => button.addEventListener("click", () => walkDoubtful(Number(button.dataset.walk))));
  all("[data-zoom]").forEach((button) => button.addEventListener("click", () => magnify(Number(button.dataset.zoom))));
  all("input[name=view]").forEach((radio) => radio.addEventListener("change", () => choosePicture(radio.value)));
  all(".layers input").forEach((box) => {
    box.addEventListener("change", () => setLayer(box));
    setLayer(box);
  });
  const select = one("#page");
  if (select) {
    select.addEventListener("change", () => turnPages(pages.findIndex((page) => page.dataset.page === select.value) - pages.indexOf(current)));
    one("#previous").addEventListener("click", () => turnPages(-1));
    one("#next").addEventListener("click", () => turnPages(1));
  }
  const asked = () => pages.find((page) => `#${page.id}` === location.hash) || pages[0];
  addEventListener("hashchange", () => show(asked()));
  show(asked());
})();
