// The chat of the page: a learner asks, the answer streams in, and whatever a model says stays text. Pictures of each state are
// written to build/browser/.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startWithFake } from "../fake/fake.mjs";
import { startServer } from "../worker/harness.mjs";
import { startBrowser } from "./browser.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const PICTURES = join(ROOT, "build/browser");
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const PROGRAM = 'let tries = 3;\nif (tries = 1) {\n  console.log("last try");\n}\n';
const ANSWER = `Look at **line 2** first.

1. What does \`=\` do?
2. And \`===\`?

\`\`\`javascript
const far = "a long line of an example, far longer than the panel is wide, so that it has to be looked along";
\`\`\`

Which of them *asks* something?`;

let fake, embedded, browser;
before(async () => {
  mkdirSync(PICTURES, { recursive: true });
  [fake, embedded, browser] = await Promise.all([
    startWithFake({ vars: { MINUTE_CALLS: "1000", CHAT_LIMIT: "1000" } }),
    startServer({ vars: { CHAT_LIMIT: "2" } }),
    startBrowser(),
  ]);
});
after(() => Promise.all([browser?.close(), fake?.close(), embedded?.close()]));
beforeEach(() => fake.reset());

/** One tab with the chat. */
class Tab {
  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
    this.chat = page.locator("#chat");
    this.input = page.locator("#question");
    this.button = page.locator("#send");
    this.answers = page.locator(".turn-answer");
    this.notes = page.locator(".turn-note:visible");
    /** @type {string[]} */
    this.complaints = [];
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("dialog", (dialog) => (this.complaints.push(dialog.message()), dialog.dismiss()));
    page.on("console", (message) => {
      const network = /WebSocket connection to|Failed to load resource/.test(message.text());
      if (message.type() === "error" && !network) this.complaints.push(message.text());
    });
  }

  /** @param {import("playwright-core").BrowserContext} context */
  static async in(context) {
    const tab = new Tab(await context.newPage());
    await tab.page.addInitScript(() => {
      const heard = ((/** @type {any} */ (window)).heard = []);
      addEventListener("DOMContentLoaded", () => {
        const region = document.querySelector("#announce"); // which about:blank has not
        if (region) new MutationObserver(() => heard.push(region.textContent)).observe(region, { childList: true });
      });
    });
    return tab;
  }

  /** @param {import("playwright-core").BrowserContext} context @param {string | URL} url */
  static async open(context, url) {
    const tab = await Tab.in(context);
    await tab.goTo(url);
    return tab;
  }

  /** @param {string | URL} url */
  async goTo(url) {
    await this.page.goto(String(url));
    await this.safe();
  }

  /** Forgets that it was ever here: a new window costs more than all that a test does in it. */
  async forget() {
    for (const page of this.page.context().pages()) if (page !== this.page) await page.close();
    await this.page.evaluate(() => (localStorage.clear(), sessionStorage.clear()));
    await this.page.goto("about:blank");
    assert.deepEqual(this.complaints.splice(0), []);
  }

  safe() {
    return this.page.locator('#safe[data-safe="yes"]').waitFor();
  }

  /** @param {string} state empty, waiting, answering or over */
  is(state) {
    return this.page.locator(`#chat[data-chat="${state}"]`).waitFor({ state: "attached" });
  }

  /** @param {string} question */
  async ask(question) {
    await this.input.fill(question);
    await this.input.press("Enter");
  }

  /** What is in the list: who, and what. */
  async conversation() {
    const items = await this.page.locator(".turn:visible").all();
    return Promise.all(items.map(async (item) => (await item.innerText()).split("\n").filter(Boolean)));
  }

  /** All that a screen reader was told. @returns {Promise<string[]>} */
  heard() {
    return this.page.evaluate(() => (/** @type {any} */ (window)).heard);
  }

  focused() {
    return this.page.evaluate(() => document.activeElement?.id);
  }

  /** Pictures of this state, large and small, light and dark. @param {string} name */
  async picture(name) {
    for (const [size, viewport] of /** @type {const} */ ([["desktop", DESKTOP], ["phone", PHONE]])) {
      await this.page.setViewportSize(viewport);
      for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
        await this.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await this.page.screenshot({ path: join(PICTURES, `chat-${name}-${size}-${colorScheme}.png`) });
        const { wide, low } = await this.page.evaluate(() => ({ wide: document.documentElement.scrollWidth, low: document.documentElement.scrollHeight }));
        assert.ok(wide <= viewport.width && low <= viewport.height, `${name} on ${size}: ${wide} x ${low}`);
      }
    }
    await this.page.emulateMedia({ colorScheme: null, reducedMotion: null });
    await this.page.setViewportSize(DESKTOP);
  }
}

/** @type {Tab[]} */
const tabs = [];
/** @type {Tab | undefined} */
let desk;
/** A learner with a program, at a desk or with a window of her own. @param {string | URL} url @param {object} [options] of the window */
async function learner(url, options) {
  const open = async (own = { viewport: DESKTOP }) => Tab.in(await browser.newContext(own));
  const tab = options ? await open(options) : (desk ??= await open());
  await tab.goTo(url);
  tabs.push(tab);
  await tab.page.locator(".cm-content").focus();
  await tab.page.keyboard.insertText(PROGRAM);
  await tab.safe();
  return tab;
}
afterEach(async () => {
  for (const tab of tabs.splice(0)) {
    await tab.forget();
    if (tab !== desk) await tab.page.context().close();
  }
});

test("an answer of a model streams in; what has come stays as it is, and a screen reader hears begin and end", async () => {
  await fake.script({ text: ANSWER, chunkChars: 9, chunkDelayMs: 60, hold: true });
  const tab = await learner(fake.url);
  await tab.ask("What is wrong?");
  await tab.is("waiting");
  assert.deepEqual([await tab.input.inputValue(), await tab.focused(), await tab.button.innerText()], ["", "question", "Stop"]);
  await tab.page.locator(".turn-wait", { hasText: "thinking" }).waitFor();
  await tab.picture("waiting");
  await tab.input.fill("a next one");
  await fake.release();
  await tab.is("answering");
  await tab.page.locator(".turn-answer p").first().evaluate((p) => ((/** @type {any} */ (window)).first = p));
  await tab.page.locator(".turn-answer li").first().waitFor();
  assert.equal(await tab.chat.getAttribute("data-chat"), "answering", "what passed is there while the rest comes");
  await tab.picture("answering");
  await tab.is("over");
  assert.ok(await tab.page.evaluate(() => (/** @type {any} */ (window)).first.isConnected), "nothing is made anew");
  const box = tab.answers.first();
  const tags = await box.evaluate((dom) => [...dom.querySelectorAll("*")].map(({ localName }) => localName).join(" "));
  assert.equal(tags, "p strong button ol li p code li p code pre code p em");
  assert.equal(await box.locator("pre").getAttribute("data-label"), "javascript");
  const pre = await box.locator("pre").evaluate((dom) => ({ wide: dom.scrollWidth > dom.clientWidth, tab: dom.tabIndex }));
  assert.deepEqual(pre, { wide: true, tab: 0 });
  assert.deepEqual([await tab.input.inputValue(), await tab.button.innerText()], ["a next one", "Send"]);
  await tab.picture("answered");
  await tab.page.waitForFunction(() => (/** @type {any} */ (window)).heard.some((/** @type {string} */ one) => /complete/.test(one)));
  const heard = (await tab.heard()).filter((one) => /tutor|Look at|answer/i.test(one)); // not the mentor
  const spoken = "Look at line 2 first.\nWhat does = do?\nAnd ===?\n";
  assert.equal(heard[0], "The tutor answers.");
  assert.ok(heard.filter((one) => one.includes(spoken)).length === 1 && heard.at(-1)?.startsWith("The answer is complete. Look"));
});

test("stop: what has come stays, in both tabs, and the next question can be asked", async () => {
  await fake.script({ text: "A word. ".repeat(400), chunkDelayMs: 20 });
  const tab = await learner(fake.url);
  const other = await Tab.open(tab.page.context(), tab.page.url());
  await tab.ask("Tell me all");
  await Promise.all([tab.is("answering"), other.is("answering")]);
  assert.equal(await other.button.innerText(), "Stop");
  await other.page.reload(); // and comes back in the middle
  await other.is("answering");
  await tab.button.click();
  await Promise.all([tab.is("over"), other.is("over")]);
  assert.match(await tab.notes.innerText(), /^You stopped it here\.$/);
  assert.equal(await tab.focused(), "question");
  const said = await tab.answers.first().innerText();
  assert.ok(said.startsWith("A word. A word.") && said.length < 3000);
  assert.equal(await other.answers.first().innerText(), said, "both tabs show the same");
  await fake.script({ text: "Yes." });
  await other.ask("Again?");
  await tab.page.locator(".turn-answer", { hasText: "Yes." }).waitFor();
  assert.deepEqual((await tab.conversation()).slice(2), [["You", "Again?"], ["Tutor", "Yes."]]);
});

test("a failure is told in words, and the same can be asked again, also after a reload", async () => {
  await fake.script({ status: 401 });
  const tab = await learner(fake.url);
  await tab.ask("Why?");
  await tab.notes.waitFor();
  assert.match(await tab.notes.innerText(), /^No model can answer just now/);
  assert.ok(!(await tab.page.locator("body").innerText()).includes("fake-detail"));
  await tab.picture("failed");
  await tab.page.reload();
  await tab.safe();
  await tab.notes.waitFor();
  assert.match(await tab.notes.innerText(), /^This was not answered\./);
  await fake.script({ text: "Because." });
  await tab.input.fill("a draft");
  await tab.page.locator("button:visible", { hasText: "Ask again" }).click();
  await tab.page.locator(".turn-answer", { hasText: "Because." }).waitFor();
  assert.equal(await tab.page.locator("button:visible", { hasText: "Ask again" }).count(), 0);
  assert.equal(await tab.input.inputValue(), "a draft");
});

/** A learner whose connection the test has in its hands. */
async function connected() {
  const context = await browser.newContext({ viewport: DESKTOP });
  const line = { away: false, swallows: false, asked: 0, cut: () => {}, forge: (/** @type {object} */ _frame) => {} };
  await context.routeWebSocket(/\/socket/, (route) => {
    if (line.away) return void route.close({ code: 1012 });
    const server = route.connectToServer();
    route.onMessage((message) => void (line.swallows && String(message).includes('"ask"') ? 0 : server.send(message)));
    server.onMessage((message) => {
      const frame = /** @type {any} */ (message === "pong" ? {} : JSON.parse(String(message)));
      if (frame.t === "asked") line.asked = frame.id;
      route.send(message);
    });
    line.forge = (frame) => route.send(JSON.stringify(frame));
    line.cut = () => {
      line.away = true;
      void route.close({ code: 1012 });
      void server.close();
    };
  });
  const tab = await Tab.open(context, fake.url);
  tabs.push(tab);
  const back = async () => {
    line.away = false;
    await tab.page.evaluate(() => dispatchEvent(new Event("online")));
    await tab.safe();
  };
  return { tab, line, back };
}

test("without a connection nothing is lost: not a draft, not what came meanwhile, not a question on its way", async () => {
  await fake.script({ text: "It is late. ".repeat(60), chunkDelayMs: 15 });
  const { tab, line, back } = await connected();
  const { page } = tab;
  await tab.ask("First?");
  await tab.is("answering");
  line.cut();
  await page.locator(".turn-wait:visible", { hasText: "Not connected" }).waitFor();
  await tab.input.fill("Second, with\na line more");
  assert.equal(await tab.button.isDisabled(), true);
  assert.match(await page.locator("#send-why").innerText(), /^Not connected\./);
  await tab.input.press("Enter");
  assert.equal(await tab.input.inputValue(), "Second, with\na line more");
  await tab.picture("offline");
  await back();
  await tab.is("over");
  await page.waitForFunction(() => document.querySelector(".turn-answer")?.textContent?.trim() === "It is late. ".repeat(60).trim());
  await page.reload();
  await tab.safe();
  assert.equal(await tab.input.inputValue(), "Second, with\na line more", "a reload keeps the draft");

  line.swallows = true;
  await tab.input.press("Enter");
  await tab.is("waiting");
  await tab.input.fill("Third?");
  line.cut();
  await page.locator(".turn-wait:visible", { hasText: "Not connected" }).waitFor();
  await back();
  await tab.is("over");
  assert.equal(await tab.input.inputValue(), "Second, with\na line more\n\nThird?", "it comes back to the field");
  assert.equal(await page.locator(".turn:visible").count(), 2);
});

test("hostile words stay text: nothing is made of them but the elements of our subset", async () => {
  const hostile = [
    "<img src=x onerror=alert(1)><script>alert(2)</script> <b>bold</b> &lt;i&gt;",
    "[click](javascript:alert(3)) ![x](http://evil.example/x.png) <http://evil.example>",
    '```"><img/src=x/onerror=alert(4)>\n<svg onload=alert(5)>\n```',
    `**<iframe srcdoc="<script>alert(6)</script>">** \`<a href=javascript:alert(7)>\``,
    "1. <style>*{display:none}</style>\n   - <form action=//evil.example>",
    `${"very".repeat(2000)}`,
  ].join("\n\n");
  // The gate lets none of this pass; the page trusts nobody all the same, not even the server.
  await fake.script({ hold: true });
  const { tab, line } = await connected();
  const origins = new Set();
  tab.page.on("request", (request) => origins.add(new URL(request.url()).origin));
  await tab.ask("<img src=x onerror=alert(8)>");
  await tab.is("waiting");
  while (!line.asked) await tab.page.waitForTimeout(20);
  const id = line.asked;
  for (const text of hostile.match(/[^]{1,7}/g) ?? []) line.forge({ t: "say", id, text });
  line.forge({ t: "said", id, finish: "stop" });
  await tab.is("over");
  await tab.page.waitForFunction((end) => document.querySelector(".turn-answer")?.textContent?.endsWith(end), "very".repeat(2000));
  const tags = await tab.page.evaluate(() => [...new Set([...document.querySelectorAll("#turns *")].map(({ localName }) => localName))].sort());
  assert.deepEqual(tags, ["button", "code", "div", "em", "li", "ol", "p", "pre", "strong", "ul"].filter((tag) => tag !== "em"));
  const attributes = await tab.page.evaluate(() => [...new Set([...document.querySelectorAll(".turn-answer *")].flatMap((dom) => dom.getAttributeNames()))].sort());
  assert.deepEqual(attributes, ["aria-label", "data-label", "role", "start", "tabindex"]);
  const text = await tab.answers.first().evaluate((dom) => dom.textContent);
  for (const piece of ["<script>alert(2)</script>", "[click](javascript:alert(3))", "&lt;i&gt;", "<svg onload=alert(5)>"]) assert.ok(text?.includes(piece), piece);
  assert.equal(await tab.page.locator(".turn-words").innerText(), "<img src=x onerror=alert(8)>");
  assert.deepEqual([...origins], []);
});

test("the keyboard is enough: into the field, a new line, out with Escape, and a too long question waits", async () => {
  const header = readFileSync(join(ROOT, "src/base/limits.h"), "utf8");
  const most = Number(/^#define CHAT_QUESTION_UNITS_MAX (\d+)u/m.exec(header)?.[1]);
  await fake.script({ text: "One.\n\n".repeat(80), chunkDelayMs: 40, hold: true });
  const tab = await learner(fake.url);
  const { page } = tab;
  const { keyboard } = page;
  for (let i = 0; i < 20 && (await tab.focused()) !== "question"; i++) await keyboard.press("Tab");
  assert.equal(await tab.focused(), "question");
  await keyboard.type("What now?");
  await keyboard.press("Shift+Enter");
  await keyboard.type("And why?");
  await keyboard.press("Escape");
  assert.equal(await tab.focused(), "editor");
  assert.equal(await tab.input.inputValue(), "What now?\nAnd why?");
  await tab.input.focus();
  await keyboard.press("Enter");
  await tab.is("waiting");
  await keyboard.type("one at a time");
  await keyboard.press("Enter");
  assert.deepEqual([await tab.input.inputValue(), await page.locator(".turn-words").count()], ["one at a time", 1]);
  await keyboard.press("Tab");
  assert.equal(await tab.focused(), "send");
  await keyboard.press("Shift+Tab");
  await fake.release();

  // The conversation follows its end, unless it is read further up.
  const far = () => page.locator("#talk").evaluate((dom) => dom.scrollHeight - dom.clientHeight - dom.scrollTop);
  await page.waitForFunction(() => (document.querySelector("#talk")?.scrollTop ?? 0) > 200);
  assert.ok((await far()) < 64);
  await keyboard.press("Shift+Tab");
  await keyboard.press("Home");
  await tab.is("over");
  await page.waitForTimeout(100);
  assert.ok((await far()) > 400);
  await keyboard.press("End");

  await tab.input.fill("x".repeat(most - 100));
  assert.equal(await page.locator("#send-why").innerText(), "4,900 of 5,000 characters");
  await tab.input.fill("x".repeat(most + 1));
  assert.match(await page.locator("#send-why").innerText(), /^1 character too many/);
  await tab.input.press("Enter");
  assert.equal(await tab.button.isDisabled(), true);
  assert.equal((await tab.input.inputValue()).length, most + 1);
  await fake.script({ text: "So slow. ".repeat(200), chunkDelayMs: 20 });
  await tab.input.fill("x".repeat(most));
  await tab.input.press("Enter");
  await tab.is("answering");
  await keyboard.press("Tab");
  await keyboard.press("Space");
  await tab.is("over");
  assert.equal(await tab.focused(), "question");
  await tab.notes.waitFor();
  await tab.picture("stopped");
});

test("on a phone it is folded under the code, says when an answer has come, and opens", async () => {
  await fake.script({ text: ANSWER, hold: true });
  const tab = await learner(fake.url, { viewport: PHONE, hasTouch: true, isMobile: true });
  const { page } = tab;
  const fold = page.locator("#chat-fold");
  assert.deepEqual([await fold.getAttribute("aria-expanded"), await tab.input.isVisible()], ["false", false]);
  await page.screenshot({ path: join(PICTURES, "chat-folded-phone.png") });
  await fold.tap();
  await tab.input.fill("What is wrong?");
  await tab.button.tap();
  await page.locator(".turn-wait", { hasText: "thinking" }).waitFor();
  await fold.tap();
  await page.locator("#chat-now", { hasText: "thinking" }).waitFor();
  await fake.release();
  await page.locator("#chat-now", { hasText: "new answer" }).waitFor();
  await fold.tap();
  await page.waitForFunction(() => document.querySelector("#chat-now")?.textContent === "");
  for (const target of ["#send", "#chat-fold", "#question"]) {
    const box = await page.locator(target).boundingBox();
    assert.ok(box && box.height >= 40 && box.y + box.height <= PHONE.height, `${target}: ${JSON.stringify(box)}`);
  }
  const code = await page.locator("#editor").boundingBox();
  assert.ok(code && code.height >= 160, "the code is still seen");
  await page.screenshot({ path: join(PICTURES, "chat-open-phone.png") });
  await page.setViewportSize({ width: 320, height: 256 }); // a large screen at 400 %
  await tab.input.click(); // it can be scrolled to
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320));
  await page.screenshot({ path: join(PICTURES, "chat-zoomed.png") });
  await page.reload();
  await tab.safe();
  assert.equal(await fold.getAttribute("aria-expanded"), "true", "it stays as it was left");
});

test("who may only look sees no chat", async () => {
  const context = await browser.newContext({ viewport: DESKTOP });
  await context.routeWebSocket(/\/socket/, (route) => {
    const server = route.connectToServer();
    server.onMessage((message) => route.send(String(message).replace('"role":"owner"', '"role":"viewer"')));
  });
  const tab = await Tab.open(context, fake.url);
  tabs.push(tab);
  await tab.chat.waitFor({ state: "hidden" });
  const desk = await tab.page.locator(".desk").boundingBox();
  assert.equal(desk?.width, DESKTOP.width);
});

test("the embedded tutor answers, a reload keeps it, and over the limit it says so", async () => {
  const tab = await learner(embedded.url);
  await tab.is("empty");
  assert.equal(await tab.page.locator("#talk-start button").count(), 3);
  await tab.picture("empty");
  const example = tab.page.locator("#talk-start button").first();
  const question = await example.innerText();
  await example.click();
  assert.deepEqual([await tab.input.inputValue(), await tab.focused()], [question, "question"]);
  await tab.page.keyboard.press("Enter");
  await tab.is("over");
  const kept = await tab.conversation();
  assert.deepEqual(kept[0], ["You", question]);
  assert.match(kept[1].join("\n"), /^Tutor\nI am the embedded tutor.*\nLine 2: /s);
  await tab.page.locator(".turn-answer button", { hasText: "Line 2" }).click();
  assert.equal(await tab.page.locator(".cm-activeLine").innerText(), "if (tries = 1) {");

  await tab.page.reload();
  await tab.safe();
  await tab.is("over");
  assert.deepEqual(await tab.conversation(), kept);
  await tab.ask("And then?");
  await tab.page.locator(".turn-answer").nth(1).locator("p").first().waitFor();
  await tab.is("over");
  await tab.ask("And after that?");
  await tab.notes.waitFor();
  assert.match(await tab.notes.innerText(), /^You have asked as often as you may for now\./);
  await tab.picture("limit");
});
