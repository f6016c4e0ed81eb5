// Two phones side by side, more on request; live from the sandbox's events.

import { Api, power, sample } from "./api.js";
import { Phone } from "./phone.js";
import { Strip } from "./strip.js";
import { Glosses } from "./text.js";

const told = await sample();
const api = new Api(told.token ?? "1000000001:demo");
const glosses = new Glosses(told.glosses);
const phones = new Map();
const main = document.querySelector("#phones");
const stripElement = document.querySelector("#strip");
const strip = new Strip(document.querySelector("#stages"), (chat) => phones.get(chat)?.person.name ?? `số ${chat}`);

const people = told.people ?? [
  { chat: 501, name: "Lan", role: "bà con", face: "👩🏽‍🌾" },
  { chat: 901, name: "Anh Ba", role: "cán bộ", face: "🧑🏽‍💼" },
];

async function add(person, { last = false } = {}) {
  const phone = new Phone(api, person, glosses, (answer) => {
    strip.sent(answer.update_id);
    phone.typing(true);
  });
  phones.set(person.chat, phone);
  if (last) main.append(phone.element);
  else main.insertBefore(phone.element, stripElement.nextSibling);
  await phone.load();
  return phone;
}

const [first, ...others] = people;
const resident = await add(first);
main.insertBefore(resident.element, stripElement);
for (const person of others) await add(person, { last: true });

document.querySelector("#add").addEventListener("click", async () => {
  const chat = Math.max(...phones.keys()) + 1;
  const phone = await add({ chat, name: `Người ${chat}`, role: "điện thoại mới", face: "📱" }, { last: true });
  phone.find("textarea").focus();
});

const switchGlosses = document.querySelector("#glosses");
switchGlosses.addEventListener("change", () => document.body.classList.toggle("glosses", switchGlosses.checked));

api.listen((event) => {
  const phone = phones.get(Number(event.chat_id));
  if (event.type === "message" || event.type === "edited") phone?.show(event);
  else if (event.type === "deleted") phone?.drop(event.message_id);
  else if (event.type === "typing") phone?.typing(true);
  else if (event.type === "update") strip.stage(event);
  else if (event.type === "call") strip.call(event);
});

const plug = document.querySelector("#power");
const powered = document.querySelector("#powered");

function shown(on) {
  plug.hidden = on === undefined;
  plug.textContent = on ? "⚡ Rút điện" : "🔌 Cắm điện lại";
  plug.classList.toggle("off", !on);
  powered.textContent = on ? "" : on === false ? "Máy đang tắt. Bà con cứ nhắn: cắm lại là máy làm tiếp." : "";
}

plug.addEventListener("click", async () => {
  plug.disabled = true;
  shown(await power(plug.classList.contains("off")));
  plug.disabled = false;
});
shown(await power());
document.body.dataset.ready = "yes";
