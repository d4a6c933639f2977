// The mentor's reasons in the strip while somebody types, the dial in two tabs, and the log that the page hands out.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Learner, openStage } from "./browser.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const MENTOR = join(ROOT, "build/mentor");
const REASON_MS = 60_000; // what waits, waits at most so long for its reading

const PROGRAM = `// Counts how often a word stands in a text.
function countWord(text, word) {
  let count = 0;
  for (const part of text.split(" ")) {
    if (part === word) {
      count += 1;
    }
  }
  return count;
}

const text = "the cat and the dog";
console.log(countWord(text, "the"));`;

let stage, browser, wrangler, folder;
before(async () => {
  ({ browser, wrangler, folder } = stage = await openStage());
});
after(() => stage?.close());

/** The words of all reasons that the strip showed, in order, from now on. @param {import("playwright-core").Page} page */
async function watchReasons(page) {
  await page.evaluate(() => {
    const strip = /** @type {HTMLElement} */ (document.querySelector("#mentor"));
    const seen = ((/** @type {any} */ (window)).seen = [strip.dataset.why]);
    const note = () => seen.at(-1) !== strip.dataset.why && seen.push(strip.dataset.why);
    new MutationObserver(note).observe(strip, { attributeFilter: ["data-why"] });
  });
  return () => page.evaluate(() => /** @type {string[]} */ ((/** @type {any} */ (window)).seen));
}

/** Waits until the strip shows this reason. @param {Learner} learner @param {...string} words any of these */
async function reason({ page }, ...words) {
  const any = words.map((word) => `#mentor[data-why="${word}"]`).join(",");
  await page.locator(any).waitFor({ timeout: REASON_MS });
}

/** The log as the page hands it out. @param {Learner} learner */
async function download({ page }) {
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#log").click()]);
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  return path;
}

/** What a reader of an edit-trace/1 does: it counts code points. @param {string} path */
function replay(path) {
  const [header, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  const points = [...header.initial];
  for (const { edits } of lines) for (const [at, del, ins] of edits) points.splice(at, del, ...ins);
  return { header, lines, text: points.join("") };
}

/** The mentor's own replay takes it. @param {string} path */
function mentorReplays(path) {
  if (!existsSync(MENTOR)) return; // a machine without a compiler of its own
  const { status, stdout, stderr } = spawnSync(MENTOR, ["replay", "--explain", path], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

test("the strip says why the mentor is silent, reason by reason, while a program is typed", async () => {
  const context = await browser.newContext();
  const learner = await Learner.open(context, wrangler.url);
  const { page } = learner;
  const reasons = await watchReasons(page);
  await reason(learner, "empty");

  await learner.type(PROGRAM);
  assert.equal(await learner.text(), PROGRAM);
  await reason(learner, "waiting_pause");
  await reason(learner, "gathering");
  await reason(learner, "nothing_found");

  await page.keyboard.type(" x");
  await reason(learner, "waiting_pause");
  for (let i = 0; i < 2; i++) await page.keyboard.press("Backspace");
  await reason(learner, "undone");

  await page.keyboard.press("Enter");
  await reason(learner, "only_comments");
  await page.keyboard.type("// the end");
  await reason(learner, "only_form", "only_comments");

  await page.keyboard.type("\nlet total = ;");
  await reason(learner, "half_typed");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("7");
  await reason(learner, "gathering");

  await page.keyboard.press("End");
  await page.keyboard.type("\nif (total = 1) {\nconsole.log(total);");
  await learner.card("error").waitFor();
  await reason(learner, "said");

  const seen = await reasons();
  console.log(`reasons: ${seen.join(" ")}`);
  const expected = ["waiting_pause", "gathering", "nothing_found", "undone", "only_comments", "half_typed", "said"];
  for (const word of expected) assert.ok(seen.includes(word), word);

  // Replayed, the session goes the same way, pauses and all.
  const path = await download(learner);
  assert.equal(replay(path).text, await learner.text());
  const decided = mentorReplays(path)?.map((decision) => decision.reason);
  console.log(`replayed: ${decided?.join(" ")}`);
  for (const word of ["gathering", "undone", "half_typed"]) assert.ok(!decided || decided.includes(word), word);
  learner.isContent(wrangler.url);
  await context.close();
});

test("when the caret leaves the line that was typed in, the page says so once", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  /** @type {string[]} */
  const said = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => said.push(JSON.parse(String(payload).replace(/^ping$/, "{}")).t)));
  const learner = new Learner(page);
  await page.goto(wrangler.url);
  await learner.saved();
  await page.locator("#editor .cm-content").click();
  await page.keyboard.type("let first = 1;\nlet second = 2;");
  await page.keyboard.press("ArrowLeft"); // still the same line
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown"); // nothing was typed since
  await page.keyboard.press("ArrowUp");
  await learner.saved();
  assert.equal(said.filter((t) => t === "left").length, 1);
  assert.ok(said.indexOf("left") > said.lastIndexOf("edit"), "after what was typed");
  await page.keyboard.type("x");
  await page.keyboard.press("ArrowDown");
  await learner.saved();
  assert.equal(said.filter((t) => t === "left").length, 2);
  learner.isContent(wrangler.url);
  await context.close();
});

test("the dial is the session's: one tab turns it, the other shows it, and a reload finds it", async () => {
  const context = await browser.newContext();
  const one = await Learner.open(context, wrangler.url);
  const two = await Learner.open(context, one.page.url());
  const shows = (learner, dial) => learner.page.locator(`#dial:has(option[value="${dial}"]:checked)`).waitFor();
  await shows(one, "normal");
  await one.page.getByLabel("Mentor speaks").selectOption({ label: "less" });
  await shows(two, "quiet");
  await one.saved();
  await two.page.reload();
  await two.saved();
  await shows(two, "quiet");

  // By the keyboard alone; and the other setting, the language, stays what it was.
  await two.page.locator("#dial").focus();
  await two.page.keyboard.type("mo");
  await shows(one, "eager");
  assert.equal(await one.page.locator("#language").inputValue(), "javascript");

  // What is set without a connection comes after what the server has.
  await context.setOffline(true);
  await wrangler.kill();
  await two.page.locator('#safe[data-safe="here"]').waitFor();
  await two.page.locator("#dial").selectOption("quiet");
  await context.setOffline(false);
  await wrangler.start();
  await two.saved();
  await shows(two, "quiet");
  await shows(one, "quiet");
  for (const learner of [one, two]) learner.isContent(wrangler.url);
  await context.close();
});

test("the log that is downloaded replays to the text, in each tab from where it was opened", async () => {
  const context = await browser.newContext();
  const one = await Learner.open(context, wrangler.url);
  await one.page.locator("#language").selectOption("python");
  await one.type('def greet(name):\n    print("Hello 😀", name)\n');
  await one.saved();
  const start = await one.text();
  const two = await Learner.open(context, one.page.url());
  await two.page.locator(".cm-line", { hasText: "Hello" }).waitFor();
  await two.goTo("Hello");
  await two.page.keyboard.type("  # 𝒳 by another hand");
  await one.page.locator(".cm-line", { hasText: "another hand" }).waitFor();
  await one.goTo("Hello");
  await one.page.keyboard.type("!");
  await one.page.keyboard.press("Control+z");
  await one.page.keyboard.type("?");
  await two.page.locator(".cm-line", { hasText: "hand?" }).waitFor();
  await one.saved();

  const session = new URL(one.page.url()).hash.slice("#s=".length);
  for (const [learner, initial] of /** @type {[Learner, string][]} */ ([[one, ""], [two, start]])) {
    const path = await download(learner);
    assert.ok(path.endsWith(`${session}.jsonl`));
    const { header, lines, text } = replay(path);
    assert.equal(text, await learner.text());
    assert.deepEqual(header, {
      format: "edit-trace/1",
      name: session,
      language: "python",
      kind: "recorded",
      time_resolution_ms: 1,
      offsets: "codepoint",
      initial,
    });
    assert.ok(lines.length >= 20 && lines[0].t === 0 && lines.every(({ t }, i) => t >= (lines[i - 1]?.t ?? 0)));
    mentorReplays(path);
    learner.isContent(wrangler.url);
  }
  await context.close();
});

test("every reason can be read on a narrow screen, and those that fly by are not read aloud", async () => {
  const header = readFileSync(join(ROOT, "src/mentor/reason.h"), "utf8");
  const reasons = [...header.matchAll(/^ {4}X\(\w+, "(\w+)",[\s\\]*"([^"]+)"\)/gm)].map(([, why, text]) => ({ why, text }));
  assert.ok(reasons.length > 20);
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  /** @type {import("playwright-core").WebSocketRoute | undefined} */
  let socket;
  await page.routeWebSocket(/\/socket/, (route) => {
    socket = route;
    route.connectToServer();
  });
  await page.goto(wrangler.url);
  await page.locator('#safe[data-safe="yes"]').waitFor();
  await page.evaluate(() => {
    const region = /** @type {HTMLElement} */ (document.querySelector("#announce"));
    const heard = ((/** @type {any} */ (window)).heard = []);
    new MutationObserver(() => heard.push([performance.now(), region.textContent])).observe(region, { childList: true });
    // The narrowest that it gets.
    (/** @type {HTMLElement} */ (document.querySelector("#visit"))).hidden = false;
    (/** @type {HTMLElement} */ (document.querySelector("#safe"))).textContent = "Not connected";
  });
  for (const { why, text } of reasons) {
    socket?.send(JSON.stringify({ t: "state", look: "waiting", why, text, spent: 12, saved: 3 }));
    await page.locator(`#mentor[data-why="${why}"]`).waitFor();
    const { lines, wide, cut } = await page.evaluate(() => {
      const says = /** @type {HTMLElement} */ (document.querySelector(".says"));
      return {
        lines: Math.round(says.scrollHeight / parseFloat(getComputedStyle(says).lineHeight)),
        wide: document.documentElement.scrollWidth,
        cut: says.scrollWidth > says.clientWidth,
      };
    });
    assert.ok(lines <= 3 && wide <= 360 && !cut, `${why}: ${lines} lines, ${wide} wide`);
    assert.equal(await page.locator("#why").textContent(), text);
  }
  const last = reasons.at(-1)?.text ?? "";
  await page.locator("#announce", { hasText: last }).waitFor();
  const heard = await page.evaluate(() => /** @type {[number, string][]} */ ((/** @type {any} */ (window)).heard));
  heard.forEach(([at], i) => assert.ok(i === 0 || at - heard[i - 1][0] >= 1_900, "there is time to hear each"));
  assert.ok(heard.length <= 2, JSON.stringify(heard));
  await context.close();
});
