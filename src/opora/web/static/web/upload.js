// Files one by one with a progress bar each; without this script the form sends them together.
const form = document.querySelector("form[data-upload]");
const field = form.querySelector("input[type=file]");
const list = form.querySelector("[data-progress]");
const drop = form.querySelector("[data-drop]");
const limit = Number(form.dataset.limit);

form.querySelector("[data-if-script]").hidden = false;

function line(file) {
  const item = document.createElement("li");
  const box = document.createElement("div");
  const name = document.createElement("span");
  const state = document.createElement("span");
  const bar = document.createElement("progress");
  box.className = "o-upload";
  name.className = "o-words";
  state.className = "o-note";
  bar.className = "o-bar";
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `Загрузка: ${file.name}`);
  name.textContent = file.name;
  box.append(name, state, bar);
  item.append(box);
  list.append(item);
  return { say: (words) => { state.textContent = words; }, bar, box };
}

function send(file) {
  const { say, bar, box } = line(file);
  if (file.size > limit) {
    bar.remove();
    say(`больше ${Math.floor(limit / 1048576)} МБ, не загружен: уменьшите его или разделите на части`);
    return Promise.resolve(null);
  }
  const data = new FormData();
  for (const name of ["csrfmiddlewaretoken", "organisation"]) data.append(name, form.elements[name].value);
  data.append("uploads", file);
  data.append("whole", "1");
  const request = new XMLHttpRequest();
  return new Promise((done) => {
    request.upload.addEventListener("progress", (event) => {
      bar.value = (100 * event.loaded) / event.total;
      say(`${Math.round(bar.value)} %`);
    });
    request.addEventListener("load", () => done(finish(request, say, bar, box)));
    request.addEventListener("error", () => {
      say("связь прервалась, файл не загружен; ничего не сохранено");
      done(null);
    });
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.send(data);
  });
}

function finish(request, say, bar, box) {
  let told = null;
  try {
    told = JSON.parse(request.responseText);
  } catch {
    say(request.status === 413 ? "слишком большой, не загружен" : "не загружен: сервер не ответил как обычно, попробуйте ещё раз");
    return null;
  }
  bar.remove();
  say(told.sentence);
  if (!told.address) return null;
  const link = document.createElement("a");
  link.href = told.address;
  link.textContent = "Открыть";
  box.append(link);
  return told;
}

async function sendAll() {
  const files = [...field.files];
  const button = form.querySelector("button");
  list.hidden = false;
  list.replaceChildren();
  button.disabled = true;
  const told = [];
  for (const file of files) told.push(await send(file));
  button.disabled = false;
  field.value = "";
  if (files.length === 1 && told[0] && !told[0].known) location.assign(told[0].address);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  sendAll();
});

for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("is-over");
  });
}
drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("is-over");
  field.files = event.dataTransfer.files;
});
