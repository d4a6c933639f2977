// parts.js: parts of the tutor's answer (markdown.js) as elements of the page.
//
// An answer grows while it is read: nodes that are right stay, text gets longer, and only what is new is made. So
// nothing flickers, what is selected stays selected, and a long line of code stays where it was scrolled to.

/** @typedef {import("./spans.js").Tag} Tag */
/** @typedef {import("./spans.js").Branch} Branch */
/** @typedef {import("./spans.js").Part} Part */

/**
 * Makes the element show these parts. What shows them already is not touched.
 * @param {Element} dom
 * @param {Part[]} parts
 */
export function show(dom, parts) {
  parts.forEach((part, i) => {
    const node = dom.childNodes[i];
    if (typeof part === "string") {
      if (!(node instanceof Text)) return put(dom, node, document.createTextNode(part));
      if (node.data === part) return;
      if (part.startsWith(node.data)) node.appendData(part.slice(node.data.length));
      else node.data = part;
      return;
    }
    const element = node instanceof Element && node.localName === part.tag ? node : make(part.tag);
    if (element !== node) put(dom, node, element);
    dress(element, part);
    show(element.localName === "pre" ? /** @type {Element} */ (element.firstElementChild) : element, part.parts);
  });
  while (dom.childNodes.length > parts.length) dom.lastChild?.remove();
}

/** @param {Element} dom @param {ChildNode | undefined} old @param {Node} node */
function put(dom, old, node) {
  if (old) old.replaceWith(node);
  else dom.append(node);
}

/** @param {Tag} tag */
function make(tag) {
  const made = document.createElement(tag);
  if (tag === "button") made.setAttribute("type", "button");
  if (tag !== "pre") return made;
  // Who has no mouse looks along a long line with the arrow keys.
  made.tabIndex = 0;
  made.setAttribute("role", "group");
  made.append(document.createElement("code"));
  return made;
}

/** @param {Element} element @param {Branch} part */
function dress(element, { tag, label, number }) {
  if (tag === "pre") {
    set(element, "data-label", label || "code");
    set(element, "aria-label", label ? `Code: ${label}` : "Code");
  }
  if (tag === "ol") set(element, "start", String(number ?? 1));
  if (tag === "button") set(element, "data-line", String(number));
}

/** @param {Element} element @param {string} name @param {string} value */
function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
