// Drafting: what is typed while the line is down is kept on the device until it has been saved.
"use strict";

const KEY = "khuyencong-nhap-";
const keyOf = (form) => KEY + form.dataset.draft;

for (const form of document.querySelectorAll("form[data-draft]")) {
  const area = form.elements.text;
  const status = form.querySelector("[role=status]");
  const kept = localStorage.getItem(keyOf(form));
  if (kept !== null && kept !== area.value) {
    status.textContent = "Trên máy còn lời chưa gửi được; bấm vào đây rồi bấm “Lưu mục này” để gửi lại.";
    status.addEventListener("click", () => { area.value = kept; area.focus(); }, { once: true });
  }
  const keep = () => {
    localStorage.setItem(keyOf(form), area.value);
    status.textContent = "Chưa gửi được lên máy chủ; lời của bạn được giữ trên máy này, sẽ gửi khi bạn gõ tiếp.";
  };
  form.addEventListener("htmx:sendError", keep);
  form.addEventListener("htmx:responseError", keep);
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) localStorage.removeItem(keyOf(form));
  });
}
