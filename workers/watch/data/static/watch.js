// The page without this script is whole: links and the search form load it anew. With it,
// what is new comes by itself, links swap only what changed, and there are keys.
"use strict";
(() => {
  const $ = (selector) => document.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const parsed = async (address) => {
    const answer = await fetch(address, { credentials: "omit" });
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };

  // Times: written in UTC by the server, shown as the reader counts them.
  const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const told = (at, now) => {
    const seconds = (now - at) / 1000;
    if (seconds < 60) return "just now";
    const [unit, length] = UNITS.find(([, length]) => seconds >= length);
    return seconds < 7 * 86400 ? ago.format(-Math.round(seconds / length), unit) : new Date(at).toLocaleDateString();
  };
  const clocks = (root = document) => {
    const now = Date.now();
    for (const time of all("time[datetime]", root)) {
      const at = Date.parse(time.dateTime);
      if (Number.isNaN(at)) continue;
      const text = told(at, now);
      if (time.textContent !== text) time.textContent = text;
      time.title = new Date(at).toLocaleString();
    }
  };

  // What changed is put into the page; what did not stays, with its focus and its place.
  const keyed = (node) => node.children.length > 0 && [...node.children].every((child) => child.dataset.key !== undefined);
  const morph = (old, now) => {
    if (old.isEqualNode(now)) return;
    if (old.nodeName !== now.nodeName || old.id !== now.id) return old.replaceWith(now);
    if (keyed(old) && keyed(now)) { attributes(old, now); return byKey(old, now); }
    if (old.childElementCount === now.childElementCount && now.childElementCount && texts(old) === texts(now)) {
      attributes(old, now);
      const next = [...now.children];
      return [...old.children].forEach((child, place) => morph(child, next[place]));
    }
    old.replaceWith(now);
  };
  const texts = (node) => [...node.childNodes].filter((child) => child.nodeType === 3).map((child) => child.data.trim()).join("\n");
  const attributes = (old, now) => {
    for (const { name } of [...old.attributes]) if (!now.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of now.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  };
  const byKey = (old, now) => {
    const known = new Map([...old.children].map((child) => [child.dataset.key, child]));
    let place = old.firstElementChild;
    for (const child of [...now.children]) {
      const mine = known.get(child.dataset.key);
      known.delete(child.dataset.key);
      if (!mine) {
        child.classList.add("fresh");
        old.insertBefore(child, place);
      } else if (mine === place) {
        place = place.nextElementSibling;
        morph(mine, child);
      } else {
        old.insertBefore(mine, place);
        morph(mine, child);
      }
    }
    for (const gone of known.values()) gone.remove();
  };
  const put = (page, sections) => {
    clocks(page);
    for (const now of sections(page)) {
      const old = now.id && document.getElementById(now.id);
      if (old) morph(old, document.importNode(now, true));
    }
  };

  // News: the server rings, the page fetches what changes by itself.
  let fetching = false, missed = false;
  const refresh = async () => {
    if (document.hidden || fetching) { missed = true; return; }
    fetching = true;
    missed = false;
    const here = location.pathname + location.search;
    try {
      const page = await parsed(here + (location.search ? "&" : "?") + "part=1");
      if (here === location.pathname + location.search) put(page, (body) => [...body.body.children]);
    } catch (error) {
      offline(error);
    } finally {
      fetching = false;
      if (missed) setTimeout(refresh, 500);
    }
  };
  const offline = () => {
    const live = $('#strip [data-key="live"]');
    if (live) { live.className = "bad"; live.textContent = "newsmill watch does not answer"; }
  };
  // A hidden page hangs up: a browser gives a site six connections for all its windows together.
  let bell = null, heard = null;
  const listen = () => {
    if (document.hidden || bell) return;
    bell = new EventSource("/events");
    bell.onmessage = ({ data }) => { if (heard !== data) { heard = data; refresh(); } };
    bell.onerror = () => { heard = null; offline(); };
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { bell?.close(); bell = heard = null; }
    listen();
  });
  listen();
  setInterval(clocks, 20000);

  // Links and the search, without a new page.
  let going = 0;
  const go = async (address, how) => {
    const mine = ++going;
    let page;
    try { page = await parsed(address); } catch { location.href = address; return; }
    if (mine !== going) return;
    if (how) history[how](null, "", address);
    document.title = page.title;
    const pane = $("#pane")?.outerHTML;
    document.body.className = page.body.className;
    const field = page.querySelector("#q");
    if (how !== "replaceState") $("#q").value = field.value;
    $("#q").placeholder = field.placeholder;
    $("form[role=search]").action = page.querySelector("form[role=search]").action;
    clocks(page);
    morph($("nav"), document.importNode(page.querySelector("nav"), true));
    morph($("#strip"), document.importNode(page.querySelector("#strip"), true));
    const list = $("#list"), next = page.querySelector("#list");
    if (list && next) {
      const scrolled = list.scrollTop;
      morph(list, document.importNode(next, true));
      $("#list").scrollTop = scrolled;
      $("#pane")?.remove();
      const now = page.querySelector("#pane");
      if (now) $("main").append(document.importNode(now, true));
    } else {
      $("main").replaceChildren(...page.querySelector("main").children);
    }
    if (how !== "replaceState" && $("#pane")?.outerHTML !== pane) {
      scrollTo(0, 0);
      $("#pane")?.focus({ preventScroll: true });
    }
    if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  };
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const name = event.target.closest("span.n[data-e]");
    if (name) return all("a.n[data-e]").find((link) => link.dataset.e === name.dataset.e)?.click();
    const link = event.target.closest("a[href]");
    if (!link || link.origin !== location.origin || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash, "pushState");
  });
  addEventListener("popstate", () => go(location.pathname + location.search, null));
  const searched = () => {
    const query = new URLSearchParams({ q: $("#q").value.trim() });
    const path = new URL($("form[role=search]").action).pathname;
    go(query.get("q") ? `${path}?${query}` : path, "replaceState");
  };
  let typing;
  $("#q").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(searched, 250); });
  $("form[role=search]").addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(typing); searched(); });

  // Pointing at a note lights its quote, and the other way round.
  const light = (event) => {
    for (const lit of all(".lit")) lit.classList.remove("lit");
    const over = event.target.closest?.("[data-q], [data-e]");
    if (!over) return;
    const name = over.dataset.q ? "q" : "e";
    for (const same of all(`[data-${name}]`)) if (same.dataset[name] === over.dataset[name]) same.classList.add("lit");
  };
  document.addEventListener("pointerover", light);
  document.addEventListener("focusin", light);

  // Keys.
  const step = (by) => {
    const rows = all("#list li > a");
    const at = rows.findIndex((row) => row.getAttribute("aria-current") || row === document.activeElement);
    const row = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (!row) return;
    row.scrollIntoView({ block: "nearest" });
    row.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || $("#keys").open) return;
    const writing = event.target.closest?.("input, textarea, select");
    if (event.key === "Escape") {
      const back = $(".back a");
      if (back) back.click();
      else if ($("#q").value) { $("#q").value = ""; searched(); }
      if (writing) $("#q").blur();
    } else if (!writing && event.key === "/") $("#q").select();
    else if (!writing && event.key === "j") step(1);
    else if (!writing && event.key === "k") step(-1);
    else if (!writing && event.key === "?") $("#keys").showModal();
    else return;
    event.preventDefault();
  });
  clocks();
})();
