"use strict";
const asked = new URLSearchParams(location.search).get("who"); // ?who=7 shows the chats of player 7
const who = Number(asked ?? (localStorage.smenaPlayer ??= String(100000 + Math.floor(Math.random() * 800000))));
const state = document.getElementById("state");
const tags = {bold: "b", italic: "i", underline: "u", text_link: "a", url: "a"};

// Marks come as [kind, UTF-16 offset, length, url]: JavaScript counts in the same units.
function words(message) {
  const box = document.createElement("div");
  box.className = "words";
  const cuts = new Set([0, message.text.length]);
  for (const [, start, length] of message.marks) cuts.add(start).add(start + length);
  const places = [...cuts].sort((a, b) => a - b);
  for (let i = 0; i + 1 < places.length; i++) {
    let node = document.createTextNode(message.text.slice(places[i], places[i + 1]));
    for (const [kind, start, length, url] of message.marks) {
      if (start > places[i] || start + length < places[i + 1] || !tags[kind]) continue;
      const mark = document.createElement(tags[kind]);
      if (url) { mark.href = url; mark.rel = "noopener"; mark.target = "_blank"; }
      mark.append(node);
      node = mark;
    }
    box.append(node);
  }
  return box;
}

// Neither messenger carries a description of a picture: the words of the message stand beside it.
function media(messenger, message) {
  if (!message.media) return [];
  const film = message.kind === "video";
  const shown = document.createElement(film ? "video" : "img");
  shown.className = "media";
  shown.src = `/api/${messenger}/media/${message.media}`;
  if (film) Object.assign(shown, {controls: true, autoplay: true, muted: true, loop: true, playsInline: true});
  else shown.alt = "Картинка к сообщению";
  return [shown];
}

function button(messenger, message, key) {
  if (key.url) {
    const link = document.createElement("a");
    Object.assign(link, {href: key.url, target: "_blank", rel: "noopener", textContent: key.label + " ↗"});
    return link;
  }
  const pressed = document.createElement("button");
  pressed.type = "button";
  pressed.textContent = key.label;
  pressed.onclick = () => { pressed.disabled = true; act(messenger, "press", {message: message.id, payload: key.payload}); };
  return pressed;
}

function show(messenger, chat) {
  const phone = document.querySelector(`[data-messenger=${messenger}]`);
  const list = phone.querySelector(".chat");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const known = new Map([...list.children].map(item => [item.dataset.told, item]));
  list.replaceChildren(...chat.messages.filter(m => m.text || m.media || m.rows.length).map(message => {
    const told = JSON.stringify(message);
    if (known.has(told)) { // a film goes on playing, a refused button can be pressed again
      for (const pressed of known.get(told).querySelectorAll("button")) pressed.disabled = false;
      return known.get(told);
    }
    const item = document.createElement("li");
    item.dataset.told = told;
    item.className = "message" + (message.mine ? " mine" : "");
    item.append(...media(messenger, message), words(message), ...message.rows.map(keys => {
      const row = document.createElement("div");
      row.className = "row";
      row.append(...keys.map(key => button(messenger, message, key)));
      return row;
    }));
    return item;
  }));
  phone.querySelector(".toast").textContent = chat.toast;
  const toEnd = () => { list.scrollTop = list.scrollHeight; };
  if (!atEnd) return;
  toEnd();
  for (const shown of list.querySelectorAll(".media")) shown.onload = shown.onloadedmetadata = toEnd; // now its height is known
}

async function act(messenger, what, body) {
  await fetch(`/api/${messenger}/${what}`, {method: "POST", body: JSON.stringify({who, ...body}), headers: {"Content-Type": "application/json"}});
}

for (const phone of document.querySelectorAll(".phone")) {
  const messenger = phone.dataset.messenger, form = phone.querySelector("form");
  form.onsubmit = event => {
    event.preventDefault();
    const text = form.elements.text.value.trim();
    if (text) act(messenger, "send", {text});
    form.reset();
  };
  form.querySelector(".start").onclick = () => act(messenger, "start", {});
}

async function follow() {
  let since = -1;
  for (;;) {
    try {
      const told = await (await fetch(`/api/chats?who=${who}&since=${since}`)).json();
      if (told.since !== since) { show("telegram", told.telegram); show("vk", told.vk); }
      since = told.since;
      state.textContent = `Игрок ${who} · на связи`;
    } catch {
      state.textContent = "Связи нет: запусти make run";
      await new Promise(done => setTimeout(done, 1000));
    }
  }
}
follow();
