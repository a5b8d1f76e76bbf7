// Passkeys: hand what the server asks to the browser, and the browser's answer back in a form.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

const SORRY = {
  NotAllowedError: "Trình duyệt chưa xác nhận được: có thể đã bấm hủy hoặc để quá lâu. Bấm để thử lại.",
  InvalidStateError: "Khóa này đã được thêm rồi.",
  SecurityError: "Địa chỉ trang này không dùng khóa được: mở trang bằng https hoặc localhost.",
};

async function create(asked, form) {
  const options = { ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) } };
  options.excludeCredentials = named(asked.excludeCredentials);
  const alone = form.elements.passwordless?.checked;
  options.authenticatorSelection = {
    ...asked.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: Boolean(alone),
    ...(alone && { userVerification: "required" }),
  };
  const made = await navigator.credentials.create({ publicKey: options });
  return answer(made, { attestationObject: text(made.response.attestationObject), transports: made.response.getTransports?.() ?? [] });
}

async function get(asked) {
  const options = { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) };
  const found = await navigator.credentials.get({ publicKey: options });
  const { authenticatorData, signature, userHandle } = found.response;
  return answer(found, {
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

function answer(credential, response) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
  };
}

async function asked(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const answered = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answered.ok) throw new Error(String(answered.status));
  return (await answered.json()).request_options.publicKey;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const sorry = form.querySelector(".errors");
    sorry.hidden = true;
    try {
      const options = await asked(form);
      const given = form.dataset.passkey === "create" ? await create(options, form) : await get(options);
      form.elements.credential.value = JSON.stringify(given);
      form.submit();
    } catch (error) {
      sorry.textContent = SORRY[error.name] ?? "Chưa dùng khóa được. Tải lại trang rồi thử lại.";
      sorry.hidden = false;
    }
  });
}
