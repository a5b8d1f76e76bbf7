// Asking workshops on a phone: what is typed is kept on the device at once and sent when there is a line.
"use strict";

const here = document.getElementById("hoi");
const { package: PACKAGE, send: SEND, photo: PHOTO, worker: WORKER, list: LIST } = here.dataset;
const LONGEST_SIDE = 1600;
const KEPT_DAYS = 7;
const NUMBER = /^(\d+|[1-9]\d{0,2}(\.\d{3})+)(,\d+)?$/;
const WORDS = {
  open: "Đang ghi dở, chưa gửi.",
  ready: "Chờ có mạng để gửi.",
  sent: "Đã gửi.",
  refused: "Bị trả lại, cần sửa.",
  conflict: "Đã gửi; có hai bản khác nhau, cơ quan mở đợt sẽ chọn.",
};
const clock = (at) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
const make = (tag, words = "", more = {}) => Object.assign(document.createElement(tag), { textContent: words, ...more });

// The store of the device. One transaction each: a phone that is switched off loses at most the last letters.
const store = new Promise((resolve, reject) => {
  const asked = indexedDB.open("khao-sat", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("drafts", { keyPath: "key" });
    asked.result.createObjectStore("kept", { keyPath: "name" });
  };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

async function within(table, mode, work) {
  const transaction = (await store).transaction(table, mode);
  const asked = work(transaction.objectStore(table));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

const read = (table, key) => within(table, "readonly", (rows) => rows.get(key));
const all = (table) => within(table, "readonly", (rows) => rows.getAll());
const write = (table, row) => within(table, "readwrite", (rows) => rows.put(row));
const drop = (table, key) => within(table, "readwrite", (rows) => rows.delete(key));

// Who I am, workshops and what I sent: fresh where there is a line, else as taken along last time.
async function taken() {
  const before = await read("kept", "package");
  let answer;
  try {
    answer = await fetch(PACKAGE, { headers: { Accept: "application/json" } });
  } catch {
    return { ...before, line: false };
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok || !said.who) return { ...before, line: true, refused: said.message ?? "Máy chủ chưa trả lời; thử lại sau." };
  if (before && before.who !== said.who) await caches.delete("khao-sat-trang");
  await write("kept", { ...said, name: "package" });
  return { ...said, line: true };
}

const mine = async (who) => (await all("drafts")).filter((draft) => draft.who === who);
const waits = (draft) => draft.state === "ready"
  || (["sent", "conflict"].includes(draft.state) && draft.photos.some((photo) => !photo.sent && !photo.refused));

async function post(address, token, body, headers = {}) {
  const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json", ...headers } });
  return { status: answer.status, said: await answer.json().catch(() => ({})) };
}

// Sends one answer, then its photographs; false where there is no use in going on with the others.
async function sendOne(key, token) {
  let draft = await read("drafts", key);
  if (draft.state === "ready") {
    const { round, fields, edition, basedOn, offered } = draft;
    // An answer whose reply was lost on the way stands there already: what follows it says after which it comes.
    const body = JSON.stringify({ key, edition, round, based_on: basedOn, after: offered ?? "", fields });
    await write("drafts", { ...draft, offered: edition });
    const { status, said } = await post(SEND, token, body, { "Content-Type": "application/json" });
    if (status >= 500 || [401, 403, 429].includes(status) || (status === 200 && !said.outcome)) return false;
    draft = await read("drafts", key);
    if (status === 200) {
      if (said.standing) draft.basedOn = said.number;
      if (draft.edition === edition) Object.assign(draft, { state: said.outcome === "conflict" ? "conflict" : "sent", said: said.message, findings: [] });
    } else if (draft.edition === edition) {
      Object.assign(draft, { state: "refused", said: said.message ?? "", findings: said.findings ?? [] });
    }
    await write("drafts", draft);
    if (status !== 200) return true;
  }
  for (const photo of draft.photos.filter((each) => !each.sent && !each.refused)) {
    const form = new FormData();
    const told = { answer: key, photo_key: photo.key, taken_at: photo.takenAt, ...photo.place };
    for (const [name, value] of Object.entries(told)) form.append(name, value);
    form.append("photo", photo.blob, "anh.jpg");
    const { status, said } = await post(PHOTO, token, form);
    if (status >= 500 || [401, 403, 429].includes(status) || (status === 200 && !said.key)) return false;
    draft = await read("drafts", key);
    const kept = draft.photos.find((each) => each.key === photo.key);
    if (kept && status === 200) Object.assign(kept, { sent: true, blob: null });
    if (kept && status !== 200) {
      kept.refused = (said.findings ?? [said]).map((each) => each.message).join(" ");
      draft.said = `Một ảnh chưa nhận: ${kept.refused}`;
    }
    await write("drafts", draft);
  }
  return true;
}

// One tab at a time: two that send the same answer would only hear that it is known, but why ask twice.
async function sendAll() {
  const work = async () => {
    const pack = await taken();
    if (!pack.line || pack.refused || !pack.who) return pack;
    for (const draft of await mine(pack.who)) {
      if (waits(draft) && !await sendOne(draft.key, pack.token).catch(() => false)) break;
    }
    return pack;
  };
  const pack = await (navigator.locks ? navigator.locks.request("khao-sat-gui", work) : work());
  await draw(pack);
  return pack;
}

// The list of what lies on this device.
async function draw(pack) {
  const list = document.getElementById("tren-may");
  const line = document.getElementById("mang");
  if (line) line.textContent = pack.refused ?? (pack.line ? "Có mạng." : "Không có mạng; mọi thứ được giữ trên máy.");
  if (!list) return;
  const drafts = (await mine(pack.who)).sort((one, other) => other.savedAt - one.savedAt);
  const rows = drafts.map((draft) => row(draft.round, draft.key, draft.fields.name, told(draft), draft));
  const known = new Set(drafts.map((draft) => draft.key));
  const elsewhere = (pack.sent ?? []).filter((each) => !known.has(each.key));
  const before = document.getElementById("da-gui");
  before.replaceChildren(...elsewhere.map((each) => row(each.round, each.key, each.fields.name, "Mở ra để sửa.")));
  before.parentElement.hidden = elsewhere.length === 0;
  document.getElementById("so-da-gui").textContent = `${elsewhere.length} phiếu đã gửi trước đây`;
  list.replaceChildren(...(rows.length ? rows : [make("li", "Chưa có phiếu nào.")]));
  const waiting = drafts.filter(waits).length;
  const back = drafts.filter((draft) => draft.state === "refused").length;
  const counts = [back && `${back} phiếu bị trả lại, cần sửa`, waiting && `${waiting} phiếu chờ gửi`].filter(Boolean);
  document.getElementById("gui-het").hidden = waiting === 0;
  document.getElementById("so-cho").textContent = counts.join(", ") || "Không phiếu nào chờ gửi";
}

function told(draft) {
  const photos = draft.photos.length ? ` ${draft.photos.length} ảnh.` : "";
  const wrong = draft.findings?.length ? ` ${draft.findings.map((each) => [each.place, each.message].filter(Boolean).join(": ")).join(" ")}` : "";
  return `${draft.said && draft.state !== "ready" && draft.state !== "open" ? draft.said : WORDS[draft.state]}${wrong}${photos}`;
}

function row(round, key, name, words, draft) {
  const item = make("li");
  item.append(make("a", name || "Chưa ghi tên cơ sở", { href: `${LIST}${round}/#${key}` }), make("span", ` ${words}`, { className: "muted small" }));
  if (draft && draft.state !== "ready") {
    const away = make("button", "Bỏ khỏi máy", { type: "button", className: "button button-plain" });
    away.setAttribute("aria-label", `Bỏ khỏi máy: ${name || "phiếu chưa ghi tên"}`);
    away.addEventListener("click", async () => {
      const sure = draft.state === "sent" || window.confirm("Phiếu này chưa gửi. Bỏ thì mất hẳn. Bỏ?");
      if (sure) { await drop("drafts", key); item.remove(); }
    });
    item.append(away);
  }
  return item;
}

// The form.
async function shrink(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = make("canvas", "", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
}

const where = () => new Promise((resolve, reject) => {
  navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
});

async function asking(form) {
  const status = document.getElementById("da-luu");
  const pack = await taken();
  if (!pack.who) {
    status.textContent = "Máy này chưa mang phiếu theo được; ghi và gửi ngay khi có mạng.";
    return;
  }
  const fresh = { key: crypto.randomUUID(), who: pack.who, round: Number(form.dataset.round), fields: {}, edition: crypto.randomUUID(), basedOn: 0, state: "open", photos: [], savedAt: Date.now() };
  const key = location.hash.slice(1);
  const kept = key ? await read("drafts", key) : undefined;
  const sent = (pack.sent ?? []).find((each) => each.key === key);
  const draft = kept && kept.who === pack.who ? kept : sent ? { ...fresh, key, fields: sent.fields, basedOn: sent.number, state: "sent" } : fresh;
  for (const [name, value] of Object.entries(draft.fields)) if (form.elements[name]) form.elements[name].value = value;
  const named = (name) => form.elements[name];
  const fields = () => Object.fromEntries([...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "key", "edition", "based_on"].includes(name)));

  // What was offered once may have arrived though no reply came: any change after that is an edition of its own.
  async function save(state = "open", photos = []) {
    Object.assign(draft, await read("drafts", draft.key));
    const now = { ...fields(), taken_at: draft.fields.taken_at ?? new Date().toISOString() };
    const changed = Object.keys(now).some((name) => name !== "taken_at" && now[name] !== (draft.fields[name] ?? ""));
    draft.photos.push(...photos);
    if (changed && draft.state !== "open") Object.assign(draft, { edition: crypto.randomUUID(), findings: [], said: "" });
    else if (draft.state === "sent" && !changed) state = "sent";
    Object.assign(draft, { fields: now, state, savedAt: Date.now() });
    await write("drafts", draft);
    history.replaceState(null, "", `#${draft.key}`);
    status.textContent = `Đã lưu trên máy lúc ${clock(draft.savedAt)}.`;
  }

  // One after the other, each with what stands in the form when its turn comes.
  let turn = Promise.resolve();
  const soon = (state, photos) => (turn = turn.then(() => save(state, photos)));
  form.addEventListener("input", (event) => { if (event.target.type !== "file") soon(); });
  workshops(form, pack.workshops ?? []);
  thumbnails(draft);

  named("photo").addEventListener("change", async (event) => {
    const taken = [];
    for (const file of event.target.files) {
      const blob = await shrink(file).catch(() => null);
      if (!blob) { status.textContent = "Không đọc được ảnh này; chụp lại."; continue; }
      const place = named("latitude").value ? { latitude: named("latitude").value, longitude: named("longitude").value, accuracy: named("accuracy").value } : {};
      taken.push({ key: crypto.randomUUID(), blob, takenAt: new Date().toISOString(), place, sent: false });
    }
    event.target.value = "";
    await soon("open", taken);
    thumbnails(draft);
  });
  document.getElementById("vi-tri").addEventListener("click", async () => {
    const told = document.getElementById("vi-tri-loi");
    told.textContent = "Đang tìm vị trí…";
    try {
      const { coords } = await where();
      for (const name of ["latitude", "longitude", "accuracy"]) named(name).value = coords[name];
      told.textContent = `Đã ghi vị trí, sai số khoảng ${Math.round(coords.accuracy)} m.`;
      await soon();
    } catch {
      told.textContent = "Không lấy được vị trí; phiếu vẫn gửi được.";
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const empty = ["commune", "name", "wants"].map(named).find((field) => !field.value.trim());
    if (empty) {
      status.textContent = `Còn thiếu: ${form.querySelector(`label[for=${empty.id}]`).textContent}. Phần đã ghi vẫn được lưu trên máy.`;
      empty.focus();
      return;
    }
    // The server would send it back when the officer has left: what is no number is said while she is there.
    const spelled = [...form.querySelectorAll("input[inputmode=decimal]")].find((field) => field.value.trim() && !NUMBER.test(field.value.trim()));
    if (spelled) {
      status.textContent = `${form.querySelector(`label[for=${spelled.id}]`).textContent}: “${spelled.value.trim()}” không phải số ghi đủ; ghi bằng chữ số, ví dụ 80.000.000. Phần đã ghi vẫn được lưu trên máy.`;
      spelled.focus();
      return;
    }
    await soon("ready");
    await sendAll();
    const now = await read("drafts", draft.key);
    Object.assign(draft, now);
    if (now.state === "refused") { status.textContent = told(now); return; }
    location.assign(LIST);
  });
  status.textContent = draft === fresh ? "Ghi đến đâu được lưu trên máy đến đó." : told(draft);
}

// Whether the workshop is in the register already: by its name, in the commune that was chosen.
function workshops(form, known) {
  const list = document.getElementById("co-so");
  const note = document.getElementById("trong-so");
  const inside = () => known.filter((each) => !form.elements.commune.value || String(each.commune) === form.elements.commune.value);
  const offer = () => list.replaceChildren(...inside().slice(0, 500).map((each) => make("option", each.address, { value: each.name })));
  const match = () => {
    const found = inside().filter((each) => each.name === form.elements.name.value.trim());
    form.elements.establishment.value = found.length === 1 ? found[0].key : "";
    note.textContent = found.length === 1 ? `Đã có trong sổ: ${found[0].address}.` : found.length ? "Có nhiều cơ sở cùng tên; cán bộ sẽ gắn sau." : "";
  };
  form.elements.commune.addEventListener("change", () => { offer(); match(); });
  form.elements.name.addEventListener("input", match);
  offer();
}

function thumbnails(draft) {
  const list = document.getElementById("anh");
  list.replaceChildren(...draft.photos.map((photo) => {
    const item = make("li", photo.sent ? `Ảnh chụp lúc ${clock(photo.takenAt)}, đã gửi` : "");
    if (photo.blob) item.append(make("img", "", { src: URL.createObjectURL(photo.blob), alt: `Ảnh chụp lúc ${clock(photo.takenAt)}`, width: 120 }));
    return item;
  }));
}

async function begin() {
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(WORKER, { scope: here.dataset.scope }).catch(() => null);
    navigator.serviceWorker.ready.then(async () => {
      // Only what is asked for through the worker is kept by it; on the first visit it takes over a little later.
      const { serviceWorker } = navigator;
      if (!serviceWorker.controller) await new Promise((go) => serviceWorker.addEventListener("controllerchange", go, { once: true }));
      const pages = [LIST, location.pathname, ...[...document.querySelectorAll("a[data-keep]")].map((each) => each.pathname)];
      for (const page of new Set(pages)) await fetch(page).catch(() => null);
      here.dataset.taken = "1";
    });
  }
  const form = document.querySelector("form[data-round]");
  if (form) await asking(form);
  for (const draft of await all("drafts")) {
    const old = Date.now() - draft.savedAt > KEPT_DAYS * 86400000;
    if (draft.state === "sent" && old && !waits(draft)) await drop("drafts", draft.key);
  }
  document.getElementById("gui-het")?.addEventListener("click", sendAll);
  window.addEventListener("online", sendAll);
  window.addEventListener("offline", async () => draw(await taken()));
  // The other pages are not on the device: instead of the browser's own page of errors she reads why, and stays.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || navigator.onLine || link.pathname.startsWith(LIST)) return;
    event.preventDefault();
    const line = document.getElementById("mang") ?? document.getElementById("da-luu");
    line.textContent = `Không có mạng nên chưa mở được “${link.textContent.trim()}”; phiếu vẫn ghi được ở đây.`;
    line.scrollIntoView({ block: "center" });
  });
  await sendAll();
  here.dataset.begun = "1";
}

begin();
