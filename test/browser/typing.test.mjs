// A learner types real programs with a mistake in each, key by key, into the real page on the real server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Learner, openStage } from "./browser.mjs";

// The mentor speaks at most so long after the last key.
const SPEAKS_MS = 3000;

const PROGRAMS = [
  {
    language: "javascript",
    tip: { line: '    if (result = "right") {', words: 'result = "right"' },
    fix: { line: '    if (result = "right") {', wrong: '= "right"', right: '=== "right"' },
    lines: `// A game: guess a number in as few tries as you can.
const LOWEST = 1;
const HIGHEST = 50;
const TRIES = 6;

function randomNumber(lowest, highest) {
  const count = highest - lowest + 1;
  return lowest + Math.floor(Math.random() * count);
}

function askFor(text, read) {
  const answer = Number(read(text));
  if (Number.isNaN(answer)) {
    return null;
  }
  return answer;
}

function compare(guess, secret) {
  if (guess === secret) {
    return "right";
  }
  if (guess < secret) {
    return "too low";
  }
  return "too high";
}

function play(read, write) {
  const secret = randomNumber(LOWEST, HIGHEST);
  const guesses = [];
  while (guesses.length < TRIES) {
    const guess = askFor("Your guess? ", read);
    if (guess === null) {
      write("That is no number.");
      continue;
    }
    guesses.push(guess);
    let result = compare(guess, secret);
    write(result);
    if (result = "right") {
      return guesses.length;
    }
  }
  write("The number was " + secret);
  return null;
}

function main() {
  const scores = [];
  const answers = ["25", "12", "40"];
  for (let round = 0; round < 3; round++) {
    const score = play(() => answers.shift(), console.log);
    if (score !== null) {
      scores.push(score);
    }
  }
  console.log("Your scores: " + scores.join(", "));
}

main();`,
  },
  {
    language: "python",
    tip: { line: "    scores.append((name, points))", words: "scores.append((name, points))" },
    fix: { line: "def add_score(name, points, scores=[]):", wrong: "=[]", right: "" },
    lines: `# A small quiz that keeps the scores of its players.
import random

QUESTIONS = {
    "capital of France": "Paris",
    "capital of Peru": "Lima",
    "capital of Kenya": "Nairobi",
}
POINTS = 5


def add_score(name, points, scores=[]):
    scores.append((name, points))
    return scores


def best_player(scores):
    best_name = None
    best_points = -1
    for name, points in scores:
        if points > best_points:
            best_name = name
            best_points = points
    return best_name


def is_right(answer, expected):
    return answer.strip().lower() == expected.lower()


def ask(question, expected, read):
    answer = read(question + "? ")
    if is_right(answer, expected):
        print("Right!")
        return POINTS
    print("It is " + expected)
    return 0


def play(name, read):
    total = 0
    questions = list(QUESTIONS.items())
    random.shuffle(questions)
    for question, expected in questions:
        total += ask(question, expected, read)
    print(name, "has", total, "points")
    return total


def main():
    scores = []
    for name in ["Ada", "Grace"]:
        total = play(name, input)
        scores = add_score(name, total, scores)
    print("The winner is", best_player(scores))


if __name__ == "__main__":
    main()`,
  },
];

let stage, browser, wrangler;
before(async () => {
  ({ browser, wrangler } = stage = await openStage());
});
after(() => stage?.close());

for (const { language, lines, tip, fix } of PROGRAMS) {
  test(`${language}: a program, its mistake, a reload, a killed server, the fix`, async () => {
    const context = await browser.newContext();
    const learner = await Learner.open(context, wrangler.url);
    const { page } = learner;
    assert.ok(lines.split("\n").length >= 58);
    await page.locator("#language").selectOption(language);
    await learner.type(lines);
    const still = Date.now();
    assert.equal(await learner.text(), lines, "what was typed is what is there");

    await learner.card().first().waitFor();
    const took = Date.now() - still;
    console.log(`${language}: the tip came ${took} ms after the last key`);
    assert.ok(took <= SPEAKS_MS, `the tip took ${took} ms`);
    const place = { line: lines.split("\n").indexOf(tip.line) + 1, words: tip.words };
    assert.deepEqual(await learner.mark(), place);
    const said = await learner.card().first().locator(".tip-text").textContent();
    assert.equal(await learner.card().count(), 1, "one true thing, and nothing else");
    await learner.saved();

    await page.reload();
    await learner.saved();
    await learner.card().first().waitFor();
    assert.equal(await learner.text(), lines, "a reload finds the code");
    assert.deepEqual(await learner.mark(), place);
    assert.equal(await learner.card().first().locator(".tip-text").textContent(), said, "and the tip");
    assert.equal(await page.locator("#language").inputValue(), language);

    await wrangler.kill();
    await page.locator('#safe[data-safe="here"]').waitFor();
    await wrangler.start();
    await learner.saved();
    await page.reload();
    await learner.saved();
    await learner.card().first().waitFor();
    assert.equal(await learner.text(), lines, "a killed server finds the code");
    assert.deepEqual(await learner.mark(), place);

    // The cursor goes behind the mistake, and the mistake is typed over.
    const { line, wrong, right } = fix;
    await learner.goTo(line.trim());
    for (let i = line.length - line.indexOf(wrong) - wrong.length; i > 0; i--) await page.keyboard.press("ArrowLeft");
    for (let i = 0; i < wrong.length; i++) await page.keyboard.press("Backspace");
    await page.keyboard.type(right);
    await page.locator(".tip-gone").waitFor();
    assert.equal(await learner.card().count(), 0);
    assert.equal(await learner.text(), lines.replace(line, line.replace(wrong, right)));
    assert.ok(await page.locator("#announce").textContent(), "a screen reader hears the praise");
    learner.isContent(wrangler.url);
    await context.close();
  });
}

test("more help opens the ladder, and a dismissed tip is gone in every tab and stays gone", async () => {
  const context = await browser.newContext();
  const learner = await Learner.open(context, wrangler.url);
  const { page } = learner;
  await learner.type("let tries = 3;\nif (tries = 1) {\n  console.log(tries);\n}");
  await learner.card("error").waitFor();
  const other = await Learner.open(context, page.url());
  await other.card("error").waitFor();
  const steps = page.locator(".tip-steps li");
  const open = await steps.count();
  await page.locator(".tip-help").click();
  await steps.nth(open).waitFor();
  assert.equal(await steps.count(), open + 1);
  await other.page.locator(".tip-steps li").nth(open).waitFor();
  await page.locator(".tip-verdict", { hasText: "Not now" }).click();
  await other.card("error").waitFor({ state: "detached" });
  await learner.goTo("let tries");
  await page.keyboard.type(" // so many");
  await learner.saved();
  await page.waitForTimeout(SPEAKS_MS);
  assert.equal(await learner.card().count(), 0);
  learner.isContent(wrangler.url);
  await context.close();
});

test("two tabs that type at once show the same in the end, and have every letter", async () => {
  const context = await browser.newContext();
  const one = await Learner.open(context, wrangler.url);
  await one.type("first\n\n\nlast");
  await one.saved();
  const two = await Learner.open(context, one.page.url());
  await one.goTo("first");
  await two.goTo("last");
  const words = (letter) => Array.from({ length: 12 }, (_, i) => ` ${letter}${i}`).join("");
  await Promise.all([
    one.page.keyboard.type(words("x"), { delay: 20 }),
    two.page.keyboard.type(words("y"), { delay: 20 }),
  ]);
  await one.saved();
  await two.saved();
  const text = `first${words("x")}\n\n\nlast${words("y")}`;
  assert.equal(await one.text(), text);
  assert.equal(await two.text(), text);
  one.isContent(wrangler.url);
  await context.close();
});

test("what is typed without a connection is kept over a reload, and joined with what another tab did", async () => {
  const context = await browser.newContext();
  const one = await Learner.open(context, wrangler.url);
  await one.type("let a = 1;\n\nlet b = 2;");
  await one.saved();
  const { page } = one;
  const other = await Learner.open(await browser.newContext(), wrangler.url); // keeps the server awake and is not ours
  await context.setOffline(true);
  await page.locator('#safe[data-safe="here"]').waitFor();
  await one.goTo("let a");
  await page.keyboard.type(" // offline");
  await page.waitForTimeout(800); // the record is written
  await context.setOffline(false);
  await page.reload();
  await one.saved();
  assert.equal(await one.text(), "let a = 1; // offline\n\nlet b = 2;");
  assert.equal(await other.text(), "");

  await wrangler.kill();
  await page.locator('#safe[data-safe="here"]').waitFor();
  await one.goTo("let b");
  await page.keyboard.type(" // while the server was away");
  await wrangler.start();
  await one.saved();
  await page.reload();
  await one.saved();
  assert.equal(await one.text(), "let a = 1; // offline\n\nlet b = 2; // while the server was away");
  const kept = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("record")));
  assert.deepEqual(kept, [], "nothing is left behind");
  one.isContent(wrangler.url);
  await other.page.context().close();
  await context.close();
});

test("Tab leaves the editor, and F8 and Escape go to the tip and back", async () => {
  const context = await browser.newContext();
  const learner = await Learner.open(context, wrangler.url);
  const { page } = learner;
  const focused = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className ?? document.activeElement?.id);
  await learner.type("let tries = 3;\nif (tries = 1) {\n  console.log(tries);\n}");
  await page.locator(".cm-content").focus();
  const text = await learner.text();
  await learner.card("error").waitFor();
  await page.keyboard.press("F8");
  await page.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement?.classList.contains("tip-card"));
  await page.keyboard.press("Escape");
  assert.match(String(await focused()), /cm-content/);
  for (let i = 0; i < 8 && (await focused()) !== "look-now"; i++) await page.keyboard.press("Tab");
  assert.equal(await focused(), "look-now");
  assert.equal(await learner.text(), text);
  await context.close();
});
