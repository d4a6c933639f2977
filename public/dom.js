// dom.js: elements in one line. Text is always set as text, so nothing that a model or a learner wrote becomes HTML.

/** @type {WeakMap<Element, string>} what each element says now */
const said = new WeakMap();

/**
 * An element with properties and children. Keys: `class`, `text`, `on<event>`, anything else is an attribute; false and
 * undefined leave an attribute out, true sets it empty.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [properties]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") made.className = value;
    else if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

/**
 * Sets a sentence in which names of the code stand between backticks; those become code elements. What already says it
 * is not touched.
 * @param {Element} dom
 * @param {string} text
 */
export function say(dom, text) {
  if (said.get(dom) === text) return;
  said.set(dom, text);
  const parts = text.split(/`([^`\n]+)`/);
  dom.replaceChildren(...parts.map((part, i) => (i % 2 ? element("code", { text: part }) : part)));
}

/** The same sentence for somebody who hears it. @param {string} text */
export function spoken(text) {
  return text.replaceAll("`", "");
}

/** Hands a file to the browser's own downloads. It comes from this page and nothing is sent. @param {string} name @param {string} text */
export function saveFile(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/jsonl" }));
  element("a", { href: url, download: name }).click();
  // The browser has read it long before; without this the text would stay in memory as long as the page.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The element with this id, which index.html has. @param {string} id */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
}
