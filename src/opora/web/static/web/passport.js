// A passport keeps each answer as it is typed. What the server refuses is shown in its row; where
// it cannot be asked at all, the answer stays in its field and the reason is said.
"use strict";

const OFFLINE = "Нет связи с программой: последний ответ не сохранён. Он остался в поле; когда связь появится, нажмите «Сохранить черновик».";
const SIGNED_OUT = "Вы вышли из программы: последний ответ не сохранён. Прежние ответы сохранены. Войдите и впишите его снова.";
const REFUSED = "Программа не приняла последний ответ. Он остался в поле; обновите страницу в другой вкладке и проверьте.";

function tell(words) {
  const place = document.querySelector("[data-passport] .o-lost");
  place.textContent = words;
  place.hidden = !words;
  if (words) place.scrollIntoView({ block: "nearest" });
}

// Whether the person went on typing in the row while its answer was on the way.
function goneOn(row, sent) {
  const fields = [...row.querySelectorAll("input:not([type=hidden]), select")];
  return fields.some((one) => one.value !== sent.get(one.name));
}

// What stands on the server now, so that the next answer of the row is no clash with this one.
function learn(row, answer) {
  const fresh = document.createElement("template");
  fresh.innerHTML = answer;
  for (const one of row.querySelectorAll("input[type=hidden]")) {
    const now = fresh.content.querySelector(`input[name="${one.name}"]`);
    if (now) one.value = now.value;
  }
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const isRow = new URL(xhr.responseURL).pathname.endsWith("/answer/");
  const isAnswered = isRow && [200, 422].includes(xhr.status);
  event.detail.isError = false;
  event.detail.shouldSwap = isAnswered && !goneOn(requestConfig.elt, requestConfig.formData);
  if (isAnswered && !event.detail.shouldSwap) learn(requestConfig.elt, xhr.responseText);
  if (isAnswered) tell("");
  else tell(isRow ? REFUSED : SIGNED_OUT);
});
document.addEventListener("htmx:sendError", () => tell(OFFLINE));
