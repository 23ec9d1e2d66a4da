// "?" shows the keyboard map over the page, wherever one is; nothing typed or ticked is lost. Not in a session:
// there Escape is STOP and nothing may stand before it. A setting turns it off, for whoever speaks to the computer.

const TYPED = "input:not([type=checkbox]):not([type=radio]), textarea, select";

function dress() {
  if (document.querySelector('link[href="/static/keys.css"]')) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/static/keys.css" }));
}

async function show() {
  dress();
  const page = new DOMParser().parseFromString(await (await fetch("/help")).text(), "text/html");
  const map = page.getElementById("keymap");
  const dialog = document.createElement("dialog");
  dialog.className = "keys-dialog";
  const title = document.createElement("h2");
  title.id = "keys-title";
  title.textContent = map.dataset.title;
  dialog.setAttribute("aria-labelledby", title.id);
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = map.dataset.close;
  close.addEventListener("click", () => dialog.close());
  const head = document.createElement("div");
  head.className = "keys-head";
  head.append(title, close);
  dialog.append(head, document.importNode(map, true));
  const before = document.activeElement;
  dialog.addEventListener("close", () => { dialog.remove(); before?.focus(); });
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
}

document.addEventListener("keydown", (event) => {
  if (document.documentElement.dataset.shortcuts === "off") return;
  if (event.key !== "?" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches?.(TYPED) || document.querySelector("dialog[open]")) return;
  if (document.body.classList.contains("in-session") || document.getElementById("keymap")) return;
  event.preventDefault();
  show();
});
