// A real Chromium at a real `wrangler dev`, and hands that type as people do. Shared by the tests of this folder.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", chromium.executablePath()];
const QUIET = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];
const READY_MS = 120_000; // wrangler may build first

/** Starts Chromium: the one in CHROMIUM, or the first that is installed. */
export async function startBrowser() {
  const executablePath = [process.env.CHROMIUM, ...BROWSERS].find((path) => path && existsSync(path));
  assert.ok(executablePath, "no Chromium found: install it, or name it in CHROMIUM");
  return chromium.launch({ executablePath, args: QUIET });
}

/** A port that is free now. @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** `wrangler dev` as a learner starts it, with its storage in `folder`. */
export class Wrangler {
  /** @param {number} port @param {string} folder */
  constructor(port, folder) {
    this.port = port;
    this.folder = folder;
    this.url = `http://localhost:${port}`;
  }

  async start() {
    const script = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
    const options = ["dev", "--port", String(this.port), "--persist-to", this.folder, "--inspector-port", "0"];
    const env = { ...process.env, CI: "true", WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" };
    // A group of its own, so that the kill reaches workerd too and nobody else.
    this.child = spawn(process.execPath, [script, ...options], { cwd: ROOT, env, detached: true });
    let said = "";
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on("data", (data) => (said += data));
    const end = Date.now() + READY_MS;
    while (!(await fetch(`${this.url}/health`).then((answer) => answer.ok, () => false))) {
      assert.equal(this.child.exitCode, null, `wrangler ended: ${said.slice(-2000)}`);
      assert.ok(Date.now() < end, `wrangler is not ready: ${said.slice(-2000)}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** Ends it at once, in the middle of whatever it does. */
  async kill() {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("close", resolve));
    process.kill(-(/** @type {number} */ (child.pid)), "SIGKILL");
    await ended;
  }
}

/** One learner in front of one page. */
export class Learner {
  /** @type {string[]} what the page complained about */
  complaints = [];
  /** @type {Set<string>} */
  origins = new Set();

  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
    this.keyboard = page.keyboard;
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      // A connection that fails is reported by the browser itself; the page cannot keep it from that.
      const network = /WebSocket connection to|Failed to load resource/.test(message.text());
      if (message.type() === "error" && !network) this.complaints.push(message.text());
    });
    page.on("request", (request) => this.origins.add(new URL(request.url()).origin));
  }

  /** @param {import("playwright-core").Browser | import("playwright-core").BrowserContext} where @param {string} url */
  static async open(where, url) {
    const page = await where.newPage({ viewport: { width: 1280, height: 2600 } });
    const learner = new Learner(page);
    await page.goto(url);
    await learner.saved();
    return learner;
  }

  /** Waits until the page says that everything is stored. */
  saved() {
    return this.page.locator('#safe[data-safe="yes"]').waitFor();
  }

  /** The whole text. All of it is in the window, so all of it is drawn. */
  text() {
    return this.page.evaluate(() => {
      const root = /** @type {ShadowRoot} */ (document.querySelector("#editor")?.shadowRoot);
      if (root.querySelector(".cm-placeholder")) return "";
      return [...root.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n");
    });
  }

  /** A tip's card under the line with this number, or any. @param {string} [severity] */
  card(severity) {
    return this.page.locator(severity ? `.tip-card.tip-${severity}:not(.tip-gone)` : ".tip-card:not(.tip-gone)");
  }

  /** The number of the line that a tip is marked at, and the words underlined. */
  async mark() {
    const label = await this.card().first().getAttribute("aria-label");
    const words = await this.page.locator(".tip-words").allTextContents();
    return { line: Number(/line (\d+)$/.exec(label ?? "")?.[1]), words: words.join("") };
  }

  /** Puts the cursor to the end of the line that has this text. @param {string} text */
  async goTo(text) {
    await this.page.locator(".cm-line", { hasText: text }).first().click();
    await this.keyboard.press("End");
  }

  /**
   * Types a program key by key. The editor sets lines in and closes brackets, and a person works with that: takes away
   * or adds spaces where the line is set in differently, and steps over a closing brace that is there already.
   * @param {string} program
   */
  async type(program) {
    const lines = program.split("\n");
    await this.page.locator(".cm-content").focus();
    for (const [i, line] of lines.entries()) {
      if (i > 0) await this.#nextLine(line);
      const { before } = i > 0 ? await this.#around() : { before: "" };
      await this.keyboard.type(line.slice(before.length));
    }
  }

  /** @param {string} line that will be typed */
  async #nextLine(line) {
    const closer = /^\s*[}\])]/.exec(line)?.[0];
    if (closer && (await this.#around()).next.trimEnd() === closer) {
      await this.keyboard.press("ArrowDown");
      await this.keyboard.press("End");
      return;
    }
    await this.keyboard.press("Enter");
    const want = /^\s*/.exec(line)?.[0] ?? "";
    for (let tries = 0; tries < 20; tries++) {
      const { before } = await this.#around();
      if (before === want) return;
      if (before.length > want.length) await this.keyboard.press("Backspace");
      else await this.keyboard.type(want.slice(before.length));
    }
    assert.fail(`cannot set in ${JSON.stringify(line)}`);
  }

  /** The line of the cursor and the one below. What is behind the cursor here are closers that wait to be typed over. */
  #around() {
    return this.page.evaluate(() => {
      const root = /** @type {ShadowRoot} */ (document.querySelector("#editor")?.shadowRoot);
      const lines = [...root.querySelectorAll(".cm-line")];
      const at = lines.findIndex((line) => line.classList.contains("cm-activeLine"));
      return { before: lines[at]?.textContent ?? "", next: lines[at + 1]?.textContent ?? "" };
    });
  }

  /** Nothing was wrong on the page, and it spoke to nobody but its own server. @param {string} url */
  isContent(url) {
    assert.deepEqual(this.complaints, []);
    assert.deepEqual([...this.origins], [new URL(url).origin]);
  }
}

/** What a file of tests plays on: a browser, a server of its own, a folder that goes when it is over. */
export async function openStage() {
  const folder = mkdtempSync(join(tmpdir(), "mentor-"));
  const wrangler = new Wrangler(await freePort(), folder);
  const [browser] = await Promise.all([startBrowser(), wrangler.start()]);
  const close = async () => {
    await browser.close();
    await wrangler.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return { browser, wrangler, folder, close };
}
