"use strict";
const TEXTS = {
  ru: {
    title: "Смена — студия",
    about: "Ты сразу два игрока: в Telegram и во ВКонтакте. Оба идут через настоящие адаптеры и HTTP песочницы.",
    language: "Язык страницы",
    telegram: "Telegram", vk: "ВКонтакте", toTelegram: "Сообщение в Telegram", toVk: "Сообщение во ВКонтакте",
    start: "Начать", message: "Сообщение", send: "Отправить",
    empty: "Нажми «Начать». Что было начато раньше, ждёт тебя.",
    online: "Игрок {who} · на связи", offline: "Игрок {who} · связи нет",
    gone: "Нет связи с make run. Запусти его снова: страница продолжит сама, набранное останется.",
    refused: "Это не принято. Обнови страницу и попробуй ещё раз.",
    picture: "Картинка к сообщению", film: "Фильм к сообщению", file: "Файл", download: "Скачать",
    opens: "→ {phone}",
  },
  en: {
    title: "Smena: the studio",
    about: "You are two players at once: in Telegram and in VK. Games in English: write /language.",
    language: "The page's language",
    telegram: "Telegram", vk: "VK", toTelegram: "Message in Telegram", toVk: "Message in VK",
    start: "Start", message: "Message", send: "Send",
    empty: "Press Start. Whatever was begun earlier is waiting for you.",
    online: "Player {who} · connected", offline: "Player {who} · not connected",
    gone: "No connection to make run. Start it again: the page goes on by itself, what you typed stays.",
    refused: "That was not taken. Reload the page and try again.",
    picture: "The message's picture", film: "The message's film", file: "File", download: "Download",
    opens: "→ {phone}",
  },
};
// Where an element says which words it wants, and where they go.
const PLACES = {
  text: (node, said) => { node.textContent = said; },
  label: (node, said) => { node.setAttribute("aria-label", said); },
  hint: (node, said) => { node.placeholder = said; },
  empty: (node, said) => { node.dataset.said = said; },
};
const TAGS = {bold: "b", italic: "i", underline: "u", text_link: "a", url: "a"};
const OTHER = {telegram: "vk", vk: "telegram"};
const GAP = 12; // px above a message that is scrolled to
const asked = Number(new URLSearchParams(location.search).get("who")); // ?who=7 shows the chats of player 7
const who = Number.isInteger(asked) && asked > 0 && asked < 1e9
  ? asked : Number(localStorage.smenaPlayer ??= String(100000 + Math.floor(Math.random() * 800000)));
const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
let language = localStorage.smenaLanguage ?? (navigator.language.startsWith("ru") ? "ru" : "en");
let online = null; // not known yet
let told = null; // both chats as they were told last

const say = (key, values = {}) => TEXTS[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const phoneOf = messenger => document.querySelector(`[data-messenger=${messenger}]`);

function made(tag, className, ...within) {
  const node = document.createElement(tag);
  node.className = className;
  node.append(...within);
  return node;
}

// Marks come as [kind, UTF-16 offset, length, url]: JavaScript counts in the same units.
function words(message) {
  const box = made("div", "words");
  const cuts = new Set([0, message.text.length]);
  for (const [, start, length] of message.marks) cuts.add(start).add(start + length);
  const places = [...cuts].sort((a, b) => a - b);
  for (let i = 0; i + 1 < places.length; i++) {
    let node = document.createTextNode(message.text.slice(places[i], places[i + 1]));
    for (const [kind, start, length, url] of message.marks) {
      if (start > places[i] || start + length < places[i + 1] || !TAGS[kind]) continue;
      node = made(TAGS[kind], "", node);
      if (url) Object.assign(node, {href: url, rel: "noopener", target: "_blank"});
    }
    box.append(node);
  }
  return box;
}

// Neither messenger carries a description of a picture: the words of the message stand beside it.
function media(messenger, message) {
  if (!message.media) return [];
  const src = `/api/${messenger}/media/${message.media}`;
  if (message.kind === "file") return [file(src, message.name || say("file"))];
  if (message.kind !== "video") return [Object.assign(made("img", "media"), {src, alt: say("picture")})];
  const film = made("video", "media");
  film.setAttribute("aria-label", say("film"));
  return [Object.assign(film, {src, controls: true, autoplay: !quiet, muted: true, loop: true, playsInline: true})];
}

function file(href, name) {
  const sign = made("i", "", "📄");
  sign.ariaHidden = "true";
  return Object.assign(made("a", "file", sign, made("b", "", name), made("span", "", say("download"))), {href, download: name});
}

function key(messenger, message, button) {
  const node = button.url && !button.code ? outward(button) : made("button", "key", button.label);
  if (button.style) node.dataset.style = button.style;
  if (button.code) through(node, OTHER[messenger], button.code);
  else if (!button.url) pressing(node, () => act(messenger, "press", {message: message.id, payload: button.payload}));
  return node;
}

function outward(button) {
  return Object.assign(made("a", "key", button.label + " ↗"), {href: button.url, target: "_blank", rel: "noopener"});
}

// A link into a chat with the house would open t.me or vk.me; here the player of the other phone follows it.
function through(node, other, code) {
  node.append(made("small", "", say("opens", {phone: say(other)})));
  pressing(node, async () => {
    const taken = await act(other, "start", {code});
    if (taken) call(other);
    node.disabled = false;
    return taken;
  });
}

// A pressed button waits for the chat to change; what did not arrive can be pressed again.
function pressing(node, press) {
  node.type = "button";
  node.onclick = async () => {
    node.disabled = true;
    if (!await press()) node.disabled = false;
  };
}

function call(messenger) {
  const phone = phoneOf(messenger);
  phone.scrollIntoView({behavior: quiet ? "auto" : "smooth", block: "start"});
  phone.classList.add("called");
  setTimeout(() => phone.classList.remove("called"), 1600);
}

function item(messenger, message, as) {
  const rows = message.rows.map(row => made("div", "row", ...row.map(button => key(messenger, message, button))));
  const node = made("li", message.mine ? "message mine" : "message", ...media(messenger, message));
  node.append(...(message.text ? [words(message)] : []), ...rows);
  Object.assign(node.dataset, {as, id: message.id});
  sizes.observe(node);
  return node;
}

// What has not changed stays where it is: a film goes on playing, a refused button can be pressed again.
function fill(messenger, list, messages) {
  const known = new Map([...list.children].map(node => [node.dataset.as, node]));
  const nodes = messages.map(message => {
    const as = language + JSON.stringify(message);
    return known.get(as) ?? item(messenger, message, as);
  });
  for (const node of list.children) for (const pressed of node.querySelectorAll("button")) pressed.disabled = false;
  for (const gone of [...list.children].filter(node => !nodes.includes(node))) gone.remove();
  nodes.forEach((node, i) => { if (list.children[i] !== node) list.insertBefore(node, list.children[i] ?? null); });
}

function show(messenger, chat) {
  const phone = phoneOf(messenger), list = phone.querySelector(".chat");
  const last = list.lastElementChild, before = last?.dataset.id;
  const inSight = !last || last.offsetTop < list.scrollTop + list.clientHeight; // else he reads what was before
  fill(messenger, list, chat.messages.filter(message => message.text || message.media || message.rows.length));
  const newest = list.lastElementChild;
  const fresh = newest && newest.dataset.id !== before;
  if (!list.loose || fresh && (inSight || newest.matches(".mine"))) settle(list);
  if (chat.toast && phone.toasts !== undefined && chat.toasts !== phone.toasts) toast(phone, chat.toast);
  phone.toasts = chat.toasts;
}

function toast(phone, said) {
  const box = phone.querySelector(".toast");
  clearTimeout(box.timer);
  box.textContent = said;
  box.timer = setTimeout(() => { box.textContent = ""; }, Math.max(4000, said.length * 70));
}

// A chat stands at its end, or where its newest message begins if that is taller than the view.
function place(list) {
  const end = list.scrollHeight - list.clientHeight;
  return list.lastElementChild ? Math.max(0, Math.min(end, list.lastElementChild.offsetTop - GAP)) : 0;
}

function settle(list) {
  list.loose = false;
  list.scrollTop = place(list);
  list.settled = list.scrollTop;
}

// A scroll is told late: a film may have come since. Who still stands where he was put has not scrolled.
function scrolled(list) {
  const {scrollTop: now, settled} = list;
  list.loose = Math.abs(now - settled) > 2 && Math.abs(now - place(list)) > 40;
}

// A picture that has come, a window of another size: who has not scrolled away stands where he stood.
const sizes = new ResizeObserver(entries => {
  for (const list of new Set(entries.map(entry => entry.target.closest(".chat")))) if (list && !list.loose) settle(list);
});

// Answers whether it has arrived.
async function act(messenger, what, body) {
  const request = {method: "POST", body: JSON.stringify({who, ...body}), headers: {"Content-Type": "application/json"}};
  try {
    const answer = await fetch(`/api/${messenger}/${what}`, {...request, signal: AbortSignal.timeout(10_000)});
    if (!answer.ok) toast(phoneOf(messenger), say("refused"));
    return answer.ok;
  } catch {
    connected(false);
    return false;
  }
}

function connected(now) {
  online = now;
  document.getElementById("state").textContent = say(now ? "online" : "offline", {who});
  const banner = document.getElementById("banner"), said = now ? "" : say("gone");
  if (banner.textContent !== said) banner.textContent = said;
}

async function send(messenger, field) {
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  if (!await act(messenger, "send", {text})) field.value = field.value ? `${text} ${field.value}` : text;
}

function speak(chosen) {
  language = chosen in TEXTS ? chosen : "en";
  document.documentElement.lang = language;
  document.title = say("title");
  for (const [name, put] of Object.entries(PLACES))
    for (const node of document.querySelectorAll(`[data-${name}]`)) put(node, say(node.dataset[name]));
  for (const node of document.querySelectorAll("[data-language]")) node.ariaPressed = String(node.dataset.language === language);
  if (online !== null) connected(online);
  if (told) showBoth();
}

function showBoth() {
  for (const messenger of Object.keys(OTHER)) show(messenger, told[messenger]);
}

async function news(since) {
  try {
    const answer = await fetch(`/api/chats?who=${who}&since=${since}`, {signal: AbortSignal.timeout(30_000)});
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function follow() {
  for (let since = -1;;) {
    const now = await news(since);
    connected(now !== null);
    if (now && now.since !== since) {
      told = now;
      showBoth();
    }
    since = now?.since ?? -1;
    if (!now) await new Promise(done => setTimeout(done, 1000));
  }
}

for (const phone of document.querySelectorAll(".phone")) {
  const messenger = phone.dataset.messenger, form = phone.querySelector("form"), list = phone.querySelector(".chat");
  form.onsubmit = event => { event.preventDefault(); send(messenger, form.elements.text); };
  pressing(form.querySelector(".start"), async () => { await act(messenger, "start", {}); return false; });
  list.settled = 0;
  list.onscroll = () => scrolled(list);
  sizes.observe(list);
}
for (const node of document.querySelectorAll("[data-language]")) {
  node.onclick = () => speak(localStorage.smenaLanguage = node.dataset.language);
}
speak(language);
follow();
