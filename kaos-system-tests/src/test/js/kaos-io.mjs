// Two players of Kaos.io in headless Chromium: node kaos-io.mjs CHROMIUM SERVER_PORT SCREENSHOT
import { spawn } from "node:child_process";
import { chromium } from "playwright-core";

const [executablePath, port, screenshot] = process.argv.slice(2);
const serve = new URL("../../../../examples/kaos-io/serve.mjs", import.meta.url).pathname;
const pages = spawn(process.execPath, [serve, "0", port, "defaultkey"], { stdio: ["ignore", "pipe", "inherit"] });
const url = await new Promise((done) => {
  let printed = "";
  pages.stdout.on("data", (data) => {
    printed += data;
    const found = /http:\S+/.exec(printed);
    if (found) done(found[0]);
  });
});
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-features=LocalNetworkAccessChecks"],
});

async function player(name) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 760 }, hasTouch: true });
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    console.error(name + ": " + error.stack);
    process.exitCode = 1;
  });
  await page.addInitScript(() => {
    window.sockets = [];
    window.splits = 0;
    window.WebSocket = class extends window.WebSocket {
      constructor(...given) {
        super(...given);
        window.sockets.push(this);
      }
      send(data) {
        if (data.includes('"op_code":"11"')) window.splits++;
        if (!this.isSilent) super.send(data);
      }
      set onmessage(handler) {
        super.onmessage = (event) => this.isSilent || handler(event);
      }
    };
  });
  await page.goto(url);
  await enter(page, name);
  return page;
}

async function enter(page, name) {
  await page.fill("#name", name);
  await page.click("#play");
  await page.waitForFunction(() => /Mass \d+/.test(document.getElementById("mass").textContent));
}

const isListed = (page, name) =>
  page.waitForFunction((wanted) => [...document.querySelectorAll("#live li")].some((row) => row.textContent.startsWith(wanted)), name);
const isLost = (page) => page.waitForFunction(() => document.getElementById("latency").textContent === "no connection");
const isBack = (page) => page.waitForFunction(() => document.getElementById("latency").textContent.endsWith(" ms"));

const lives = (page) => page.locator("#live li").allInnerTexts();
const massOf = (page) => page.evaluate(() => Number(document.getElementById("mass").textContent.slice(5)));

try {
  const ann = await player("Ann");
  const bob = await player("Bob");
  await isListed(ann, "Bob");
  await bob.waitForFunction(() => document.querySelectorAll("#live li.you").length === 1);
  // Ann grazes: she steers around until she has grown.
  const start = await massOf(ann);
  for (let i = 0; i < 500 && (await massOf(ann)) < start + 20; i++) {
    await ann.mouse.move(550 + 300 * Math.cos(i / 12), 380 + 300 * Math.sin(i / 12));
    await ann.waitForTimeout(100);
  }
  const grown = await massOf(ann);
  if (grown < start + 20) throw new Error(`Ann did not grow: ${start} -> ${grown}`);
  // A broken connection: the same cell is found again, with its mass.
  await ann.evaluate(() => window.sockets.at(-1).close());
  await isLost(ann);
  await isBack(ann);
  await ann.waitForTimeout(500);
  const again = await massOf(ann);
  if (again < grown - 5) throw new Error(`Ann came back into another cell: ${grown} -> ${again}`);
  await ann.screenshot({ path: screenshot });
  // A finger ejects a little of the mass, the space key throws half of it ahead.
  const whole = await massOf(ann);
  await ann.tap("#eject");
  await ann.waitForFunction((mass) => Number(document.getElementById("mass").textContent.slice(5)) < mass - 4, whole);
  await ann.keyboard.press("Space");
  await ann.waitForFunction((mass) => Number(document.getElementById("mass").textContent.slice(5)) < mass * 0.7, whole);
  // A button that has the focus does not split once more.
  await ann.evaluate(() => (window.splits = 0));
  await ann.focus("#split");
  await ann.keyboard.press("Space");
  await ann.waitForTimeout(200);
  const splits = await ann.evaluate(() => window.splits);
  if (splits !== 1) throw new Error(`the space key split ${splits} times`);
  // A page that is loaded anew shows the same cell, under the name that was typed last.
  await bob.reload();
  await enter(bob, "日本語日本語é😀");
  await isListed(ann, "日本語日本語é😀");
  const known = (await lives(ann)).filter((row) => row.startsWith("Bob"));
  if (known.length > 0) throw new Error(`Bob's former cell is still there: ${known}`);
  await bob.reload();
  await enter(bob, "Bob");
  // A link that is silent, without the browser being told, is given up.
  await ann.evaluate(() => (window.sockets.at(-1).isSilent = true));
  await isLost(ann);
  await isBack(ann);
  // A life that ends is kept for all time.
  const count = (await lives(bob)).length;
  await bob.close();
  await ann.waitForFunction(() => [...document.querySelectorAll("#best li")].some((row) => row.textContent.startsWith("Bob")));
  console.log(`passed: mass ${start} -> ${grown}; ${count} in the list`);
} finally {
  await browser.close();
  pages.kill();
}
