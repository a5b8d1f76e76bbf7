// Answers without a line, for the pages on which workshops are asked and for nothing else.
"use strict";

const FILES = [{% for file in files %}"{{ file }}", {% endfor %}];
const SHELL = "khao-sat-vo-{{ version }}";
const PAGES = "khao-sat-trang";
const OFFLINE = "{% url 'survey_offline' %}";
const STATIC = "{{ static_url }}";
const ASKING = "{% url 'survey_ask' %}";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((kept) => kept.addAll([OFFLINE, ...FILES])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    await self.clients.claim();
    if (!await renewed()) return;
    const old = (name) => name.startsWith("khao-sat-vo-") && name !== SHELL;
    for (const name of await caches.keys()) if (old(name)) await caches.delete(name);
  })());
});

// Pages that were kept name the files of their own release: those go only when every page was fetched anew.
async function renewed() {
  const kept = await caches.open(PAGES);
  let all = true;
  for (const request of await kept.keys()) {
    const answer = await fetch(request).catch(() => null);
    if (answer?.ok && !answer.redirected) await kept.put(request, answer);
    else all = false;
  }
  return all;
}

// The line first: a page that was changed, or that belongs to somebody else by now, is never shown out of the store.
async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await (await caches.open(PAGES)).put(request.url.split("#")[0], answer.clone());
    return answer;
  } catch {
    const kept = await (await caches.open(PAGES)).match(request.url.split("#")[0], { ignoreSearch: true });
    return kept ?? await caches.match(OFFLINE) ?? Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.startsWith(ASKING)) event.respondWith(page(event.request));
  else if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(async () => await caches.match(OFFLINE) ?? Response.error()));
  }
  else if (address.pathname.startsWith(STATIC)) {
    event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)));
  }
});
