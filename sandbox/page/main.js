// Two phones side by side, more on request, updated live by the sandbox's events.

import { Api, power, sample } from "./api.js";
import { Phone } from "./phone.js";
import { services as offered } from "./services.js";
import { Strip } from "./strip.js";
import { Glosses } from "./text.js";

const story = await sample();
const services = offered(story);
const glosses = new Glosses(story.glosses);
const apis = new Map();
const phones = new Map();
const main = document.querySelector("#phones");
const stripElement = document.querySelector("#strip");
const nameOf = (chat, service) => phones.get(`${service} ${chat}`)?.person.name ?? `số ${chat}`;
const strip = new Strip(document.querySelector("#stages"), nameOf);

const people = story.people ?? [
  { chat: 501, name: "Lan", role: "bà con", face: "👩🏽‍🌾" },
  { chat: 901, name: "Anh Ba", role: "cán bộ", face: "🧑🏽‍💼" },
];

// A service's control API. Its events are received from its first phone on.
function apiOf(key) {
  if (!apis.has(key)) {
    const api = new Api(services.get(key));
    apis.set(key, api);
    api.listen((event) => onEvent(event, key));
  }
  return apis.get(key);
}

function onEvent(event, key) {
  const phone = phones.get(`${key} ${event.chat_id}`);
  if (event.type === "message" || event.type === "edited") phone?.show(event);
  else if (event.type === "deleted") phone?.drop(event.message_id);
  else if (event.type === "typing") phone?.typing(true);
  else if (event.type === "update" || event.type === "call") strip.onEvent(event, key);
}

const usual = [...services.keys()][0];

// Adds a phone. `put` places its element on the page.
async function add(person, put, key = services.has(person.service) ? person.service : usual) {
  const phone = new Phone(apiOf(key), person, {
    glosses,
    services,
    onSent: (answer) => {
      strip.sent(answer.update_id, key);
      phone.typing(Boolean(answer.update_id));
    },
    onMove: async (old, other) => {
      phones.delete(`${key} ${person.chat}`);
      const moved = await add(person, (element) => old.element.replaceWith(element), other);
      moved.find(".service").focus();
    },
  });
  phones.set(`${key} ${person.chat}`, phone);
  put(phone.element);
  await phone.load();
  return phone;
}

const [first, ...others] = people;
await add(first, (element) => main.insertBefore(element, stripElement));
for (const person of others) await add(person, (element) => main.append(element));

document.querySelector("#add").addEventListener("click", async () => {
  const chat = Math.max(...[...phones.values()].map((phone) => phone.person.chat)) + 1;
  const person = { chat, name: `Người ${chat}`, role: "điện thoại mới", face: "📱" };
  const phone = await add(person, (element) => main.append(element));
  phone.find("textarea").focus();
});

const switchGlosses = document.querySelector("#glosses");
switchGlosses.addEventListener("change", () => document.body.classList.toggle("glosses", switchGlosses.checked));

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
shown(story.power ? await power() : undefined);
document.body.dataset.ready = "yes";
