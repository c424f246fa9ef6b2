// Runs a scenario in a page of another origin, in headless Chromium:
// node browser.mjs CHROMIUM HOST PORT [SCENARIO]
import http from "node:http";
import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const [executablePath, host, port, scenario = "scenario.mjs"] = process.argv.slice(2);
const files = {
  ["/" + scenario]: new URL("./" + scenario, import.meta.url),
  "/expect.mjs": new URL("./expect.mjs", import.meta.url),
  "/nakama-js.mjs": new URL("./node_modules/@heroiclabs/nakama-js/dist/nakama-js.esm.mjs", import.meta.url),
  "/nakama-js-protobuf.mjs": new URL("./node_modules/@heroiclabs/nakama-js-protobuf/dist/nakama-js-protobuf.esm.mjs", import.meta.url),
};
const pages = http.createServer(async (request, response) => {
  if (request.url === "/") {
    response.setHeader("Content-Type", "text/html").end("<!doctype html><title>scenario</title>");
  } else if (files[request.url]) {
    response.setHeader("Content-Type", "text/javascript").end(await readFile(files[request.url]));
  } else {
    response.writeHead(404).end();
  }
});
await new Promise((done) => pages.listen(0, "127.0.0.1", done));
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-features=LocalNetworkAccessChecks"],
});
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${pages.address().port}/`);
  for (const format of ["json", "protobuf"]) {
    const steps = await page.evaluate(
      async ({ host, port, format, scenario }) => {
        const { Client } = await import("/nakama-js.mjs");
        const { WebSocketAdapterPb } = await import("/nakama-js-protobuf.mjs");
        const { run } = await import("/" + scenario);
        const adapter = format === "protobuf" ? () => new WebSocketAdapterPb() : undefined;
        return run({ Client, host, port, format, adapter });
      },
      { host, port, format, scenario },
    );
    console.log(format + " passed: " + steps.join(", "));
  }
} finally {
  await browser.close();
  pages.close();
}
