// Files dropped at an obligation go up at once, one after another; ready phrases; Ctrl+Enter.
//
// form[data-drop="#list"] sends each chosen file by itself and puts the answer into #list.
// [data-quick="#field"] holds buttons whose words are added to the field.
// form[data-send] is sent by Ctrl+Enter as if by its first button.
"use strict";

function sendOne(form, file, progress) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.append("files", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("load", () => (request.status < 400 ? resolve(request.responseText) : reject(new Error(request.statusText))));
    request.addEventListener("error", () => reject(new Error("нет связи")));
    request.send(data);
  });
}

async function sendAll(form, files) {
  const progress = form.querySelector("progress");
  const said = form.querySelector("[data-drop-said]");
  const list = document.querySelector(form.dataset.drop);
  const refused = [];
  progress.hidden = false;
  for (const [index, file] of [...files].entries()) {
    progress.value = 0;
    said.textContent = `${index + 1} из ${files.length}: ${file.name}`;
    try {
      list.innerHTML = await sendOne(form, file, progress);
      window.htmx?.process(list);
      refused.push(...[...list.querySelectorAll(".o-wrong")].map((node) => node.textContent.trim()));
    } catch (error) {
      refused.push(`${file.name}: ${error.message}. Попробуйте ещё раз.`);
    }
  }
  said.textContent = [`Приложено ${files.length - refused.length} из ${files.length}.`, ...refused].join(" ");
  progress.hidden = true;
  form.querySelector("input[type=file]").value = "";
}

for (const form of document.querySelectorAll("form[data-drop]")) {
  const field = form.querySelector("input[type=file]");
  form.querySelector("[data-drop-button]").hidden = true;
  field.addEventListener("change", () => sendAll(form, field.files));
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    sendAll(form, event.dataTransfer.files);
  });
}

for (const holder of document.querySelectorAll("[data-quick]")) {
  const field = document.querySelector(holder.dataset.quick);
  for (const button of holder.querySelectorAll("button")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      field.value = [field.value.trim(), button.textContent].filter(Boolean).join(". ");
      field.focus();
    });
  }
}

for (const form of document.querySelectorAll("form[data-send]")) {
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) form.requestSubmit(form.querySelector("button"));
  });
}
