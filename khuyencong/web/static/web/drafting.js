// Drafting: every letter is kept on the device until the site has saved it; unsaved fields are asked about.
"use strict";

const KEY = "khuyencong-nhap-";
const keyOf = (form) => KEY + form.dataset.draft;

for (const form of document.querySelectorAll("form[data-draft]")) {
  const area = form.elements.text;
  const status = form.querySelector("[role=status]");
  let saved = area.value;
  let sent = saved;
  const kept = localStorage.getItem(keyOf(form));
  if (kept === saved) localStorage.removeItem(keyOf(form));
  else if (kept !== null) {
    status.textContent = "Trên máy còn lời chưa gửi được; bấm vào đây rồi bấm “Lưu mục này” để gửi lại.";
    status.addEventListener("click", () => { area.value = kept; area.focus(); }, { once: true });
  }
  area.addEventListener("input", () => localStorage.setItem(keyOf(form), area.value));
  const failed = () => {
    localStorage.setItem(keyOf(form), area.value);
    status.textContent = "Chưa gửi được lên máy chủ; lời của bạn được giữ trên máy này, sẽ gửi khi bạn gõ tiếp.";
  };
  form.addEventListener("htmx:beforeRequest", () => { sent = area.value; });
  form.addEventListener("htmx:sendError", failed);
  form.addEventListener("htmx:responseError", failed);
  form.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) return;
    saved = sent;
    // What was typed while the answer was on its way is not saved yet.
    if (area.value === saved) localStorage.removeItem(keyOf(form));
  });
  // Leaving does not wait for a pause in the typing. The copy stays until the page is seen again with these words.
  window.addEventListener("pagehide", () => {
    if (area.value === saved) return;
    localStorage.setItem(keyOf(form), area.value);
    fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => null);
  });
}

// A page that the browser takes out of its memory does not know what was saved on leaving it.
if (document.querySelector("form[data-draft]")) {
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

// Forms with a button of their own: the browser asks before a page is left on which one was changed.
const changed = new Set();
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  form.addEventListener("input", () => changed.add(form));
  form.addEventListener("submit", () => changed.delete(form));
}
window.addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });
