// A passport keeps each answer as it is typed. What the server refuses is shown in its row; where
// it cannot be asked at all, the answer stays in its field and the reason is said.
"use strict";

const OFFLINE = "Нет связи с программой: последний ответ не сохранён. Он остался в поле; когда связь появится, нажмите «Сохранить черновик».";
const SIGNED_OUT = "Вы вышли из программы: последний ответ не сохранён. Он остался в поле. Войдите в другой вкладке и нажмите здесь «Сохранить черновик».";
const REFUSED = "Программа не приняла последний ответ. Он остался в поле; обновите страницу в другой вкладке и проверьте.";

function tell(words) {
  const place = document.querySelector("[data-passport] .o-lost");
  place.textContent = words;
  place.hidden = !words;
  if (words) place.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  const isRow = xhr.responseURL.endsWith("/answer/");
  event.detail.shouldSwap = isRow && [200, 422].includes(xhr.status);
  event.detail.isError = false;
  if (event.detail.shouldSwap) tell("");
  else tell(isRow ? REFUSED : SIGNED_OUT);
});
document.addEventListener("htmx:sendError", () => tell(OFFLINE));
