// What was typed into one form of a page is not lost when another form of it is sent, or the page is left.
//
// It is kept in this tab until the page is seen again, and put back where it stood. Before a step that would go on
// without it, it is said in words. Passwords and files are never kept; signing out throws everything away.
"use strict";

(() => {
  const PREFIX = "khuyencong-go-do:";
  const HOUR = 3600 * 1000;
  const ASKS = "form:not([data-draft]):not([data-unsaved]):not([data-typed=off])";
  const main = document.getElementById("main");
  const key = `${PREFIX}${document.body.dataset.reader}:${location.pathname}`;
  const forms = [...main.querySelectorAll(ASKS)].filter((form) => form.method === "post" && !form.closest(".sign-in"));
  const changed = new Set();
  let leaving = null;
  let homeless = [];
  // A page that came back refused shows as its own what was typed and is saved nowhere.
  const [visit] = performance.getEntriesByType("navigation");
  const refused = visit !== undefined && visit.responseStatus === 422;

  // The same form on the page as it comes back: by what it asks and by its buttons, in the order of the page.
  const named = (form) => [...form.elements]
    .filter((each) => !["csrfmiddlewaretoken", "held"].includes(each.name))
    .map((each) => (["hidden", "submit"].includes(each.type) ? `${each.name}=${each.value}` : each.name))
    .join("&");
  const fieldsOf = (form) => [...form.elements].filter((each) =>
    each.name && !["hidden", "submit", "button", "password", "file", "fieldset"].includes(each.type));
  const differs = (each) => {
    if (refused && each.value && !["checkbox", "radio"].includes(each.type)) return true;
    if (each.type === "checkbox" || each.type === "radio") return each.checked !== each.defaultChecked;
    if (each.tagName === "SELECT") return [...each.options].some((one) => one.selected !== one.defaultSelected) && each.selectedIndex > 0;
    return each.value !== each.defaultValue;
  };
  const typed = (form) => fieldsOf(form).filter(differs);
  const labelOf = (each) => (each.labels && each.labels[0] ? each.labels[0].textContent.trim() : "");

  const kept = () => {
    try { return JSON.parse(sessionStorage.getItem(key)) || null; } catch { return null; }
  };
  const keep = () => {
    const held = [...changed].filter((form) => form !== leaving).map((form) => ({
      form: named(form),
      fields: typed(form).map((each) => [each.name, each.type, each.value, each.checked === true]),
    })).filter((each) => each.fields.length).concat(homeless);
    try {
      if (held.length) sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), held }));
      else sessionStorage.removeItem(key);
    } catch { /* a full or closed store keeps nothing; the page works as before */ }
  };
  const putBack = (form, fields) => {
    let any = false;
    for (const [name, type, value, checked] of fields) {
      for (const each of fieldsOf(form).filter((one) => one.name === name && one.type === type)) {
        if (type === "checkbox" || type === "radio") {
          if (each.value === value && each.checked !== checked) { each.checked = checked; any = true; }
        } else if (each.value !== value) { each.value = value; any = true; }
      }
    }
    if (!any) return;
    changed.add(form);
    for (let around = form.parentElement; around; around = around.parentElement) if (around.tagName === "DETAILS") around.open = true;
    for (const inside of form.querySelectorAll("details")) inside.open = true;
    const note = document.createElement("p");
    note.className = "message";
    note.setAttribute("role", "status");
    note.textContent = "Phần gõ dở lúc nãy còn ở đây, chưa lưu.";
    form.prepend(note);
  };

  const before = kept();
  sessionStorage.removeItem(key);
  if (before && Date.now() - before.at < HOUR) {
    const left = new Set(forms);
    for (const { form: name, fields } of before.held) {
      const found = [...left].find((form) => named(form) === name);
      if (found) { left.delete(found); putBack(found, fields); }
    }
    const here = new Set(forms.map(named));
    homeless = before.held.filter(({ form: name }) => !here.has(name));
  }

  // A step that carries no words of its own would go on with what was saved before.
  const dialog = document.createElement("dialog");
  dialog.className = "card";
  dialog.setAttribute("aria-labelledby", "con-go-do");
  dialog.innerHTML = '<h2 id="con-go-do">Còn phần gõ mà chưa lưu</h2><p></p><p class="row"><button class="button" type="button">Quay lại để lưu</button><button class="button button-quiet" type="button">Làm tiếp, không lưu phần ấy</button></p>';
  const [back, on] = dialog.querySelectorAll("button");
  const ask = (form, button, others) => {
    const words = others.flatMap((each) => typed(each).map(labelOf)).filter(Boolean);
    dialog.querySelector("p").textContent = `Chưa lưu: ${[...new Set(words)].slice(0, 6).join("; ")}. Nút vừa bấm không lưu phần ấy.`;
    back.onclick = () => { dialog.close(); typed(others[0])[0].focus(); };
    on.onclick = () => { dialog.close(); for (const each of others) changed.delete(each); form.requestSubmit(button); };
    document.body.append(dialog);
    dialog.showModal();
  };

  // What is wrong is said by the site, in Vietnamese and all at once, not by the browser one by one in its language.
  for (const form of document.forms) form.noValidate = true;

  for (const form of forms) {
    if (refused && typed(form).length) changed.add(form);
    form.addEventListener("input", () => changed.add(form));
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented || form.hasAttribute("hx-post")) return;
      const others = [...changed].filter((each) => each !== form && typed(each).length);
      if (!refused && others.length && !form.querySelector("input[type=file]") && !fieldsOf(form).some((each) => each.value)) {
        event.preventDefault();
        ask(form, event.submitter, others);
        return;
      }
      leaving = form;
    });
  }
  window.addEventListener("pagehide", keep);
  for (const form of document.querySelectorAll("form[action$='/dang-xuat/']")) {
    form.addEventListener("submit", () => {
      for (const each of Object.keys(sessionStorage)) if (each.startsWith(PREFIX)) sessionStorage.removeItem(each);
      changed.clear();
      homeless = [];
    });
  }
})();
